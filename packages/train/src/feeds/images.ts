import { resolve } from 'node:path';
import { type ImageData, type ImageFolder, imageFolder, loader, openImages, type Preprocessing } from '@capstan/data';
import type { Json } from '@capstan/ledger';
import { type Batches, type Feed, feed } from './contract.ts';

/** Pictures of a folder, read once and decoded on other threads. */
export const images = feed<ImageFolder>({
  kind: 'imageFolder',
  about: 'Pictures of a folder, decoded on other threads while the model trains.',
  gives: () => 'pictures',
  targets: () => 'classes',
  size: ({ options }) => options.size,
  open: async (data, options) => imageFeed(await openImages(data, options)),
  params: ({ root, options }) => ({ root, ...options }) as { [name: string]: Json }, // options are JSON: they are kept with the run
  write: (data) => ({ ...data, root: resolve(data.root) }),
  read: ({ root, options }) =>
    typeof root === 'string' && typeof options === 'object' && options !== null
      ? imageFolder(root, options)
      : undefined,
});

/** Feeds pictures that are decoded on other threads, prepared as the data say, or as a model's card does. */
export function imageFeed(data: ImageData, preprocessing: Preprocessing = data.preprocessing): Feed {
  const { classes, source } = data;
  const { balance } = source.options;
  return {
    classes,
    channels: preprocessing.channels,
    outputs: classes.length,
    hash: data.hash,
    sizes: { train: data.train.length, validation: data.validation.length, test: data.test.length },
    preprocessing,
    files: { train: [...data.train.files], validation: [...data.validation.files], test: [...data.test.files] },
    trainingExamples: epochOf(data),
    inputShape: [preprocessing.channels, ...preprocessing.size],
    classWeights: balance === 'weights' ? data.classWeights : undefined,
    batches(split, { batchSize, seed, shuffle, dropLast = false, workers }) {
      const sampling = balance === 'weights' ? 'none' : balance;
      const training = split === 'train' ? { augment: data.augment, balance: sampling, shuffle } : {};
      return imageBatches(
        loader(data[split], preprocessing, {
          batchSize,
          seed,
          dropLast,
          ...training,
          ...(workers === undefined ? {} : { workers }),
        }),
      );
    },
  };
}

/** Pictures in an epoch: as many as a loader makes batches of one. */
function epochOf({ train, preprocessing, augment, source }: ImageData): number {
  const { balance } = source.options;
  return loader(train, preprocessing, {
    batchSize: 1,
    augment,
    balance: balance === 'weights' ? 'none' : balance,
    workers: 0,
  }).length;
}

function imageBatches(batches: ReturnType<typeof loader>): Batches {
  return {
    length: batches.length,
    async *pass(epoch, from = 0) {
      batches.resume({ ...batches.state(), epoch, batch: from });
      yield* batches;
    },
    [Symbol.asyncDispose]: () => batches[Symbol.asyncDispose](),
  };
}
