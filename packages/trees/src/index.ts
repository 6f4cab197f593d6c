// @capstan/trees: gradient-boosted trees and random forests by LightGBM, in a process of its own.
export { Booster, type PredictOptions, type Training } from './booster.ts';
export type { PredictKind } from './engine/frames.ts';
export { TreesError, type TreesErrorCode, treesErrorCodes, treesErrors } from './errors.ts';
export { forest } from './forest.ts';
export {
  IsolationForest,
  type IsolationJSON,
  type IsolationOptions,
  isolationForest,
  parseIsolationForest,
} from './isolation/isolation-forest.ts';
export { Scorer } from './model/scorer.ts';
export { load, parse } from './open.ts';
export type { MetricName, Objective } from './params/objectives.ts';
export type { Params } from './params/params.ts';
export { smallData } from './params/small-data.ts';
export type { Labelled } from './table/labelled.ts';
export type { Columns, Data, Matrix } from './table/matrix.ts';
export { type Folds, type Progress, type TrainOptions, train } from './train.ts';
