import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Signature } from './infer-request.ts';
import { JsonShape, jsonNames, shapeCheck } from './json-shape.ts';
import { parseInferRequest } from './request.ts';
import { RequestParser } from './request-parser.ts';

const limits = { objects: 10, arrays: 10, depth: 5, strings: 20, values: 50 };
const names = (text: string) => jsonNames(Buffer.from(text), limits);

test('names are counted by depth, whatever texts hold', () => {
  assert.deepEqual(names('{"a":1,"b":{"c":[{"d":2}]}}').slice(0, 5), [0, 2, 1, 0, 1]);
  assert.deepEqual(names('{"a{[:,\\"":"{\\\\","b":"\\\\\\"}:"}').slice(0, 3), [0, 2, 0]);
});

test('what costs more than its bytes is refused before it is read', () => {
  const refused = (text: string, message: RegExp) => assert.throws(() => names(text), message);
  refused('{},'.repeat(11), /more than 10 objects/);
  refused('[],'.repeat(11), /more than 10 lists/);
  refused('['.repeat(6), /within each other/);
  refused('"",'.repeat(21), /20 names and texts/);
  refused('1,'.repeat(51), /50 values/);
});

const signature: Signature = {
  inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 1] }],
  outputs: [{ name: 'y', datatype: 'FP32', shape: [-1, 1] }],
};
const options = { headerLength: undefined, nonFinite: 'refuse', maxRows: 100 } as const;
const request = (more: string) =>
  Buffer.from(`{"inputs":[{"name":"x","datatype":"FP32","shape":[1,1],"data":[1]}]${more}}`);

test('a name given twice is refused: JSON would keep one of the two without a word', () => {
  assert.throws(() => parseInferRequest(request(',"id":"a","id":"b"'), signature, options), /a name twice/);
});

test('megabytes of empty objects are refused at once, and others are read meanwhile', async () => {
  await using parser = new RequestParser();
  const bomb = Buffer.from(`{"inputs":[${'{},'.repeat(2 ** 20)}{}]}`);
  const bombs = Promise.allSettled(
    Array.from({ length: 4 }, () => parser.parse(Buffer.from(bomb), signature, options, 30_000)),
  );
  const long = request(`,"parameters":{"timeout":5000000}${' '.repeat(200_000)}`);
  const { timeoutMs } = await parser.parse(Buffer.from(long), signature, options, 30_000);
  assert.equal(timeoutMs, 5000); // microseconds there, milliseconds here
  for (const each of await bombs) assert.match(String((each as PromiseRejectedResult).reason), /256 objects/);
});

test('a reading whose time is up is ended, and the next goes on', async () => {
  await using parser = new RequestParser();
  const long = () =>
    Buffer.from(`{"inputs":[{"name":"x","datatype":"FP32","shape":[1,1],"data":[${'0.125,'.repeat(2 ** 20)}1]}]}`);
  const late = parser.parse(long(), signature, options, 1);
  await assert.rejects(late, { code: 'deadline-exceeded', statusCode: 504 });
  await assert.rejects(parser.parse(long(), signature, options, 30_000), { code: 'bad-tensor' });
});

for (const [parameters, message] of [
  ['"priority":3', /"priority" is 3: requests are computed in fair turns/],
  ['"sequence_id":7', /"sequence_id" is 7: the models here keep nothing/],
  ['"sequence_start":true', /keep nothing between requests/],
  ['"timeout":"soon"', /count of microseconds/],
  ['"tempreature":1', /parameter "tempreature" is not supported; there are/],
] as const) {
  test(`a parameter that cannot be heeded is refused: ${parameters}`, () => {
    assert.throws(() => parseInferRequest(request(`,"parameters":{${parameters}}`), signature, options), message);
  });
}

test('what clients send by default is taken', () => {
  const parameters =
    '"sequence_id":0,"sequence_start":false,"sequence_end":false,"priority":0,"timeout":0,"binary_data_output":true';
  assert.equal(parseInferRequest(request(`,"parameters":{${parameters}}`), signature, options).timeoutMs, undefined);
});

test('JSON in pieces counts as in one, wherever it is cut', () => {
  const text = Buffer.from('{"a{[:,\\"":"{\\\\","b":[{"c":"\\\\\\""},{"d":[1,2]}]}');
  const whole = jsonNames(text, limits);
  for (let at = 0; at <= text.length; at++) {
    const shape = new JsonShape(limits);
    for (const piece of [text.subarray(0, at), text.subarray(at, at + 1), text.subarray(at + 1)]) shape.push(piece);
    assert.deepEqual(shape.names, whole, `cut at ${at}`);
  }
  const check = shapeCheck({ ...limits, objects: 1 }, 4);
  check(Buffer.from('{}'));
  check(Buffer.from('{}  {}{}{}')); // beyond the fourth byte is no JSON
  assert.throws(() => shapeCheck({ ...limits, objects: 1 })(Buffer.from('{}{}')), /more than 1 objects/);
});
