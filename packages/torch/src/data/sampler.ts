import { Generator } from '../devices/context.ts';
import { ops } from '../engine/ops.ts';
import { TorchError } from '../errors.ts';
import { type Options, withDefaults } from '../nn/options.ts';
import { empty, randint, randperm, tensor } from '../tensor/create.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** An order of examples; each iteration is an epoch. */
export interface Sampler<T = number> extends Iterable<T> {
  /** How many it yields. */
  readonly length: number;
}

/** A tensor's numbers; the tensor is freed. */
function numbers(drawn: Tensor): number[] {
  using values = drawn;
  return Array.from(values.data(), Number);
}

/** A generator seeded from the default one, as PyTorch seeds its samplers: its stream depends on the low 32 bits alone. */
function seeded(): Generator {
  using drawn = empty([], { dtype: 'int64', device: 'cpu' });
  ops.random_(drawn);
  const [seed = 0n] = drawn.data() as BigInt64Array; // int64
  return new Generator().manualSeed(Number(BigInt.asUintN(32, seed)));
}

/** 0, 1, 2 … */
export class SequentialSampler implements Sampler {
  readonly length: number;

  constructor(length: number) {
    this.length = length;
  }

  *[Symbol.iterator](): Generator_ {
    for (let i = 0; i < this.length; i++) yield i;
  }
}

type Generator_ = globalThis.Generator<number, void, undefined>;

interface RandomDefaults {
  replacement: boolean;
  numSamples: number | undefined;
  generator: Generator | undefined;
}
const RANDOM: RandomDefaults = { replacement: false, numSamples: undefined, generator: undefined };

/**
 * A new random order each epoch, the same as in PyTorch after the same `manualSeed`.
 *
 * @example
 * const order = [...new RandomSampler(dataset.length)];
 */
export class RandomSampler implements Sampler {
  readonly length: number;
  private readonly size: number;
  private readonly options: RandomDefaults;

  constructor(length: number, options?: Options<RandomDefaults>) {
    this.options = withDefaults('RandomSampler', RANDOM, options);
    this.size = length;
    this.length = this.options.numSamples ?? length;
    if (!(this.size > 0))
      throw new TorchError('value', `RandomSampler: expected at least one example, received ${length}`);
  }

  *[Symbol.iterator](): Generator_ {
    const { size, length } = this;
    const { replacement } = this.options;
    const generator = this.options.generator ?? seeded();
    if (replacement) {
      for (let left = length; left > 0; left -= 32)
        yield* numbers(randint(0, size, [Math.min(32, left)], { dtype: 'int64', generator, device: 'cpu' })); // 32 at a time, as PyTorch
      return;
    }
    for (let left = length; left >= size; left -= size) yield* numbers(randperm(size, { generator, device: 'cpu' }));
    yield* numbers(randperm(size, { generator, device: 'cpu' })).slice(0, length % size); // drawn even where nothing is left, as PyTorch does
  }
}

/** The given examples in a new random order each epoch. */
export class SubsetRandomSampler implements Sampler {
  readonly indices: readonly number[];
  private readonly generator: Generator | undefined;

  constructor(indices: readonly number[], options: { generator?: Generator } = {}) {
    this.indices = indices;
    this.generator = options.generator;
  }

  get length(): number {
    return this.indices.length;
  }

  *[Symbol.iterator](): Generator_ {
    const order = randperm(this.length, { device: 'cpu', ...(this.generator && { generator: this.generator }) });
    for (const place of numbers(order)) yield this.indices[place]!; // a permutation of their places
  }
}

/** Examples drawn in proportion to their weights: an answer to classes of different size. */
export class WeightedRandomSampler implements Sampler {
  readonly weights: readonly number[] | Float64Array | Float32Array;
  readonly length: number;
  private readonly replacement: boolean;
  private readonly generator: Generator | undefined;

  constructor(
    weights: readonly number[] | Float64Array | Float32Array,
    numSamples: number,
    options: { replacement?: boolean; generator?: Generator } = {},
  ) {
    this.weights = weights;
    this.length = numSamples;
    this.replacement = options.replacement ?? true;
    this.generator = options.generator;
  }

  *[Symbol.iterator](): Generator_ {
    using weights = tensor(Float64Array.from(this.weights), { device: 'cpu' });
    const rest = this.generator ? { generator: this.generator } : {};
    yield* numbers(ops.multinomial(weights, this.length, this.replacement, rest));
  }
}

/** Groups a sampler's examples; the last batch is smaller, or left out with `dropLast`. */
export class BatchSampler implements Sampler<number[]> {
  readonly sampler: Sampler;
  readonly batchSize: number;
  readonly dropLast: boolean;

  constructor(sampler: Sampler, batchSize: number, options: { dropLast?: boolean } = {}) {
    if (!Number.isInteger(batchSize) || batchSize < 1)
      throw new TorchError('value', `BatchSampler: expected a batchSize of 1 or more, received ${batchSize}`);
    this.sampler = sampler;
    this.batchSize = batchSize;
    this.dropLast = options.dropLast ?? false;
  }

  get length(): number {
    const batches = this.sampler.length / this.batchSize;
    return this.dropLast ? Math.floor(batches) : Math.ceil(batches);
  }

  *[Symbol.iterator](): globalThis.Generator<number[], void, undefined> {
    let batch: number[] = [];
    for (const index of this.sampler) {
      batch.push(index);
      if (batch.length < this.batchSize) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0 && !this.dropLast) yield batch;
  }
}

interface DistributedDefaults {
  shuffle: boolean;
  seed: number;
  dropLast: boolean;
}
const DISTRIBUTED: DistributedDefaults = { shuffle: true, seed: 0, dropLast: false };

/** One rank's share of an order that all ranks agree on. Call `setEpoch` before each epoch, or the order repeats. */
export class DistributedSampler implements Sampler {
  readonly length: number;
  readonly numReplicas: number;
  readonly rank: number;
  private readonly size: number;
  private readonly options: DistributedDefaults;
  private epoch = 0;

  constructor(length: number, place: { numReplicas: number; rank: number } & Options<DistributedDefaults>) {
    const { numReplicas, rank, ...options } = place;
    if (!(rank >= 0 && rank < numReplicas))
      throw new TorchError(
        'value',
        `DistributedSampler: expected a rank from 0 to ${numReplicas - 1}, received ${rank}`,
      );
    this.options = withDefaults('DistributedSampler', DISTRIBUTED, options);
    this.size = length;
    this.numReplicas = numReplicas;
    this.rank = rank;
    const share = length / numReplicas;
    this.length = this.options.dropLast ? Math.floor(share) : Math.ceil(share);
  }

  setEpoch(epoch: number): void {
    this.epoch = epoch;
  }

  *[Symbol.iterator](): Generator_ {
    const { size, length, numReplicas, rank } = this;
    const { shuffle, seed } = this.options;
    const generator = new Generator().manualSeed(seed + this.epoch);
    const order = shuffle
      ? numbers(randperm(size, { generator, device: 'cpu' }))
      : Array.from({ length: size }, (_, i) => i);
    // Short of a whole round, ranks begin again at the front.
    for (let i = 0; i < length; i++) yield order[(rank + i * numReplicas) % size]!; // below size
  }
}
