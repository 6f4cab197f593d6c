import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { memory, type Tensor } from '@capstan/torch';
import type { DataError } from '../errors.ts';
import { horizontalFlip } from '../images/augment/move/horizontal-flip.ts';
import { randomCrop } from '../images/augment/move/random-crop.ts';
import { decodeImage } from '../images/decode/decode-image.ts';
import { encodePng } from '../images/decode/png.ts';
import { digit, temporaryFolder } from '../testing/samples.ts';
import { type ShardLoaderOptions, shardLoader } from './shard-loader.ts';
import { ShardStream } from './shard-stream.ts';
import { writeTar } from './write-tar.ts';

const preprocessing = {
  kind: 'image' as const,
  size: [28, 28] as [number, number],
  channels: 1 as const,
  resize: 'crop' as const,
  ratio: 1,
  mean: [0.13],
  std: [0.31],
};
const augment = [randomCrop({ padding: 2 }), horizontalFlip(0.5)];

/** Shards of digits; each sample is called by its number. */
async function shards(folder: string, count: number, each: number): Promise<string[]> {
  const paths = Array.from({ length: count }, (_, i) => join(folder, `${i}.tar`));
  for (const [i, path] of paths.entries()) {
    const files = Array.from({ length: each }, (_, k) => i * each + k).flatMap((n) => {
      const key = String(n).padStart(4, '0');
      return [
        { name: `${key}.png`, bytes: encodePng(digit(n % 10, Math.floor(n / 10)), 28, 28) },
        { name: `${key}.cls`, bytes: Buffer.from(String(n % 10)) },
      ];
    });
    await writeTar(path, files);
  }
  return paths;
}

function seenOf(input: Tensor, target: Tensor, keys: string[]): Seen {
  const sum = Float64Array.from(input.data(), Number).reduce((total, value, i) => total + value * ((i % 97) + 1), 0);
  return { keys, target: Array.from(target.data(), Number), sum: sum.toFixed(2) };
}

type Seen = { keys: string[]; target: number[]; sum: string };

/** Batches as they come, up to `most`; the sum tells one augmentation from another. */
async function take(batches: ReturnType<typeof shardLoader>, most = Number.POSITIVE_INFINITY): Promise<Seen[]> {
  const out: Seen[] = [];
  if (most === 0) return out;
  for await (const { input, target, keys } of batches) {
    out.push(seenOf(input, target, keys));
    if (out.length === most) break;
  }
  return out;
}

