import assert from 'node:assert/strict';
import { existsSync, mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { save, tensor } from '@capstan/torch';
import { buildModel, ModelError } from '../../index.ts';
import { readWeights } from '../weights.ts';
import { readTorchFile } from './torch-file.ts';
import { hostile, pickled, zipped } from './written.ts';

const refuse = (reason: string) => new ModelError('weights-unreadable', reason);
const isRefused = (error: unknown) => error instanceof ModelError && error.code === 'weights-unreadable';

for (const [how, bytes] of Object.entries({ zipped, pickled })) {
  test(`a state that torch.save wrote, ${how}, has its tensors`, () => {
    const { a, b, c, d, e } = readTorchFile(bytes, refuse);
    assert.deepEqual(a!.tolist(), [
      [0, 3],
      [1, 4],
      [2, 5],
    ]);
    assert.equal(b!.dtype, 'bfloat16');
    assert.deepEqual(b!.tolist(), [1.5, -2]);
    assert.deepEqual([c!.dtype, c!.shape, c!.item()], ['int64', [], 7]);
    assert.deepEqual(d!.tolist(), [true, false]);
    assert.deepEqual([e!.dtype, e!.tolist()], ['float64', [1, 2]]);
  });

  test(`of a ${how} one, cut anywhere or with a byte changed, nothing runs and nothing crashes`, () => {
    for (let length = 0; length < bytes.length; length += 7) {
      assert.throws(() => readTorchFile(bytes.subarray(0, length), refuse), isRefused, `${length} bytes`);
    }
    for (let at = 0; at < bytes.length; at += 3) {
      const changed = Buffer.from(bytes);
      changed[at] = changed[at]! ^ 0x55;
      try {
        readTorchFile(changed, refuse);
      } catch (error) {
        assert.ok(isRefused(error), `byte ${at}: ${error}`);
      }
    }
  });
}

test('a pickle that asks for a function of Python is refused by its name, and nothing runs', () => {
  assert.throws(() => readTorchFile(hostile, refuse), /"(posix|os)\.system", which is no part of a file of weights/);
  assert.equal(existsSync('/tmp/capstan-was-here'), false);
});

const data = process.env.CAPSTAN_DATA ?? join(import.meta.dirname, '../../../../../../shared/data');
const published = join(data, 'w-resnet-cifar10/pretrained_models');
const skip = existsSync(published) ? false : 'the published weights are not there';

test('the published .th files hold what their safetensors hold, and load as they are', { skip }, () => {
  for (const [depth, hash] of [
    [20, '12fca82f'],
    [32, 'd509ac18'],
    [44, '014dd654'],
    [56, '4bfd9763'],
  ]) {
    const theirs = readWeights(join(published, `resnet${depth}-${hash}.th`));
    const ours = readWeights(join(published, `resnet${depth}.safetensors`));
    assert.deepEqual(Object.keys(theirs).toSorted(), Object.keys(ours).toSorted());
    for (const [key, value] of Object.entries(ours)) assert.deepEqual(theirs[key]!.data(), value.data(), key);
    buildModel(`cifarResnet${depth}`, { weights: join(published, `resnet${depth}-${hash}.th`) });
  }
});

test('shards are read by their index, and one that names what is not there is refused', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'capstan-shards-'));
  const at = (name: string) => join(folder.path, name);
  await save({ a: tensor([1, 2]) }, at('model-00001-of-00002.safetensors'));
  await save({ b: tensor([3]) }, at('model-00002-of-00002.safetensors'));
  const write = (map: object) =>
    writeFileSync(at('model.safetensors.index.json'), JSON.stringify({ metadata: {}, weight_map: map }));
  write({ a: 'model-00001-of-00002.safetensors', b: 'model-00002-of-00002.safetensors' });
  const state = readWeights(at('model.safetensors.index.json'));
  assert.deepEqual([state.a!.tolist(), state.b!.tolist()], [[1, 2], [3]]);
  write({ a: 'model-00002-of-00002.safetensors' });
  assert.throws(() => readWeights(at('model.safetensors.index.json')), isRefused);
  write({ a: '../outside.safetensors' });
  assert.throws(() => readWeights(at('model.safetensors.index.json')), isRefused);
  writeFileSync(at('model.safetensors.index.json'), '{');
  assert.throws(() => readWeights(at('model.safetensors.index.json')), isRefused);
});
