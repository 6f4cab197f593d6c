import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { digit, temporaryFolder } from '../../testing/samples.ts';
import { encodePng } from '../decode/png.ts';
import { loader } from '../loader/loader.ts';
import { openImages } from '../open-images.ts';
import { imageFolder } from '../source/image-folder.ts';
import { mnistFolder } from '../source/mnist-folder.ts';
import { DiskCache } from './disk-cache.ts';

const files = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.cpx'));

const decoded = (value: number, side = 32) => ({
  pixels: { data: new Uint8Array(side * side).fill(value), channels: 1, height: side, width: side },
  ...{ format: 'png' as const, height: 100, width: 90 },
});

test('what is put in comes out; what is damaged does not', async () => {
  await using folder = await temporaryFolder();
  const cache = new DiskCache(folder.path);
  cache.put('ab01', decoded(7));
  const { pixels, ...about } = cache.get('ab01')!;
  assert.deepEqual([...new Set(pixels.data)], [7]);
  assert.deepEqual(about, { format: 'png', height: 100, width: 90 });
  const path = join(folder.path, files(folder.path)[0]!);
  const bytes = readFileSync(path);
  for (const broken of [bytes.subarray(0, 20), bytes.subarray(0, 500), Buffer.alloc(bytes.length)]) {
    writeFileSync(path, broken);
    assert.equal(cache.get('ab01'), undefined);
  }
  assert.equal(cache.get('zz'), undefined);
});

test('the cache stays within its bound, the longest unused go first', async () => {
  await using folder = await temporaryFolder();
  const cache = new DiskCache(folder.path, 20_000);
  for (let i = 0; i < 60; i++) {
    cache.put(`key${i}`, decoded(i));
    const path = join(folder.path, 'ke', `key${i}.cpx`);
    if (statSync(path, { throwIfNoEntry: false })) utimesSync(path, i, i);
  }
  cache.prune();
  const total = files(folder.path).reduce((sum, name) => sum + statSync(join(folder.path, name)).size, 0);
  assert.ok(total <= 20_000 && total > 10_000, `${total} bytes`);
  assert.ok(cache.get('key59') && !cache.get('key0'));
});

test('a process killed while it writes leaves only whole pictures', async () => {
  await using folder = await temporaryFolder();
  const source = new URL('./disk-cache.ts', import.meta.url).href;
  const code = `import { DiskCache } from ${JSON.stringify(source)};
    const cache = new DiskCache(process.argv[1]);
    for (let i = 0; ; i++) cache.put('k' + (i % 50), { pixels: { data: new Uint8Array(1 << 20).fill(i % 50), channels: 1, height: 1024, width: 1024 }, format: 'png', height: 1, width: 1 });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code, folder.path]);
  for (let i = 0; i < 2400 && files(folder.path).length < 5; i++) await setTimeout(25);
  await setTimeout(40);
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  assert.ok(files(folder.path).length >= 5);
  const cache = new DiskCache(folder.path);
  for (let i = 0; i < 50; i++) {
    const found = cache.get(`k${i}`);
    if (found) assert.ok(found.pixels.data.every((value) => value === i));
  }
});

test('a second opening decodes nothing, a changed file is read anew, and batches are the same with and without', async () => {
  await using folder = await temporaryFolder();
  const [root, cacheFolder] = [join(folder.path, 'digits'), join(folder.path, 'cache')];
  await mnistFolder(root, { count: 40 });
  const options = { channels: 1 as const, split: { train: 1 }, cacheBytes: 0 };
  const first = await openImages(imageFolder(root, { ...options, cacheFolder }));
  const entries = files(cacheFolder).sort();
  assert.equal(entries.length, 40);
  const second = await openImages(imageFolder(root, { ...options, cacheFolder }));
  assert.deepEqual([second.hash, files(cacheFolder).sort()], [first.hash, entries]);
  const plain = await openImages(imageFolder(root, options));
  const numbers = async (data: typeof plain) => {
    await using batches = loader(data.train, data.preprocessing, { batchSize: 16, shuffle: true, workers: 0 });
    const out: number[] = [];
    for await (const { input } of batches) out.push(input.sum().item());
    return out;
  };
  assert.deepEqual(await numbers(second), await numbers(plain));
  await mkdir(root, { recursive: true });
  await writeFile(join(root, '3', '0000.png'), encodePng(digit(8, 77), 28, 28));
  const changed = await openImages(imageFolder(root, { ...options, cacheFolder }));
  assert.notEqual(changed.hash, first.hash);
  assert.equal(files(cacheFolder).length, 41);
});
