import assert from 'node:assert/strict';
import { readdir, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { digit, temporaryFolder } from '../../testing/samples.ts';
import { mnistFolder } from './mnist-folder.ts';

test('digits are written as PNGs that any reader understands, once', async () => {
  await using folder = await temporaryFolder();
  const dest = join(folder.path, 'deep/digits');
  assert.equal(await mnistFolder(dest, { count: 57 }), dest);
  const counts = await Promise.all([...'0123456789'].map(async (name) => (await readdir(join(dest, name))).length));
  assert.deepEqual(counts, [6, 6, 6, 6, 6, 6, 6, 5, 5, 5]);
  const image = sharp(await readFile(join(dest, '4/0002.png')));
  assert.deepEqual(
    await image.metadata().then(({ width, height, channels }) => [width, height, channels]),
    [28, 28, 1],
  );
  assert.deepEqual(new Uint8Array(await image.toColourspace('b-w').raw().toBuffer()), digit(4, 2));
  const before = (await stat(join(dest, '4/0002.png'))).mtimeMs;
  await mnistFolder(dest, { count: 57 });
  assert.equal((await stat(join(dest, '4/0002.png'))).mtimeMs, before);
  assert.deepEqual(await readdir(join(folder.path, 'deep')), ['digits'], 'no draft is left behind');
});

test('two at once do not disturb each other', async () => {
  await using folder = await temporaryFolder();
  const dest = join(folder.path, 'digits');
  await Promise.all([1, 2, 3].map(() => mnistFolder(dest, { count: 100 })));
  assert.deepEqual(await readdir(folder.path), ['digits']);
  assert.equal((await readdir(join(dest, '9'))).length, 10);
});

test('a folder with something else in it is left as it is', async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, 'thesis.txt'), 'important');
  await assert.rejects(mnistFolder(folder.path, { count: 20 }), { code: 'folder-in-use' });
  assert.deepEqual(await readdir(folder.path), ['thesis.txt']);
  const dest = join(folder.path, 'digits');
  await mnistFolder(dest, { count: 20 });
  await unlink(join(dest, '3/0000.png'));
  await assert.rejects(mnistFolder(dest, { count: 20 }), /something else than these digits lies there/);
});
