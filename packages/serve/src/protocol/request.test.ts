import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServeError } from '../errors.ts';
import { isPixels, normalise } from '../pictures/wire.ts';
import { elements, view } from './datatypes.ts';
import type { Signature } from './infer-request.ts';
import { parseInferRequest } from './request.ts';
import { RequestParser } from './request-parser.ts';

const signature: Signature = {
  inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 2, 2] }],
  outputs: [{ name: 'y', datatype: 'FP32', shape: [-1, 3] }],
};
const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const input = (changes: object) => ({
  inputs: [{ name: 'x', shape: [1, 2, 2], datatype: 'FP32', data: [1, 2, 3, 4], ...changes }],
});
const parse = (body: Uint8Array, headerLength?: number, of = signature) =>
  parseInferRequest(body, of, { headerLength, nonFinite: 'refuse', maxRows: 100 });
const binary = (header: object, ...tails: Uint8Array[]) => {
  const head = json(header);
  return { body: Buffer.concat([head, ...tails]), headerLength: head.byteLength };
};
const floats = (...values: number[]) => new Uint8Array(new Float32Array(values).buffer);

test('nested and flat data give the same elements', () => {
  const flat = parse(json(input({ shape: [2, 2, 2], data: [1, 2, 3, 4, 5, 6, 7, 8] })));
  const nested = parse(
    json(
      input({
        shape: [2, 2, 2],
        data: [
          [
            [1, 2],
            [3, 4],
          ],
          [
            [5, 6],
            [7, 8],
          ],
        ],
      }),
    ),
  );
  assert.deepEqual(nested.inputs, flat.inputs);
  assert.equal(nested.rows, 2);
  assert.deepEqual([...view('FP32', flat.inputs[0]!.bytes)], [1, 2, 3, 4, 5, 6, 7, 8]);
});

test('the id and the wanted outputs are kept', () => {
  const parsed = parse(json({ ...input({}), id: 'r-7', outputs: [{ name: 'y', parameters: { binary_data: true } }] }));
  assert.equal(parsed.id, 'r-7');
  assert.deepEqual(parsed.outputs, [{ name: 'y', binary: true, classification: 0 }]);
});

test('binary_data of an output overrides binary_data_output', () => {
  const asked = { ...input({}), parameters: { binary_data_output: true } };
  assert.equal(parse(json(asked)).outputs[0]?.binary, true);
  const overridden = { ...asked, outputs: [{ name: 'y', parameters: { binary_data: false } }] };
  assert.equal(parse(json(overridden)).outputs[0]?.binary, false);
});

test('raw tensors follow the JSON', () => {
  const { body, headerLength } = binary(
    input({ data: undefined, parameters: { binary_data_size: 16 } }),
    floats(1, 2, 3, 4),
  );
  const { inputs } = parse(body, headerLength);
  assert.deepEqual([...view('FP32', inputs[0]!.bytes)], [1, 2, 3, 4]);
});

test('integers and booleans keep their type and range', () => {
  const types: Signature = {
    inputs: [
      { name: 'i', datatype: 'INT64', shape: [-1] },
      { name: 'b', datatype: 'BOOL', shape: [-1] },
      { name: 'u', datatype: 'UINT8', shape: [-1] },
    ],
    outputs: signature.outputs,
  };
  const body = (u: unknown[], b: unknown[] = [true, false]) =>
    json({
      inputs: [
        { name: 'i', shape: [2], datatype: 'INT64', data: [-5, 2 ** 40] },
        { name: 'b', shape: [2], datatype: 'BOOL', data: b },
        { name: 'u', shape: [2], datatype: 'UINT8', data: u },
      ],
    });
  const { inputs } = parse(body([0, 255]), undefined, types);
  assert.deepEqual(
    inputs.map((tensor) => [...view(tensor.datatype, tensor.bytes)]),
    [
      [-5n, 2n ** 40n],
      [1, 0],
      [0, 255],
    ],
  );
  assert.throws(() => parse(body([0, 256]), undefined, types), /integer from 0 to 255/);
  assert.throws(() => parse(body([0, 1.5]), undefined, types), /integer from 0 to 255/);
  assert.throws(() => parse(body([0, 1], [1, 0]), undefined, types), /true or false/);
});

const four = floats(1, 2, 3, 4);
const sized = (size: unknown, changes: object = {}) =>
  binary(input({ data: undefined, parameters: { binary_data_size: size }, ...changes }), four);

