import type { Generator } from '../devices/context.ts';
import { ops } from '../engine/ops.ts';
import { TorchError } from '../errors.ts';
import { empty } from '../tensor/create.ts';
import { type Collated, collate } from './collate.ts';
import type { Dataset, IterableDataset } from './dataset.ts';
import { BatchSampler, RandomSampler, type Sampler, SequentialSampler } from './sampler.ts';

export interface DataLoaderOptions<T, B> {
  /** Default 1. */
  batchSize?: number;
  /** A new random order each epoch. Default false. */
  shuffle?: boolean;
  /** An order of one's own, instead of `shuffle`. */
  sampler?: Sampler;
  /** Batches of one's own, instead of `batchSize`, `shuffle`, `sampler` and `dropLast`. */
  batchSampler?: Sampler<number[]>;
  /** Leaves out a last batch that is smaller. Default false. */
  dropLast?: boolean;
  generator?: Generator;
  /** Makes a batch of examples. Default `collate`. */
  collate?: (examples: Awaited<T>[]) => B;
}

/**
 * Batches of a dataset, each iteration an epoch. `for…of` serves datasets in memory, `for await…of` those whose `get`
 * returns promises. The batches belong to the garbage collector, not to a scope.
 *
 * @example
 * const loader = new DataLoader(new TensorDataset(images, labels), { batchSize: 64, shuffle: true });
 * for (const [input, target] of loader) {
 *   using step = torch.scope();
 *   F.crossEntropy(model(input), target).backward();
 * }
 */
export class DataLoader<T, B = Collated<Awaited<T>>> {
  readonly dataset: Dataset<T> | IterableDataset<T>;
  readonly batches: Sampler<number[]> | undefined;
  private readonly batchSize: number;
  private readonly dropLast: boolean;
  private readonly collate: (examples: Awaited<T>[]) => B;
  private readonly whole: boolean;
  private readonly generator: Generator | undefined;

  constructor(dataset: Dataset<T> | IterableDataset<T>, options: DataLoaderOptions<T, B> = {}) {
    const { batchSize = 1, shuffle = false, sampler, batchSampler, dropLast = false, generator } = options;
    if (sampler && shuffle) throw new TorchError('value', 'DataLoader: expected shuffle or a sampler, received both');
    this.dataset = dataset;
    this.generator = generator;
    this.batchSize = batchSize;
    this.dropLast = dropLast;
    this.collate = options.collate ?? ((examples) => collate(examples) as unknown as B); // B is what collate makes, unless given
    if (isNumbered(dataset)) {
      const order =
        sampler ?? (shuffle ? new RandomSampler(dataset.length, { generator }) : new SequentialSampler(dataset.length));
      this.batches = batchSampler ?? new BatchSampler(order, batchSize, { dropLast });
      this.whole = options.collate === undefined && dataset.getBatch !== undefined;
      return;
    }
    if (shuffle || sampler || batchSampler)
      throw new TorchError(
        'value',
        'DataLoader: what is iterated has no order to choose: leave shuffle and samplers out',
      );
    if (!Number.isSafeInteger(batchSize) || batchSize < 1)
      throw new TorchError('value', `DataLoader: expected batchSize of 1 or more, received ${batchSize}`);
    this.batches = undefined;
    this.whole = false;
  }

  /** Batches an epoch. */
  get length(): number {
    if (!this.batches) throw new TorchError('value', 'DataLoader: what is iterated has no length');
    return this.batches.length;
  }

  *[Symbol.iterator](): globalThis.Generator<B, void, undefined> {
    const { dataset } = this;
    if (!isNumbered(dataset)) {
      if (!(Symbol.iterator in dataset))
        throw new TorchError('async', 'DataLoader: this dataset is asynchronous', {
          hint: 'iterate with `for await (… of loader)`',
        });
      const filling: Awaited<T>[] = [];
      for (const example of dataset) {
        filling.push(example as Awaited<T>); // a synchronous one
        if (filling.length === this.batchSize) yield this.collate(filling.splice(0));
      }
      if (filling.length > 0 && !this.dropLast) yield this.collate(filling);
      return;
    }
    for (const indices of this.epoch()) {
      if (this.whole) {
        yield dataset.getBatch!(indices) as unknown as B; // whole says it is there, and collated
        continue;
      }
      const examples = indices.map((index) => dataset.get(index));
      if (examples[0] instanceof Promise) {
        throw new TorchError('async', 'DataLoader: this dataset returns promises', {
          hint: 'iterate with `for await (… of loader)`',
        });
      }
      yield this.collate(examples as Awaited<T>[]); // no promises
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<B, void, undefined> {
    const { dataset } = this;
    if (!isNumbered(dataset)) {
      const filling: Awaited<T>[] = [];
      for await (const example of dataset) {
        filling.push(example as Awaited<T>); // awaited by the loop
        if (filling.length === this.batchSize) yield this.collate(filling.splice(0));
      }
      if (filling.length > 0 && !this.dropLast) yield this.collate(filling);
      return;
    }
    for (const indices of this.epoch()) {
      if (this.whole)
        yield (await dataset.getBatch!(indices)) as unknown as B; // whole says it is there, and collated
      else yield this.collate(await Promise.all(indices.map((index) => dataset.get(index))));
    }
  }

  /** PyTorch's loader draws a seed for its workers first; drawing it too keeps the orders equal. */
  private *epoch(): globalThis.Generator<number[], void, undefined> {
    using seed = empty([], { dtype: 'int64', device: 'cpu' });
    ops.random_(seed, this.generator ? { generator: this.generator } : {});
    yield* this.batches ?? [];
  }
}

const isNumbered = <T>(dataset: Dataset<T> | IterableDataset<T>): dataset is Dataset<T> =>
  'get' in dataset && typeof dataset.get === 'function';
