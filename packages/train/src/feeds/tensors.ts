import { createHash } from 'node:crypto';
import { fromTypedArray, scope, type Tensor } from '@capstan/torch';
import { TrainError } from '../errors.ts';
import { checkExamples } from './check-examples.ts';
import { type Batches, type BatchOptions, type Feed, type FeedBatch, feed } from './contract.ts';
import { orderedBatches } from './ordered-batches.ts';
import type { Examples, TensorData } from './tensor-data.ts';

/** Tensors, and tables made into them. */
export const tensors = feed<TensorData>({
  kind: 'tensors',
  about: 'Tensors in memory, and tables that a pipeline made into them.',
  gives: ({ train }) => (train.input.ndim === 4 ? 'pictures' : 'rows'),
  targets: ({ targets, classes }) => targets ?? (classes ? 'classes' : 'numbers'),
  open: (data) => tensorFeed(data),
});

/** Feeds tensors that are in memory, in an order that depends on seed and pass alone. */
export function tensorFeed(data: Omit<TensorData, 'validation'> & { validation?: Examples }): Feed {
  const targets = data.targets ?? (data.classes ? 'classes' : 'numbers');
  const splits = { train: data.train, validation: data.validation, test: data.test };
  for (const [name, split] of Object.entries(splits)) if (split) checkExamples(name, split, targets, data.classes);
  const inputShape = data.train.input.shape.slice(1);
  return {
    targets,
    classes: data.classes,
    channels: inputShape[0] ?? 1,
    outputs: data.classes?.length ?? data.train.target.shape.slice(1).reduce((product, n) => product * n, 1),
    hash: hashOf(data),
    sizes: { train: length(data.train), validation: length(data.validation), test: length(data.test) },
    preprocessing: data.pipeline ? { kind: 'table', pipeline: data.pipeline } : { kind: 'none' },
    inputShape,
    trainingExamples: length(data.train),
    classWeights: undefined,
    batches: (split, options) => batchesOf(splits[split] ?? missing(split), options),
  };
}

const batchesOf = ({ input, target }: Examples, options: BatchOptions): Batches =>
  orderedBatches(input.shape[0] ?? 0, options, (places) =>
    scope((): FeedBatch => {
      const index = fromTypedArray(BigInt64Array.from(places, BigInt), [places.length]);
      return { input: input.indexSelect(0, index), target: target.indexSelect(0, index), size: places.length };
    }),
  );

function missing(split: string): never {
  throw new TrainError('bad-project', `data.${split}: this project has no ${split} set. Give one to tensorData().`);
}

const length = (examples: Examples | undefined) => examples?.input.shape[0] ?? 0;

function hashOf(data: Parameters<typeof tensorFeed>[0]): string {
  const hash = createHash('sha256');
  const add = (tensor: Tensor) => {
    hash.update(`${tensor.dtype}[${tensor.shape.join(',')}]`);
    const { buffer, byteOffset, byteLength } = tensor.to('cpu').data();
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  };
  for (const split of [data.train, data.validation, data.test]) {
    if (!split) continue;
    add(split.input);
    add(split.target);
  }
  return hash.digest('hex');
}
