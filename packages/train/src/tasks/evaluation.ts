import type { ClassificationReport, RegressionReport } from '@capstan/evaluate';

/** A part of the data. */
export type Split = 'train' | 'validation' | 'test';

/** A classifier's answers on one split, and what they are worth. */
export interface ClassEvaluation {
  targetsAre: 'classes';
  split: Split;
  report: ClassificationReport;
  /** (N · classes), in the order of the split. */
  probabilities: Float32Array;
  targets: Int32Array;
  /** Mean cross-entropy. */
  loss: number;
}

/** A regression's answers on one split, and what they are worth. */
export interface NumberEvaluation {
  targetsAre: 'numbers';
  split: Split;
  /** Over all numbers of all targets. */
  report: RegressionReport;
  /** (N · outputs), in the order of the split. */
  predictions: Float32Array;
  targets: Float64Array;
  /** Numbers a target. */
  outputs: number;
  /** Mean squared error. */
  loss: number;
}

/** A model's answers on one split, and what they are worth. */
export type Evaluation = ClassEvaluation | NumberEvaluation;
