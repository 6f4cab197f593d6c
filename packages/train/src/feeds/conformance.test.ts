// What every kind of data that a project can be trained on must hold to.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Random } from '@capstan/base';
import { boxFolder, encodeWav, imageFolder, recordingFolder } from '@capstan/data';
import { fromTypedArray, memory, setNumThreads } from '@capstan/torch';
import sharp from 'sharp';
import { TrainError } from '../errors.ts';
import { checkBeforeData } from '../project/check-before-data.ts';
import { writeScenes } from '../testing/scenes.ts';
import type { Batches, Feed } from './contract.ts';
import { interactionFile } from './interactions/interaction-file.ts';
import { feedOf, feeds, openFeed, type ProjectData } from './open-feed.ts';
import { tableFile } from './table/table-file.ts';
import { tensorData } from './tensor-data.ts';

setNumThreads(1);
const root = mkdtempSync(join(tmpdir(), 'capstan-feeds-'));
const scenes = mkdtempSync(join(tmpdir(), 'capstan-scenes-')); // the other folder holds classes
after(() => {
  for (const folder of [root, scenes]) rmSync(folder, { recursive: true, force: true });
});

/** 24 pictures of noise in two classes. */
before(async () => {
  const random = new Random(7);
  writeScenes(scenes, 24);
  for (const name of ['dark', 'light']) {
    mkdirSync(join(root, name));
    for (let i = 0; i < 12; i++) {
      const pixels = Buffer.from(Array.from({ length: 192 }, () => random.below(256)));
      await sharp(pixels, { raw: { width: 8, height: 8, channels: 3 } })
        .png()
        .toFile(join(root, name, `${i}.png`));
    }
  }
});

/** Data of each kind, with 12 examples at least to train on. */
const examples: Record<ProjectData['kind'], () => ProjectData> = {
  interactionFile: () => {
    const lines = Array.from({ length: 48 }, (_, i) => `u${i >> 1},${i % 2 === 0 ? 'dark' : 'light'},${i}`);
    writeFileSync(join(root, 'had.csv'), `user,item,time\n${lines.join('\n')}\n`);
    return interactionFile(join(root, 'had.csv'), { split: { by: 'time', validation: 0.25, test: 0 } });
  },
  imageFolder: () => imageFolder(root, { size: 8, split: { train: 0.75, validation: 0.25 }, nearLeaks: 'ignore' }),
  recordingFolder: () => {
    const folder = join(root, 'recordings');
    mkdirSync(folder, { recursive: true });
    for (let i = 0; i < 24; i++) {
      const shade = i % 2 === 0 ? 'dark' : 'light';
      const tone = Float32Array.from({ length: 800 }, (_, t) => Math.sin((t * (5 + i)) / 20) / 2);
      writeFileSync(join(folder, `${shade}-${i}.wav`), encodeWav({ channels: [tone], sampleRate: 8000 }));
    }
    const split = { train: 0.75, validation: 0.25 };
    return recordingFolder(folder, { names: '{class}-{take}', split, augment: 'none' });
  },
  boxFolder: () => boxFolder(scenes, { size: 16, split: { train: 0.75, validation: 0.25 } }),
  tableFile: () => {
    const lines = Array.from({ length: 24 }, (_, i) => `${i * i},${i % 5},${i % 2 === 0 ? 'dark' : 'light'}`);
    writeFileSync(join(root, 'table.csv'), `a,b,shade\n${lines.join('\n')}\n`);
    return tableFile(join(root, 'table.csv'), { target: 'shade', split: { train: 0.75, validation: 0.25 } });
  },
  tensors: () => {
    const part = (count: number) => ({
      input: fromTypedArray(
        Float32Array.from({ length: count * 2 }, (_, i) => i),
        [count, 2],
      ),
      target: fromTypedArray(
        BigInt64Array.from({ length: count }, (_, i) => BigInt(i % 2)),
        [count],
      ),
    });
    return tensorData({ train: part(18), validation: part(6), classes: ['dark', 'light'] });
  },
};

