import { resolve } from 'node:path';
import { isPlain, purpose, Random } from '@capstan/base';
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
import { orderedBatches } from './ordered-batches.ts';

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
  const changes = source.options.augment !== 'none';
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
      batchesOf(splits[split], shape, options, changes && split === 'train' && options.shuffle),
  };
}

function batchesOf(
  { codes, features }: Recordings,
  [mels, frames]: readonly [number, number],
  options: BatchOptions,
  changes: boolean,
): Batches {
  const each = mels * frames;
  const random = new Random(options.seed);
  return orderedBatches(features.length, options, (places, epoch) => {
    const numbers = new Float32Array(places.length * each);
    for (const [i, at] of places.entries()) {
      const bands = features[at]!; // places are of them
      const own = changes ? augmentSound(bands, mels, random.at(purpose.augment, epoch, at)) : bands;
      numbers.set(own, i * each);
    }
    const target = BigInt64Array.from(places, (at) => BigInt(codes[at]!));
    return {
      input: fromTypedArray(numbers, [places.length, mels, frames]),
      target: fromTypedArray(target, [places.length]),
      size: places.length,
    };
  });
}
