import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesOf, type WireTensor } from './datatypes.ts';
import { encodeInferResponse } from './response.ts';

const output = (values: number[], name = 'y'): WireTensor => ({
  name,
  datatype: 'FP32',
  shape: [1, values.length],
  bytes: bytesOf(Float32Array.from(values)),
});
const head = { model: 'm', version: '1', hash: 'abc', id: 'a' };
const plain = { binary: false, classification: 0 };

test('JSON holds flat data', async () => {
  const { body, headerLength } = await encodeInferResponse(head, [output([1, 0.5])], [{ name: 'y', ...plain }]);
  assert.equal(headerLength, undefined);
  assert.deepEqual(JSON.parse(body.toString()), {
    model_name: 'm',
    model_version: '1',
    id: 'a',
    parameters: { model_hash: 'abc' },
    outputs: [{ name: 'y', datatype: 'FP32', shape: [1, 2], data: [1, 0.5] }],
  });
});

test('raw outputs follow in the order of the outputs, others stay in the JSON', async () => {
  const wanted = [
    { name: 'b', binary: true, classification: 0 },
    { name: 'y', ...plain },
    { name: 'a', binary: true, classification: 0 },
  ];
  const { body, headerLength } = await encodeInferResponse(
    head,
    [output([1], 'a'), output([2], 'b'), output([3])],
    wanted,
  );
  const described = JSON.parse(body.subarray(0, headerLength).toString());
  assert.deepEqual(described.outputs[0].parameters, { binary_data_size: 4 });
  assert.deepEqual(described.outputs[1].data, [3]);
  assert.equal(body.readFloatLE(headerLength!), 2);
  assert.equal(body.readFloatLE(headerLength! + 4), 1);
});

test('float32 is written in the digits that say which number it is', async () => {
  const values = [0.98, 1 / 3, 1e-30, 3.4028235e38, 16777217, -0.1, 5].map(Math.fround);
  const { body } = await encodeInferResponse(head, [output(values)], [{ name: 'y', ...plain }]);
  const [{ data }] = JSON.parse(body.toString()).outputs;
  assert.deepEqual(data.map(Math.fround), values);
  assert.deepEqual(data.slice(0, 2), [0.98, 0.33333334]);
});

test('NaN cannot be JSON and says so; in binary it passes', async () => {
  const bad = output([1, Number.NaN]);
  await assert.rejects(encodeInferResponse(head, [bad], [{ name: 'y', ...plain }]), /element 1 is NaN.*binary_data/);
  const { body } = await encodeInferResponse(head, [bad], [{ name: 'y', binary: true, classification: 0 }]);
  assert.equal(Number.isNaN(body.readFloatLE(body.byteLength - 4)), true);
});

test('classification gives the highest scores with their labels', async () => {
  const { body } = await encodeInferResponse(
    head,
    [output([0.25, 0.5, 0.125])],
    [{ name: 'y', binary: false, classification: 2 }],
    ['ant', 'bee', 'fly'],
  );
  const [found] = JSON.parse(body.toString()).outputs;
  assert.deepEqual(found, { name: 'y', datatype: 'BYTES', shape: [1, 2], data: ['0.5:1:bee', '0.25:0:ant'] });
});
