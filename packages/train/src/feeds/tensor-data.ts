import type { FittedPipeline } from '@capstan/data';
import type { Targets } from '@capstan/models';
import type { Tensor } from '@capstan/torch';

/** Inputs (N, …) and targets, as `Targets` says of each kind: class numbers as int64 (N), numbers as float32 (N, …) … */
export interface Examples {
  input: Tensor;
  target: Tensor;
}

/** Data that are tensors already. */
export interface TensorData {
  kind: 'tensors';
  train: Examples;
  validation: Examples;
  test?: Examples;
  /** What the targets are; classes where they have names, else numbers. */
  targets?: Targets;
  /** Names of the classes or tags, where the targets have such. */
  classes?: string[];
  /** What made the inputs of a table's rows: it is saved with the model, and the server applies it. */
  pipeline?: FittedPipeline;
}

/**
 * Data of your own as tensors, held in memory.
 * @example tensorData({ train: { input: x, target: y }, validation: { input: xv, target: yv }, classes: ['no', 'yes'] })
 */
export function tensorData(data: Omit<TensorData, 'kind'>): TensorData {
  return { kind: 'tensors', ...data };
}
