import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { flattenState, load, loadMetadata, nn, ones, save, saveCheckpoint, type TorchError } from '../index.ts';

const folder = mkdtempSync(join(tmpdir(), 'capstan-safetensors-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const refused = (code: string, words: RegExp) => (error: TorchError) =>
  error.code === code && words.test(error.message);

test('metadata that its reader would refuse is not written', async () => {
  const path = join(folder, 'metadata.safetensors');
  const wrong: object = { epoch: 3 };
  await assert.rejects(
    save({ x: ones([2]) }, path, { metadata: wrong as Record<string, string> }), // as: what a user may give
    refused('safetensors', /metadata 'epoch' is to be a string, received 3\n {2}write \{ epoch: String\(value\) \}/),
  );
  await assert.rejects(
    save({ x: ones([2]) }, path, { metadata: { a: '\ud800' } }),
    refused('safetensors', /surrogate/),
  );
  await assert.rejects(save({ '\ud800': ones([2]) }, path), refused('safetensors', /surrogate/));
  assert.equal(existsSync(path), false);
  await save({ x: ones([2]) }, path, { metadata: { epoch: '3' } });
  assert.deepEqual(await loadMetadata(path), { epoch: '3' });
});

test('a file that is not there, or of another format, is named as that', async () => {
  await assert.rejects(
    load(join(folder, 'nothing')),
    refused('safetensors', /nothing cannot be opened: there is no such file/),
  );
  const zip = join(folder, 'model.pt');
  writeFileSync(zip, Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(60)]));
  await assert.rejects(load(zip), refused('safetensors', /is a zip, as torch\.save of Python writes it/));
  const pickle = join(folder, 'old.pt');
  writeFileSync(pickle, Buffer.concat([Buffer.from([0x80, 2, 0x8a, 0x0a]), Buffer.alloc(60, 0x6c)]));
  await assert.rejects(load(pickle), refused('safetensors', /is a pickle/));
});

test('state that would not come back as it was is not written', () => {
  const take = (value: object) => () => flattenState(value, 'state', {});
  assert.throws(take({ $tensor: 'x' }), refused('value', /'\$tensor' is kept/));
  assert.throws(take({ a: { $number: '3' } }), refused('value', /'\$number' is kept/));
  assert.throws(take({ 'a.b': ones([1]), a: { b: ones([1]) } }), refused('value', /two tensors .* 'state\.a\.b'/));
  assert.throws(
    () => saveCheckpoint({ model: new nn.Linear(2, 2) }, join(folder, 'c'), { metadata: { 'capstan.checkpoint': '' } }),
    refused('value', /kept for the checkpoint/),
  );
});
