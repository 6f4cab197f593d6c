import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { memory, TorchError } from '@capstan/torch';
import type { Batch } from '../../batch.ts';
import { DataError } from '../../errors.ts';
import { picture, temporaryFolder } from '../../testing/samples.ts';
import { affine } from '../augment/move/affine.ts';
import { horizontalFlip } from '../augment/move/horizontal-flip.ts';
import { randomCrop } from '../augment/move/random-crop.ts';
import { randomResizedCrop } from '../augment/move/random-resized-crop.ts';
import { decodeImage } from '../decode/decode-image.ts';
import type { ImageData } from '../image-data.ts';
import { openImages } from '../open-images.ts';
import { imageFolder } from '../source/image-folder.ts';
import { mnistFolder } from '../source/mnist-folder.ts';
import { type Loader, type LoaderOptions, loader } from './loader.ts';

let root: string;
let data: ImageData;
/** The same pictures with no room to keep them decoded. */
let uncached: ImageData;
let remove: () => Promise<void>;
const augment = [randomCrop({ padding: 2 }), horizontalFlip(), affine({ degrees: 10 })];

before(async () => {
  const folder = await temporaryFolder();
  remove = folder.remove;
  root = await mnistFolder(join(folder.path, 'digits'), { count: 600 });
  data = await openImages(imageFolder(root, { channels: 1 }));
  uncached = await openImages(imageFolder(root, { channels: 1, cacheBytes: 0 }));
});
after(() => remove());

const make = (options: Partial<LoaderOptions> = {}, from = data) =>
  loader(from.train, from.preprocessing, { batchSize: 64, shuffle: true, seed: 3, augment, workers: 1, ...options });

function digest({ input, target, index }: Batch): string {
  const numbers = input.data();
  const labels = target.data();
  return createHash('sha256')
    .update(new Uint8Array(numbers.buffer))
    .update(labels.join())
    .update(index.join())
    .digest('hex');
}

/** A digest for each batch of the next loop. */
async function epoch(batches: Loader): Promise<string[]> {
  const out: string[] = [];
  for await (const batch of batches) out.push(digest(batch));
  return out;
}

test('an epoch holds every picture once, with its label and its numbers as the server would make them', async () => {
  await using batches = make({ augment: [], workers: 2 });
  const seen = new Set<number>();
  const sizes: number[] = [];
  for await (const { input, target, index, size } of batches) {
    sizes.push(size);
    assert.deepEqual(input.shape, [size, 1, 28, 28]);
    assert.equal(input.dtype, 'float32');
    assert.equal(target.dtype, 'int64');
    const numbers = input.data();
    for (const [i, at] of index.entries()) {
      seen.add(at);
      assert.equal(Number(target.data()[i]), data.train.labels[at]);
      if (i % 16 > 0) continue;
      const alone = await decodeImage(data.train.path(at), data.preprocessing);
      assert.deepEqual(numbers.slice(i * 784, (i + 1) * 784), alone);
    }
  }
  assert.equal(seen.size, data.train.length);
  assert.equal(sizes.length, batches.length);
  assert.deepEqual(sizes, [64, 64, 64, 64, 64, 64, 64, 32]);
});

test('photographs of different shapes: decoded anew, kept, or asked of decodeImage, the numbers are the same', async () => {
  await using folder = await temporaryFolder();
  for (let i = 0; i < 12; i++) {
    await mkdir(join(folder.path, i % 2 ? 'a' : 'b'), { recursive: true });
    const image = picture(300 + 20 * i, 500 - 20 * i, i % 10);
    await writeFile(join(folder.path, i % 2 ? 'a' : 'b', `${i}.jpg`), await image.jpeg().toBuffer());
  }
  const windows = [randomResizedCrop(64), horizontalFlip()];
  const options = { augment: windows, split: { train: 1 } };
  const kept = await openImages(imageFolder(folder.path, options));
  const bare = await openImages(imageFolder(folder.path, { ...options, cacheBytes: 0 }));
  for (const steps of [windows, [horizontalFlip()], []]) {
    await using first = make({ augment: steps, batchSize: 5 }, kept);
    await using second = make({ augment: steps, batchSize: 5, workers: 2 }, bare);
    assert.deepEqual(await epoch(first), await epoch(second));
  }
  await using plain = make({ augment: [], batchSize: 12 }, bare);
  for await (const { input, index } of plain) {
    for (const [i, at] of index.entries()) {
      const alone = await decodeImage(kept.train.path(at), kept.preprocessing);
      assert.deepEqual(input.data().slice(i * alone.length, (i + 1) * alone.length), alone);
    }
  }
});

test('the number of threads and what is kept change nothing; epoch and seed change everything', async () => {
  await using first = make();
  const reference = await epoch(first);
  const next = await epoch(first);
  assert.ok(reference.every((one) => !next.includes(one)));
  for (const [options, from] of [
    [{ workers: 0 }, data],
    [{ workers: 3 }, data],
    [{ workers: 2 }, uncached],
  ] as const) {
    await using other = make(options, from);
    assert.deepEqual(await epoch(other), reference);
    assert.deepEqual(await epoch(other), next);
    other.setEpoch(0);
    assert.deepEqual(await epoch(other), reference);
  }
  await using reseeded = make({ seed: 4 });
  assert.ok((await epoch(reseeded)).every((one) => !reference.includes(one)));
});

