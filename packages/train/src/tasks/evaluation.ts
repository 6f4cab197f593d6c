import type { ClassificationReport, RegressionReport, TagReport } from '@capstan/evaluate';

/** A part of the data. */
export type Split = 'train' | 'validation' | 'test';

/** A model's answers on one split, and what they are worth: what every task says of them. */
export interface Judgement {
  /** The task that judged, by its name. */
  task: string;
  split: Split;
  /** Plain JSON. */
  report: object;
  /** Mean of the task's loss. */
  loss: number;
}

/** A classifier's answers on one split, and what they are worth. */
export interface ClassEvaluation extends Judgement {
  task: 'classification';
  report: ClassificationReport;
  /** (N · classes), in the order of the split. */
  probabilities: Float32Array;
  targets: Int32Array;
}

/** A regression's answers on one split, and what they are worth. */
export interface NumberEvaluation extends Judgement {
  task: 'regression';
  /** Over all numbers of all targets. */
  report: RegressionReport;
  /** (N · outputs), in the order of the split. */
  predictions: Float32Array;
  targets: Float64Array;
  /** Numbers a target. */
  outputs: number;
}

/** The tags of words on one split, and what they are worth. */
export interface TagEvaluation extends Judgement {
  task: 'tagging';
  report: TagReport;
  /** A list of tags for each text, in the order of the split. */
  predictions: string[][];
  targets: string[][];
}