const refused: [name: string, body: Uint8Array, message: RegExp, headerLength?: number][] = [
  ['not JSON', Buffer.from('{"inputs": ['), /not valid JSON in UTF-8: it ends where a value or ']' was expected$/],
  ['a comma too many', Buffer.from('{"inputs": [1,\n]}'), /line 2, column 1: expected a value, received ']'$/],
  ['not UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22]), /not valid JSON in UTF-8: its bytes are no UTF-8$/],
  ['empty', new Uint8Array(0), /not valid JSON in UTF-8: it ends where a value was expected$/],
  ['not an object', json([1]), /the body: Expected fields, .*, received \[1\]/],
  ['no inputs', json({ inputs: [] }), /inputs/],
  ['inputs missing', json({}), /inputs/],
  [
    'unknown input',
    json({ inputs: [{ ...input({}).inputs[0], name: 'z' }] }),
    /unknown input "z"; this model takes "x" FP32 \[-1, 2, 2\]/,
  ],
  ['input twice', json({ inputs: [...input({}).inputs, ...input({}).inputs] }), /given twice/],
  ['wrong shape', json(input({ shape: [1, 4, 1] })), /expected shape \[-1, 2, 2\] \(-1: any\), received \[1, 4, 1\]/],
  ['wrong rank', json(input({ shape: [2, 2] })), /expected shape/],
  ['negative dimension', json(input({ shape: [-1, 2, 2] })), /inputs\[0\]\.shape\[0\]/],
  ['fractional dimension', json(input({ shape: [1.5, 2, 2] })), /shape\[0\]/],
  ['no rows', json(input({ shape: [0, 2, 2], data: [] })), /no elements/],
  ['product beyond 2^53', json(input({ shape: [2 ** 52, 2, 2] })), /expected shape/],
  ['product beyond 2^64', json(input({ shape: [2 ** 60, 2, 2] })), /shape/],
  ['huge claim, little data', json(input({ shape: [2 ** 40, 2, 2] })), /needs 4398046511104 elements, received 4/],
  ['wrong datatype', json(input({ datatype: 'INT32' })), /expected datatype FP32, received INT32/],
  ['unknown datatype', json(input({ datatype: 'FLOAT' })), /is not one of BOOL/],
  ['too little data', json(input({ data: [1, 2, 3] })), /needs 4 elements, received 3/],
  ['ragged data', json(input({ data: [[[1, 2], [3]]] })), /data\[0\]\[1\] has 1 entries/],
  [
    'nested too deep',
    json(
      input({
        data: [
          [
            [[1], [2]],
            [[3], [4]],
          ],
        ],
      }),
    ),
    /element 0 should be a number/,
  ],
  ['a string among numbers', json(input({ data: [1, '2', 3, 4] })), /element 1 should be a number/],
  ['null', json(input({ data: [1, null, 3, 4] })), /element 1/],
  ['beyond float32', json(input({ data: [1, 1e300, 3, 4] })), /finite/],
  ['no data at all', json(input({ data: undefined })), /neither "data" nor/],
  ['unknown output', json({ ...input({}), outputs: [{ name: 'q' }] }), /unknown output "q"; this model gives "y"/],
  ['output twice', json({ ...input({}), outputs: [{ name: 'y' }, { name: 'y' }] }), /asked for twice/],
  [
    'shared memory',
    json({ ...input({}), outputs: [{ name: 'y', parameters: { shared_memory_region: 'r' } }] }),
    /not supported/,
  ],
  ['parameter of a wrong type', json({ ...input({}), parameters: { binary_data_output: 'yes' } }), /true or false/],
  ['parameter an object', json({ ...input({}), parameters: { a: {} } }), /parameters/],
  ['header longer than the body', sized(16).body, /says 99999/, 99999],
  ['header too short', sized(16).body, /not valid JSON/, 10],
  ['binary size wrong', sized(12).body, /is 16 bytes, binary_data_size says 12/, sized(12).headerLength],
  ['binary size a string', sized('16').body, /says "16"/, sized('16').headerLength],
  ['binary size negative', sized(-16).body, /says -16/, sized(-16).headerLength],
  ['tail too short', sized(16).body.subarray(0, sized(16).headerLength + 8), /8 are left/, sized(16).headerLength],
  [
    'tail too long',
    Buffer.concat([sized(16).body, four]),
    /add up to 16 bytes, the body has 32/,
    sized(16).headerLength,
  ],
  [
    'data and binary both',
    sized(16, { data: [1, 2, 3, 4] }).body,
    /has both/,
    sized(16, { data: [1, 2, 3, 4] }).headerLength,
  ],
];

for (const [name, body, message, headerLength] of refused) {
  test(`refuses: ${name}`, () => {
    assert.throws(
      () => parse(body, headerLength),
      (error: unknown) => error instanceof ServeError && error.statusCode === 400 && message.test(error.message),
    );
  });
}

test('NaN and infinity are refused by place, or let through where allowed', async () => {
  await using parser = new RequestParser();
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    const { body, headerLength } = binary(
      input({ data: undefined, parameters: { binary_data_size: 16 } }),
      floats(1, 2, bad, 4),
    );
    const asked = (nonFinite: 'refuse' | 'allow') =>
      parser.parse(body, signature, { headerLength, nonFinite, maxRows: 100 });
    await assert.rejects(asked('refuse'), { code: 'bad-tensor', message: /element 2 is .*finite numbers only/ });
    const allowed = await asked('allow');
    assert.equal(Object.is(view('FP32', allowed.inputs[0]!.bytes)[2], bad), true);
  }
});

