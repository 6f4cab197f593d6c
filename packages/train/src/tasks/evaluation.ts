import type {
  BoxBatch,
  BoxReport,
  ClassificationReport,
  RankingFigures,
  RegressionReport,
  TagReport,
} from '@capstan/evaluate';

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

/** The lists that a recommender made for the users of one split, and what they are worth. */
export interface RankingEvaluation extends Judgement {
  task: 'recommendation';
  report: RankingFigures;
  /** Names of the items. */
  classes: string[];
  /** (users · 10) places in `classes`, the likeliest first, −1 where there are fewer. */
  first: Int32Array;
  /** (users · 10) 1 where it was liked. */
  hits: Uint8Array;
}

/** The ratings that were predicted for one split, and what they are worth. */
export interface RatingEvaluation extends Judgement {
  task: 'rating';
  report: RegressionReport;
  /** (known ratings) */
  predictions: Float32Array;
  targets: Float64Array;
  /** (known ratings) user · items + item. */
  places: Int32Array;
  items: number;
  /** Names of the items. */
  classes: string[];
}

/** A detector's answers on one split, and what they are worth. */
export interface BoxEvaluation extends Judgement {
  task: 'detection';
  report: BoxReport;
  /** What was found on each picture and what is there, in shares of its sides, in the order of the split. */
  pictures: BoxBatch['pictures'];
}