/** Serves files, with ranges; `cut` says after how many bytes a connection is broken. */
async function serve(folder: string, cut: (name: string) => number | undefined) {
  let asked = 0;
  const server: Server = createServer((request, response) => {
    asked++;
    const name = basename(request.url ?? '');
    const bytes = readFileSync(join(folder, name));
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const head = { etag: `"${name}"`, 'content-length': bytes.length - from };
    response.writeHead(from > 0 ? 206 : 200, head);
    const most = cut(name);
    if (most === undefined) response.end(bytes.subarray(from));
    else response.write(bytes.subarray(from, from + most), () => setTimeout(() => response.destroy(), 5));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    urls: (names: string[]) => names.map((path) => `http://127.0.0.1:${port}/${basename(path)}`),
    asked: () => asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test('batches hold what the shards hold, prepared as the server prepares it', async () => {
  await using folder = await temporaryFolder();
  const paths = await shards(folder.path, 2, 15);
  await using batches = shardLoader(paths, preprocessing, { batchSize: 8 });
  const before = memory().tensors;
  const keys: string[] = [];
  for await (const { input, target, keys: some, size } of batches) {
    assert.deepEqual(input.shape, [size, 1, 28, 28]);
    assert.deepEqual(
      Array.from(target.data(), Number),
      some.map((key) => Number(key) % 10),
    );
    const n = Number(some[0]);
    const alone = await decodeImage(encodePng(digit(n % 10, Math.floor(n / 10)), 28, 28), preprocessing);
    assert.deepEqual(input.data().slice(0, 784), alone);
    keys.push(...some);
  }
  assert.deepEqual(
    keys,
    Array.from({ length: 30 }, (_, i) => String(i).padStart(4, '0')),
  );
  assert.equal(memory().tensors, before);
  assert.equal(batches.state().epoch, 1);
});

test('a resumed run sees exactly what the first would have, from every batch on, whatever the threads', async () => {
  await using folder = await temporaryFolder();
  const paths = await shards(folder.path, 4, 20);
  const options: ShardLoaderOptions = { batchSize: 7, buffer: 25, seed: 3, augment, workers: 2 };
  await using whole = shardLoader(paths, preprocessing, options);
  whole.setEpoch(2);
  const all = await take(whole);
  assert.deepEqual(
    all.flatMap(({ keys }) => keys).toSorted(),
    Array.from({ length: 80 }, (_, i) => String(i).padStart(4, '0')),
  );
  const next = await take(whole);
  assert.notDeepEqual(next, all);
  for (let at = 0; at <= all.length; at++) {
    await using first = shardLoader(paths, preprocessing, { ...options, workers: at % 3 });
    first.setEpoch(2);
    const begun = await take(first, at);
    const state = JSON.parse(JSON.stringify(first.state()));
    await using second = shardLoader(paths, preprocessing, { ...options, workers: (at + 1) % 3 });
    second.resume(state);
    assert.deepEqual([...begun, ...(await take(second))], all, `resumed after batch ${at}`);
    assert.deepEqual(await take(second, 2), next.slice(0, 2));
  }
  await using other = shardLoader(paths, preprocessing, { ...options, buffer: 26 });
  assert.throws(() => other.resume(whole.state()), { code: 'state-mismatch' });
});

test('processes share the shards out, each sample once', async () => {
  await using folder = await temporaryFolder();
  const paths = await shards(folder.path, 5, 6);
  const keys: string[] = [];
  for (const rank of [0, 1]) {
    await using batches = shardLoader(paths, preprocessing, { batchSize: 4, buffer: 8, rank, world: 2, workers: 1 });
    for (const seen of await take(batches)) keys.push(...seen.keys);
  }
  assert.deepEqual(
    keys.toSorted(),
    Array.from({ length: 30 }, (_, i) => String(i).padStart(4, '0')),
  );
});

test('shards over HTTP: broken connections are taken up, a server that stays away is an error to resume from', async () => {
  await using folder = await temporaryFolder();
  const paths = await shards(folder.path, 3, 20);
  const options = { buffer: 10, seed: 1, retries: 2, timeoutMs: 30_000 };
  const order: string[] = [];
  for await (const { key } of new ShardStream(paths, options)) order.push(key);

  await using flaky = await serve(folder.path, () => 9000);
  const keys: string[] = [];
  for await (const { key } of new ShardStream(flaky.urls(paths), options)) keys.push(key);
  assert.deepEqual(keys, order);
  assert.ok(flaky.asked() > 6, `${flaky.asked()} requests`);

  let broken = true;
  await using server = await serve(folder.path, (name) => (broken && name === '1.tar' ? 0 : undefined));
  const loading = { ...options, batchSize: 6, augment, workers: 1 };
  await using whole = shardLoader(paths, preprocessing, loading);
  const expected = await take(whole);
  await using batches = shardLoader(server.urls(paths), preprocessing, loading);
  const seen: Seen[] = [];
  const lost = await (async () => {
    for await (const { input, target, keys } of batches) {
      seen.push(seenOf(input, target, keys));
    }
  })().then(
    () => assert.fail('nothing was missed'),
    (error: DataError) => error,
  );
  assert.equal(lost.code, 'source-lost');
  assert.match(lost.message, /1\.tar: the server went away after 0 bytes.*resume from the state/);
  broken = false;
  assert.deepEqual([...seen, ...(await take(batches))], expected); // the same loader goes on
});

test('samples without picture or class, damaged pictures and shards that vanish are named', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'bad.tar');
  const png = encodePng(digit(1, 1), 28, 28);
  const refused = async (
    files: { name: string; bytes: Buffer }[],
    code: string,
    message: RegExp,
    classes?: string[],
  ) => {
    await writeTar(path, files);
    await using batches = shardLoader([path], preprocessing, { batchSize: 2, ...(classes && { classes }) });
    await assert.rejects(take(batches), { code, message });
  };
  const named = (name: string, bytes: Uint8Array | string) => ({ name, bytes: Buffer.from(bytes) });
  await refused(
    [named('a.txt', 'x'), named('a.cls', '1')],
    'annotation-invalid',
    /bad\.tar: the sample a has no picture, only \.txt/,
  );
  await refused([named('a.png', png)], 'annotation-invalid', /has no \.cls/);
  await refused([named('a.png', png), named('a.cls', 'cat')], 'annotation-invalid', /has the class "cat"/);
  await refused([named('a.png', png), named('a.cls', 'cat')], 'annotation-invalid', /Classes are dog/, ['dog']);
  await refused([named('a.png', png.subarray(0, 60)), named('a.cls', '1')], 'image-unreadable', /bad\.tar: a: /);
  await using gone = shardLoader([join(folder.path, 'gone.tar')], preprocessing, { batchSize: 2 });
  await assert.rejects(take(gone), { code: 'archive-unreadable', message: /gone\.tar.*ENOENT/ });
});
