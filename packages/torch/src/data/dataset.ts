import { ops } from '../engine/ops.ts';
import { TorchError } from '../errors.ts';
import { tensor } from '../tensor/create.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** Examples by number. `T` may be a promise where an example has to be fetched. */
export interface Dataset<T> {
  readonly length: number;
  get(index: number): T;
  /** Several examples at once, already collated, where that is cheaper than one by one. */
  getBatch?(indices: readonly number[]): T;
}

/** Examples one after another, from something that has no length: a file that is read, a stream. */
export type IterableDataset<T> = Iterable<T> | AsyncIterable<T>;

/**
 * Examples in tensors whose first dimension counts them.
 *
 * @example
 * const dataset = new TensorDataset(images, labels);
 * const [image, label] = dataset.get(0);
 */
export class TensorDataset<const T extends readonly Tensor[] = readonly Tensor[]>
  implements Dataset<{ -readonly [K in keyof T]: Tensor }>
{
  readonly tensors: T;
  readonly length: number;

  constructor(...tensors: T) {
    const lengths = tensors.map((t) => t.shape[0]);
    if (lengths[0] === undefined || lengths.some((length) => length !== lengths[0])) {
      throw new TorchError(
        'shape',
        `TensorDataset: expected tensors with one first dimension, received ${tensors.map((t) => `(${t.shape.join(', ')})`).join(', ')}`,
      );
    }
    this.tensors = tensors;
    this.length = lengths[0];
  }

  get(index: number): { -readonly [K in keyof T]: Tensor } {
    within(index, this.length);
    return this.tensors.map((t) => ops.select(t, 0, index)) as { -readonly [K in keyof T]: Tensor }; // one for each
  }

  getBatch(indices: readonly number[]): { -readonly [K in keyof T]: Tensor } {
    using rows = tensor([...indices], { dtype: 'int64', device: 'cpu' });
    return this.tensors.map((t) => {
      if (t.device === 'cpu') return ops.indexSelect(t, 0, rows);
      using moved = rows.to(t.device);
      return ops.indexSelect(t, 0, moved);
    }) as { -readonly [K in keyof T]: Tensor }; // one for each
  }
}

/** Some of a dataset's examples. */
export class Subset<T> implements Dataset<T> {
  readonly dataset: Dataset<T>;
  readonly indices: readonly number[];
  readonly getBatch?: (indices: readonly number[]) => T;

  constructor(dataset: Dataset<T>, indices: readonly number[]) {
    for (const index of indices) within(index, dataset.length);
    this.dataset = dataset;
    this.indices = indices;
    if (dataset.getBatch) this.getBatch = (chosen) => dataset.getBatch!(chosen.map((index) => this.at(index))); // checked above
  }

  get length(): number {
    return this.indices.length;
  }

  get(index: number): T {
    return this.dataset.get(this.at(index));
  }

  private at(index: number): number {
    within(index, this.length);
    return this.indices[index]!; // within
  }
}

/** One dataset after another. */
export class ConcatDataset<T> implements Dataset<T> {
  readonly datasets: readonly Dataset<T>[];
  readonly length: number;

  constructor(datasets: readonly Dataset<T>[]) {
    this.datasets = datasets;
    this.length = datasets.reduce((sum, dataset) => sum + dataset.length, 0);
  }

  get(index: number): T {
    within(index, this.length);
    let rest = index;
    for (const dataset of this.datasets) {
      if (rest < dataset.length) return dataset.get(rest);
      rest -= dataset.length;
    }
    throw new TorchError('index', `example ${index} is beyond the datasets, which have shrunk`);
  }
}

function within(index: number, length: number): void {
  if (!Number.isInteger(index) || index < 0 || index >= length)
    throw new TorchError('index', `expected an example from 0 to ${length - 1}, received ${index}`);
}
