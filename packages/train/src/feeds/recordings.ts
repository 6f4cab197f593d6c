import { resolve } from 'node:path';
import { isPlain, permutation, purpose, Random } from '@capstan/base';
import {
  augmentSound,
  openRecordingSet,
  type RecordingFolder,
  type RecordingSet,
  type Recordings,
  recordingFolder,
  soundShape,
} from '@capstan/data';
import type { Json } from '@capstan/ledger';
import { fromTypedArray } from '@capstan/torch';
import { type Batches, type BatchOptions, type Feed, feed } from './contract.ts';

/** Recordings of a folder. */
export const recordings = feed<RecordingFolder>({
  kind: 'recordingFolder',
  about: 'Recordings of a folder, as bands of frequencies over time.',
  gives: () => 'recordings',
  open: async (data, { signal }) => recordingFeed(await openRecordingSet(data, { signal })),
  params: ({ root, options }) => ({ root, ...JSON.parse(JSON.stringify(options)) }) as { [name: string]: Json }, // as: they are JSON
  write: (data) => ({ ...data, root: resolve(data.root) }),
  read: ({ root, options }) =>
    typeof root === 'string' && isPlain(options) ? recordingFolder(root, options) : undefined,
});

/** Feeds recordings that are prepared and in memory; training ones are changed at each pass, as the data say. */
export function recordingFeed({ source, classes, splits, preprocessing, notes, hash }: RecordingSet): Feed {
  const { train, validation, test } = splits;
  const shape = soundShape(preprocessing);
  return {
    ...{ targets: 'classes', classes, hash, notes, preprocessing },
    channels: preprocessing.mels,
    outputs: classes.length,
    sizes: { train: train.files.length, validation: validation.files.length, test: test.files.length },
    files: { train: train.files, validation: validation.files, test: test.files },
    trainingExamples: train.files.length,
    inputShape: shape,
    classWeights: undefined,
    batches: (split, options) =>
      batchesOf(splits[split], shape, options, split === 'train' && source.options.augment !== 'none'),
  };
}

function batchesOf(
  { codes, features }: Recordings,
  [mels, frames]: readonly [number, number],
  { batchSize, seed, shuffle, dropLast = false }: BatchOptions,
  changes: boolean,
): Batches {
  const count = features.length;
  const each = mels * frames;
  const batches = dropLast ? Math.floor(count / batchSize) : Math.ceil(count / batchSize);
  const random = new Random(seed);
  return {
    length: batches,
    async *pass(epoch, from = 0) {
      const order = shuffle
        ? permutation(count, random.at(purpose.shuffle, epoch, 0))
        : Uint32Array.from({ length: count }, (_, i) => i);
      for (let batch = from; batch < batches; batch++) {
        const chosen = order.subarray(batch * batchSize, (batch + 1) * batchSize);
        const numbers = new Float32Array(chosen.length * each);
        for (const [i, at] of chosen.entries()) {
          const bands = features[at]!; // `order` is of them
          const own = changes && shuffle ? augmentSound(bands, mels, random.at(purpose.augment, epoch, at)) : bands;
          numbers.set(own, i * each);
        }
        const target = BigInt64Array.from(chosen, (at) => BigInt(codes[at]!));
        const made = {
          input: fromTypedArray(numbers, [chosen.length, mels, frames]),
          target: fromTypedArray(target, [chosen.length]),
          size: chosen.length,
        };
        try {
          yield made;
        } finally {
          made.input.dispose();
          made.target.dispose();
        }
      }
    },
    async [Symbol.asyncDispose]() {},
  };
}
