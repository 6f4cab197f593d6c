// Twelve thousand pictures compared with each other take a minute and more.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { realData, temporaryFolder } from '../testing/samples.ts';
import { openImages } from './open-images.ts';
import { imageFolder } from './source/image-folder.ts';

test('the real medical pictures are read, with their copies found', async (t) => {
  const archive = realData('mednist-12k');
  if (!archive) return t.skip('the data set mednist-12k is not here');
  await using folder = await temporaryFolder();
  execFileSync('sh', ['-c', `tar xzf "$0"/*.tar.gz -C "$1"`, archive, folder.path]);
  const data = await openImages(imageFolder(join(folder.path, 'resized')));
  assert.deepEqual(data.classes, ['AbdomenCT', 'BreastMRI', 'CXR', 'ChestCT', 'Hand', 'HeadCT']);
  assert.deepEqual(data.preprocessing.size, [64, 64]);
  const kinds = data.findings.map((one) => one.kind);
  // Neighbouring slices of one scan lie on both sides of the split; slices past the head's top show nothing but the table.
  for (const kind of ['duplicate', 'near-leak', 'near-duplicate', 'one-colour', 'dark'])
    assert.ok(kinds.includes(kind), kind);
  for (const kind of ['unreadable', 'conflict', 'near-conflict', 'black', 'white', 'noise'])
    assert.ok(!kinds.includes(kind), kind);
  assert.ok(data.findings.every(({ severity }) => severity !== 'error'));
  assert.equal(data.pictures.length + data.findings.find(({ kind }) => kind === 'duplicate')!.items.length, 12_000);
});