/** The inputs of every batch of a pass. */
async function read(batches: Batches, epoch: number, from = 0): Promise<number[][]> {
  const seen: number[][] = [];
  for await (const { input, target, size } of batches.pass(epoch, from)) {
    assert.equal(input.shape[0], size);
    assert.equal(target.shape[0], size);
    seen.push([...(input.data() as Float32Array), ...Array.from(target.data(), Number)]);
  }
  return seen;
}
const open = (feed: Feed, seed = 3, change: object = {}) =>
  feed.batches('train', { batchSize: 4, seed, shuffle: true, workers: 0, ...change });

for (const { kind, about, ...rest } of Object.values(feeds)) {
  const feedKind = feedOf({ kind });

  test(`${kind}: says what it is, and what it gives before it is read`, () => {
    assert.match(about, /^[A-Z].{10,}\.$/);
    const data = examples[kind]();
    assert.equal(data.kind, kind);
    assert.ok(['pictures', 'recordings', 'rows', 'users'].includes(feedKind.gives(data)));
    const wrong = feedKind.gives(data) === 'rows' ? 'resnet18' : 'mlp';
    assert.throws(() => checkBeforeData({ name: 'x', data, model: wrong }), { code: 'bad-project', message: /takes/ });
    assert.ok(Object.keys(rest).includes('open'));
  });

  test(`${kind}: is what it says: sizes, shapes, classes, a hash of the content`, async () => {
    const feed = await openFeed(examples[kind]());
    assert.deepEqual(feed.classes, ['dark', 'light']);
    assert.equal(feed.outputs, 2);
    assert.deepEqual([feed.sizes.train, feed.sizes.validation], [18, 6]);
    assert.equal((await openFeed(examples[kind]())).hash, feed.hash);
    await using batches = open(feed);
    assert.equal(batches.length, 5);
    for await (const { input } of batches.pass(0)) assert.deepEqual(input.shape.slice(1), feed.inputShape);
  });

  test(`${kind}: the order hangs on seed and pass alone, and goes on from any batch`, async () => {
    const feed = await openFeed(examples[kind]());
    await using batches = open(feed);
    const [first, second] = [await read(batches, 0), await read(batches, 1)];
    assert.notDeepEqual(first, second);
    assert.deepEqual(await read(batches, 0), first);
    assert.deepEqual(await read(batches, 1, 3), second.slice(3));
    await using other = open(feed, 4);
    assert.notDeepEqual(await read(other, 0), first);
    const sorted = (lists: number[][]) => lists.flat().sort((a, b) => a - b);
    assert.deepEqual(sorted(second), sorted(first), 'every example once in a pass');
    await using full = open(feed, 3, { dropLast: true });
    assert.deepEqual([full.length, (await read(full, 0)).length], [4, 4]);
  });

  test(`${kind}: batches are freed, those of a pass that is left too`, async () => {
    const feed = await openFeed(examples[kind]());
    const read = async () => {
      await using batches = open(feed);
      for await (const { size } of batches.pass(0)) assert.ok(size > 0);
      for await (const _ of batches.pass(1)) break;
    };
    await read();
    const held = memory().tensors;
    await read();
    assert.equal(memory().tensors, held);
  });

  test(`${kind}: what is kept with a run gives the same data again, or says that it cannot be kept`, async () => {
    const data = examples[kind]();
    const params = feedKind.params?.(data);
    if (params) assert.deepEqual(JSON.parse(JSON.stringify(params)), params);
    const written = feedKind.write?.(data);
    assert.equal(written === undefined, feedKind.read === undefined);
    if (!written || !feedKind.read) return;
    const back = feedKind.read(JSON.parse(JSON.stringify(written)));
    assert.equal((await openFeed(back as ProjectData)).hash, (await openFeed(data)).hash); // of the kind that was written
    assert.equal(feedKind.read({ kind }), undefined);
  });
}

test('data of no kind are refused, with the kinds that there are', () => {
  const refused = (error: unknown) =>
    error instanceof TrainError &&
    /boxFolder, imageFolder, interactionFile, recordingFolder, tableFile, tensors/.test(error.message);
  assert.throws(() => feedOf({ kind: 'csv' }), refused);
});
