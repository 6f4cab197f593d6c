import { resolve } from 'node:path';
import {
  type BoxData,
  type BoxFolder,
  boxFolder,
  openBoxes,
  type Sample,
  type SceneSet,
  sampleNumbers,
} from '@capstan/data';
import type { Json } from '@capstan/ledger';
import { fromTypedArray } from '@capstan/torch';
import { type Batches, type BatchOptions, type Feed, type FeedBatch, feed } from './contract.ts';
import { orderedBatches } from './ordered-batches.ts';

/** Numbers a box of a target: class, left, top, right, bottom, whether it is one thing and no crowd, and the picture's width and height. */
export const BOX_FIELDS = 8;

/** Pictures with boxes. */
export const boxes = feed<BoxFolder>({
  kind: 'boxFolder',
  about: 'Pictures with boxes, in the form of Pascal VOC or COCO.',
  gives: () => 'pictures',
  targets: () => 'boxes',
  size: ({ options }) => options.size,
  open: async (data, options) => boxFeed(await openBoxes(data, options)),
  params: ({ root, options }) => ({ root, ...options }) as { [name: string]: Json }, // options are JSON: they are kept with the run
  write: (data) => ({ ...data, root: resolve(data.root) }),
  read: ({ root, options }) =>
    typeof root === 'string' && typeof options === 'object' && options !== null ? boxFolder(root, options) : undefined,
});

/** Feeds pictures with their boxes, in an order and with changes that depend on seed and pass alone. */
export function boxFeed(data: BoxData): Feed {
  const { classes, preprocessing, source } = data;
  const { augment, mosaic } = source.options;
  const files = { train: data.train.files, validation: data.validation.files, test: data.test.files };
  return {
    targets: 'boxes',
    ...{ classes, preprocessing, files, root: source.root, hash: data.hash, notes: data.notes },
    channels: preprocessing.channels,
    outputs: classes.length,
    sizes: { train: data.train.length, validation: data.validation.length, test: data.test.length },
    trainingExamples: data.train.length,
    inputShape: [preprocessing.channels, ...preprocessing.size],
    classWeights: undefined,
    batches(split, options) {
      const set = data[split];
      const change =
        split === 'train' && options.shuffle ? set.changer({ augment, mosaic, seed: options.seed }) : undefined;
      return sceneBatches(set, options, change, (samples) => targetOf(samples, classes));
    },
  };
}

/** Batches of pictures with what is drawn on them. */
function sceneBatches(
  set: SceneSet,
  options: BatchOptions,
  change: ((index: number, epoch: number) => Promise<Sample>) | undefined,
  targetOf: (samples: readonly Sample[]) => FeedBatch['target'],
): Batches {
  const { preprocessing } = set;
  return orderedBatches(set.length, options, async (places, epoch) => {
    const samples: Sample[] = [];
    for (const index of places) samples.push(await (change ? change(index, epoch) : set.plain(index)));
    const shape = [samples.length, preprocessing.channels, ...preprocessing.size];
    const input = fromTypedArray(sampleNumbers(samples, preprocessing), shape);
    return { input, target: targetOf(samples), size: samples.length };
  });
}

/** Boxes as (B, most, 8), class −1 where a picture has fewer than the most of the batch; VOC's difficult ones count as crowds do. */
function targetOf(samples: readonly Sample[], classes: readonly string[]): FeedBatch['target'] {
  const most = Math.max(1, ...samples.map(({ boxes }) => boxes.length));
  const values = new Float32Array(samples.length * most * BOX_FIELDS).fill(-1);
  for (const [i, { boxes, pixels }] of samples.entries()) {
    for (const [at, { label, left, top, right, bottom, isCrowd, isDifficult }] of boxes.entries()) {
      const one = isCrowd || isDifficult ? 0 : 1;
      const sides = [pixels.width, pixels.height];
      values.set([classes.indexOf(label), left, top, right, bottom, one, ...sides], (i * most + at) * BOX_FIELDS);
    }
  }
  return fromTypedArray(values, [samples.length, most, BOX_FIELDS]);
}
