import { type ImageData, loader } from '@capstan/data';
import type { Batches, Feed } from './contract.ts';

/** Feeds pictures that are decoded on other threads. */
export function imageFeed(data: ImageData): Feed {
  const { classes, preprocessing, source } = data;
  const { balance } = source.options;
  return {
    classes,
    channels: preprocessing.channels,
    outputs: classes.length,
    hash: data.hash,
    sizes: { train: data.train.length, validation: data.validation.length, test: data.test.length },
    preprocessing,
    inputShape: [preprocessing.channels, ...preprocessing.size],
    classWeights: balance === 'weights' ? data.classWeights : undefined,
    batches(split, { batchSize, seed, shuffle, workers }) {
      const sampling = balance === 'weights' ? 'none' : balance;
      const training = split === 'train' ? { augment: data.augment, balance: sampling, shuffle } : {};
      return imageBatches(
        loader(data[split], preprocessing, {
          batchSize,
          seed,
          ...training,
          ...(workers === undefined ? {} : { workers }),
        }),
      );
    },
  };
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