test('a run that is cut off and resumed sees exactly what it would have seen', async () => {
  await using whole = make({ balance: 'oversample' });
  const reference = [...(await epoch(whole)), ...(await epoch(whole))];
  for (const stop of [1, 5, whole.length, whole.length + 3]) {
    const seen: string[] = [];
    await using first = make({ balance: 'oversample', repeat: true });
    for await (const batch of first) {
      seen.push(digest(batch));
      if (seen.length === stop) break;
    }
    const state = JSON.parse(JSON.stringify(first.state()));
    await using second = make({ balance: 'oversample', workers: 2 });
    second.resume(state);
    while (seen.length < reference.length) seen.push(...(await epoch(second)));
    assert.deepEqual(seen, reference, `cut after ${stop} batches`);
  }
});

test('a state of other data or settings is refused', async () => {
  await using batches = make();
  const state = batches.state();
  for (const [change, message] of [
    [{ seed: 9 }, /seed was 9 and is 3 now/],
    [{ batchSize: 32 }, /batchSize was 32 and is 64/],
    [{ set: 'other' }, /the data has changed since/],
  ] as const) {
    assert.throws(
      () => batches.resume({ ...state, ...change }),
      (error) => {
        return error instanceof DataError && error.code === 'state-mismatch' && message.test(error.message);
      },
    );
  }
});

test('a picture that comes twice in an epoch is augmented differently', async () => {
  await using folder = await temporaryFolder();
  for (const [name, count] of [
    ['a', 10],
    ['b', 2],
  ] as const) {
    await mkdir(join(folder.path, name));
    for (let i = 0; i < count; i++) {
      await writeFile(
        join(folder.path, name, `${i}.png`),
        await picture(28, 28, i % 10)
          .flop(name === 'b')
          .png()
          .toBuffer(),
      );
    }
  }
  const few = await openImages(imageFolder(folder.path, { split: { train: 1 }, balance: 'oversample' }));
  await using batches = loader(few.train, few.preprocessing, {
    ...{ batchSize: 20, balance: 'oversample', augment: [affine({ degrees: 30 })], workers: 0 },
  });
  for await (const { input, index } of batches) {
    const each = 3 * 784;
    const numbers = input.data();
    const looks = new Map<number, Set<string>>();
    for (const [i, at] of index.entries()) {
      const look = numbers.slice(i * each, (i + 1) * each).join();
      looks.set(at, (looks.get(at) ?? new Set()).add(look));
    }
    const times = [...index].filter((at) => few.train.labels[at] === 1).length;
    assert.equal(times, 10);
    assert.equal(
      [...looks].filter(([at]) => few.train.labels[at] === 1).reduce((sum, [, set]) => sum + set.size, 0),
      10,
    );
  }
});

test('two processes share out an epoch, resume in it, and a state of other processes is refused', async () => {
  const seen: number[][] = [];
  for (const rank of [0, 1]) {
    await using batches = make({ rank, world: 2 });
    const own: number[] = [];
    for await (const { index } of batches) own.push(...index);
    seen.push(own);
    const state = { ...batches.state(), epoch: 0, batch: 1 };
    batches.resume(state);
    for await (const { index } of batches) {
      assert.deepEqual([...index], own.slice(64, 64 + index.length));
      break;
    }
    await using alone = make();
    assert.throws(() => alone.resume(state), /world was 2 and is 1 now/);
  }
  assert.equal(seen[0]!.length, seen[1]!.length);
  assert.deepEqual(new Set(seen.flat()).size, data.train.length);
  assert.ok(seen.flat().length - data.train.length <= 1);
  assert.throws(() => make({ rank: 2, world: 2 }), { code: 'option-invalid' });
});

test('dropLast leaves the rest out, repeat goes on, and an early end starts the epoch anew', async () => {
  await using full = make({ dropLast: true });
  assert.equal(full.length, 7);
  assert.equal((await epoch(full)).length, 7);
  await using endless = make({ repeat: true });
  const seen: string[] = [];
  for await (const batch of endless) if (seen.push(digest(batch)) === 20) break;
  await using epochs = make();
  const reference = [...(await epoch(epochs)), ...(await epoch(epochs)), ...(await epoch(epochs))];
  assert.deepEqual(seen, reference.slice(0, 20));
  epochs.setEpoch(1);
  for await (const batch of epochs) if (batch.size > 0) break;
  assert.deepEqual(await epoch(epochs), reference.slice(8, 16));
});

