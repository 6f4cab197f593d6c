import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { digit, realData, temporaryFolder } from '../testing/samples.ts';
import { extractTar } from './extract.ts';
import { readIdx } from './idx.ts';
import { readShards } from './shards.ts';
import { readTar } from './tar.ts';
import { writeTar } from './write-tar.ts';

const shard = (first: number, count: number) =>
  Array.from({ length: count }, (_, i) => first + i).flatMap((n) => [
    { name: `${String(n).padStart(4, '0')}.bin`, bytes: Buffer.from(digit(n % 10, 0)) },
    { name: `${String(n).padStart(4, '0')}.cls`, bytes: Buffer.from(String(n % 10)) },
  ]);

async function keys(paths: string[], options = {}): Promise<string[]> {
  const out: string[] = [];
  for await (const { key, fields } of readShards(paths, options)) {
    assert.deepEqual(fields.bin, Buffer.from(digit(Number(fields.cls), 0)));
    out.push(key);
  }
  return out;
}

/** A tar of one entry whose header is changed and signed anew. */
async function forged(path: string, change: (header: Buffer) => void): Promise<void> {
  const bytes = Buffer.alloc(2048);
  bytes.write('a.txt', 0);
  bytes.write('00000000005\0', 124, 'latin1');
  bytes[156] = 0x30;
  bytes.write('ustar\x0000', 257, 'latin1');
  change(bytes);
  bytes.fill(32, 148, 156);
  const sum = bytes.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  await writeFile(path, bytes);
}

test('samples come back in order, or shuffled through a buffer, each once, shared out over processes', async () => {
  await using folder = await temporaryFolder();
  const paths = [0, 1, 2, 3].map((i) => join(folder.path, `${i}.tar`));
  for (const [i, path] of paths.entries()) await writeTar(path, shard(i * 25, 25));
  const all = await keys(paths);
  assert.deepEqual(
    all,
    Array.from({ length: 100 }, (_, i) => String(i).padStart(4, '0')),
  );
  const mixed = await keys(paths, { buffer: 30, seed: 1, epoch: 2 });
  assert.notDeepEqual(mixed, all);
  assert.deepEqual(mixed.toSorted(), all);
  assert.deepEqual(await keys(paths, { buffer: 30, seed: 1, epoch: 2 }), mixed);
  assert.notDeepEqual(await keys(paths, { buffer: 30, seed: 1, epoch: 3 }), mixed);
  const halves = await Promise.all([0, 1].map((rank) => keys(paths, { buffer: 10, rank, world: 2 })));
  assert.deepEqual(halves.flat().toSorted(), all);
  await assert.rejects(keys(paths, { world: 5 }), { code: 'option-invalid' });
});

test('names that lead out, links, devices, bombs, cuts and damage are refused', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'bad.tar');
  const unpack = () => extractTar(path, join(folder.path, 'out'));
  for (const name of ['../up.txt', '/etc/passwd', 'a/../../b', 'C:\\x', '..\\up']) {
    await forged(path, (header) => header.fill(0, 0, 100).write(name, 0));
    await assert.rejects(unpack(), { code: 'archive-unsafe' }, name);
  }
  for (const type of '12346') {
    await forged(path, (header) => header.write(type, 156));
    await assert.rejects(unpack(), { code: 'archive-unsafe' }, type);
  }
  await forged(path, (header) => header.write('77777777777\0', 124));
  await assert.rejects(unpack(), { code: 'archive-too-large' });
  await writeFile(`${path}.gz`, gzipSync(Buffer.alloc(200_000_000)));
  const zeros = readTar(`${path}.gz`).next();
  assert.equal((await zeros).done, true); // ends at the first block of zeros, unpacked no further
  await writeTar(path, shard(0, 10));
  await assert.rejects(
    async () => {
      for await (const _ of readTar(path, { maxBytes: 2000 }));
    },
    { code: 'archive-too-large' },
  );
  await truncate(path, 3000);
  await assert.rejects(unpack(), /cut short/);
  await writeFile(path, 'no archive at all'.repeat(100));
  await assert.rejects(unpack(), /checksum/);
  await assert.rejects(extractTar(join(folder.path, 'gone.tar'), join(folder.path, 'out')), {
    code: 'archive-unreadable',
  });
  assert.ok(!existsSync(join(folder.path, 'out')) && !existsSync(join(folder.path, 'up.txt')));
  assert.deepEqual(readdirSync(folder.path).sort(), ['bad.tar', 'bad.tar.gz']);
});

test('idx files are read, packed or not; those that do not fit their header are refused', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'digits-idx3-ubyte');
  const pixels = Buffer.concat([0, 1, 2].map((index) => digit(4, index)));
  const head = Buffer.from([0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 28, 0, 0, 0, 28]);
  for (const bytes of [Buffer.concat([head, pixels]), gzipSync(Buffer.concat([head, pixels]))]) {
    await writeFile(path, bytes);
    const { shape, data } = readIdx(path);
    assert.deepEqual(shape, [3, 28, 28]);
    assert.deepEqual(Buffer.from(data as Uint8Array), pixels);
  }
  await writeFile(path, Buffer.from([0, 0, 13, 1, 0, 0, 0, 2, 0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0]));
  assert.deepEqual([...readIdx(path).data], [1, -2]);
  await writeFile(path, Buffer.concat([head, pixels.subarray(5)]));
  assert.throws(() => readIdx(path), /asks for 2352 numbers, 2347 are there/);
  assert.throws(() => readIdx(join(folder.path, 'none')), { code: 'archive-unreadable' });
});

const medical = realData('mednist-12k');

test('the medical pictures are unpacked from their archive', {
  skip: !medical && 'mednist-12k is not here',
}, async () => {
  let files = 0;
  for await (const { name } of readTar(join(medical!, 'mednist-12k.tar.gz'))) files += Number(name.endsWith('.jpeg'));
  assert.equal(files, 12_000);
});
