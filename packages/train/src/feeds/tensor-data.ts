import type { FittedPipeline } from '@capstan/data';
import type { Tensor } from '@capstan/torch';

/** Inputs (N, …) and targets: class numbers as int64 (N), or numbers as float32 (N, …). */
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
  /** Names of the classes, where the targets are classes. */
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