test('a file that is gone is an error with its name; the loader can be used on', async () => {
  await using folder = await temporaryFolder();
  const dest = await mnistFolder(join(folder.path, 'digits'), { count: 60 });
  const source = imageFolder(dest, { channels: 1, cacheBytes: 0, split: { train: 1 } });
  const opened = await openImages(source);
  const path = opened.train.path(17);
  await unlink(path);
  for (const workers of [0, 2]) {
    await using batches = make({ batchSize: 8, workers }, opened);
    await assert.rejects(epoch(batches), (error) => {
      assert.ok(error instanceof DataError);
      assert.equal(error.code, 'image-unreadable');
      assert.equal(error.file, path);
      assert.match(error.message, /the file is not there any more/);
      return true;
    });
    await writeFile(path, 'text now');
    await assert.rejects(
      epoch(batches),
      /it is text, not a JPEG, PNG or WebP. It could be read when the data was opened/,
    );
    await unlink(path);
  }
});

test('a JPEG that is cut short after the data was opened is an error with its name, decoded in part or not', async () => {
  await using folder = await temporaryFolder();
  for (let i = 0; i < 8; i++) {
    await mkdir(join(folder.path, i % 2 ? 'a' : 'b'), { recursive: true });
    await writeFile(
      join(folder.path, i % 2 ? 'a' : 'b', `${i}.jpg`),
      await picture(300, 200 + i)
        .jpeg()
        .toBuffer(),
    );
  }
  const augment = [randomResizedCrop(64)];
  const opened = await openImages(imageFolder(folder.path, { augment, split: { train: 1 }, cacheBytes: 0 }));
  const path = opened.train.path(3);
  const bytes = await readFile(path);
  await writeFile(path, bytes.subarray(0, bytes.length - 60));
  for (const steps of [augment, []]) {
    await using batches = make({ augment: steps, batchSize: 4 }, opened);
    await assert.rejects(epoch(batches), (error) => {
      assert.ok(error instanceof DataError);
      assert.deepEqual([error.code, error.file], ['image-unreadable', path]);
      assert.match(error.message, /the file is cut short/);
      return true;
    });
  }
});

test('a batch is freed when the next one is asked for, and its use is then an error', async () => {
  const { tensors } = memory();
  {
    await using batches = make();
    let last: Batch | undefined;
    for await (const batch of batches) {
      if (last) assert.throws(() => last!.input.data(), TorchError);
      last = batch;
      assert.equal(memory().tensors, tensors + 2);
    }
  }
  assert.equal(memory().tensors, tensors);
});

test('two loops over one loader, and any loop over a closed one, are errors', async () => {
  const batches = make();
  for await (const { size } of batches) {
    assert.ok(size > 0);
    await assert.rejects(epoch(batches), { code: 'loader-busy' });
    break;
  }
  await batches[Symbol.asyncDispose]();
  await batches[Symbol.asyncDispose]();
  await assert.rejects(epoch(batches), { code: 'loader-closed' });
  const other = make({ repeat: true }, uncached);
  await assert.rejects(
    async () => {
      for await (const { size } of other) if (size > 0) void other[Symbol.asyncDispose]();
    },
    { code: 'loader-closed' },
  );
});

test('memory is flat over many epochs', async () => {
  await using batches = make({ workers: 2 });
  const run = async (epochs: number) => {
    for (let i = 0; i < epochs; i++) for await (const { size } of batches) assert.ok(size > 0);
    return process.memoryUsage().rss;
  };
  const warm = await run(40);
  const later = await run(80);
  assert.ok(later - warm < 24e6, `grew by ${((later - warm) / 1e6).toFixed(1)} MB over 640 batches of 200 kB`);
});

test('threads that are not closed do not hold the process up', async () => {
  const script = `
    import { imageFolder, loader, openImages } from ${JSON.stringify(new URL('../../index.ts', import.meta.url).href)};
    const data = await openImages(imageFolder(${JSON.stringify(root)}, { channels: 1 }));
    const batches = loader(data.train, data.preprocessing, { batchSize: 64, workers: 2 });
    for await (const { size } of batches) { console.log(size); break; }`;
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  execFile(process.execPath, ['--input-type=module', '-e', script], { timeout: 60_000 }, (error, stdout) => {
    if (error) reject(error);
    else resolve(stdout);
  });
  assert.equal((await promise).trim(), '64');
});

test('the loader says what limits it', async () => {
  await using batches = make({ workers: 1 });
  for await (const { size } of batches) {
    assert.ok(size > 0);
    await new Promise((done) => setTimeout(done, 15)); // an engine at work
  }
  const slow = batches.stats();
  assert.equal(slow.batches, 8);
  assert.ok(slow.engineMs >= 8 * 14);
  assert.equal(slow.decodeMs, 0, 'all was decoded when the data was opened');
  await using hungry = make({ workers: 0 }, uncached);
  await epoch(hungry);
  const { limit, decodeMs, readMs, waitMs, engineMs } = hungry.stats();
  assert.ok(decodeMs > 0 && readMs > 0);
  // On a busy machine this loop, which does nothing, may be the slower one: the verdict has to fit the times.
  assert.equal(limit === 'engine', waitMs <= 0.05 * (waitMs + engineMs));
});

test('wrong options are refused', () => {
  assert.throws(() => make({ batchSize: 0 }), /batchSize: expected a whole number from 1, received 0/);
  assert.throws(() => make({ workers: -1 }), /workers/);
  assert.throws(() => make({ augment: [randomResizedCrop(32)] }), /end at the size trained on, 28 × 28/);
});