const ofPictures: Signature = {
  inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 1, 2, 2] }],
  outputs: signature.outputs,
  pictures: { kind: 'image', size: [2, 2], channels: 1, resize: 'crop', ratio: 1, mean: [0.5], std: [0.25] },
};

test('a number that is none is found in the last of many rows, by its place', async () => {
  const [rows, parser] = [300_000, new RequestParser()];
  const values = new Float32Array(4 * rows).fill(1);
  values[4 * rows - 1] = Number.NaN;
  const bytes = new Uint8Array(values.buffer);
  const changes = { shape: [rows, 2, 2], data: undefined, parameters: { binary_data_size: bytes.length } };
  const { body, headerLength } = binary(input(changes), bytes);
  await assert.rejects(parser.parse(body, signature, { headerLength, nonFinite: 'refuse', maxRows: rows }), {
    code: 'bad-tensor',
    message: /element 1199999 is NaN/,
  });
});

test('a model of pictures takes pixels and normalises them', async () => {
  const pixels = { shape: [2, 1, 2, 2], datatype: 'UINT8' };
  const values = [0, 255, 51, 102, 255, 0, 204, 153];
  const expected = values.map((value) => Math.fround((value / 255 - 0.5) / 0.25));
  const asJson = parse(json(input({ ...pixels, data: values })), undefined, ofPictures);
  const size = { data: undefined, parameters: { binary_data_size: 8 } };
  const { body, headerLength } = binary(input({ ...pixels, ...size }), Uint8Array.from(values));
  for (const { rows, inputs } of [asJson, parse(body, headerLength, ofPictures)]) {
    assert.equal(rows, 2);
    assert.ok(isPixels(inputs[0]!, ofPictures));
    const numbers = await normalise(inputs[0]!, ofPictures.pictures!);
    assert.deepEqual([...view('FP32', numbers.bytes)], expected);
    assert.equal(numbers.datatype, 'FP32');
  }
  assert.throws(() => parse(json(input({ ...pixels, data: [...values.slice(1), 256] })), undefined, ofPictures), /255/);
});

test('a model of pictures takes files, an element each', () => {
  const files = [Uint8Array.of(1, 2, 3), new Uint8Array(0), Uint8Array.of(9)];
  const packed = files.flatMap((file) => [new Uint8Array(Uint32Array.of(file.length).buffer), file]);
  for (const shape of [[3], [3, 1]]) {
    const size = { data: undefined, parameters: { binary_data_size: 16 } };
    const { body, headerLength } = binary(input({ shape, datatype: 'BYTES', ...size }), ...packed);
    const { pictures, rows, inputs } = parse(body, headerLength, ofPictures);
    assert.deepEqual(
      pictures?.map((file) => [...file]),
      files.map((file) => [...file]),
    );
    assert.equal(rows, 3);
    assert.deepEqual(inputs, []);
  }
});

test('a model of numbers takes neither', () => {
  assert.throws(() => parse(json(input({ datatype: 'UINT8' }))), /expected datatype FP32, received UINT8/);
  assert.throws(() => parse(json(input({ datatype: 'BYTES', shape: [1] }))), /"BYTES" is not one of/);
});

test('deep nesting is an error, not an overflow', () => {
  const deep = `{"inputs":[{"name":"x","shape":[1,2,2],"datatype":"FP32","data":${'['.repeat(250_000)}${']'.repeat(250_000)}}]}`;
  assert.throws(() => parse(Buffer.from(deep)), ServeError);
});

test('large JSON is read on its own thread, with the same answers and the same errors', async () => {
  await using parser = new RequestParser();
  const rows = 20_000;
  const data = Array.from({ length: rows * 4 }, (_, i) => i / 7);
  const options = { headerLength: undefined, nonFinite: 'refuse', maxRows: 20_000 } as const;
  const good = await parser.parse(json(input({ shape: [rows, 2, 2], data })), signature, options);
  assert.equal(good.rows, rows);
  assert.deepEqual(view('FP32', good.inputs[0]!.bytes), Float32Array.from(data));
  const bad = json(input({ shape: [rows, 2, 2], data: data.with(5, Number.NaN) }));
  await assert.rejects(parser.parse(bad, signature, options), { code: 'bad-tensor', statusCode: 400 });
});

test('elements multiplies exactly or not at all', () => {
  assert.equal(elements([2, 3, 4]), 24);
  assert.equal(elements([]), 1);
  assert.equal(elements([2 ** 30, 2 ** 30]), undefined);
  assert.equal(elements([-1]), undefined);
});
