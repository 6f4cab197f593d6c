/** What is to be learned, with LightGBM's own name of it. */
export const objectives = {
  regression: 'regression',
  regressionL1: 'regression_l1',
  huber: 'huber',
  fair: 'fair',
  quantile: 'quantile',
  mape: 'mape',
  poisson: 'poisson',
  tweedie: 'tweedie',
  gamma: 'gamma',
  binary: 'binary',
  crossEntropy: 'cross_entropy',
  multiclass: 'multiclass',
  multiclassova: 'multiclassova',
  lambdarank: 'lambdarank',
  rankXendcg: 'rank_xendcg',
} as const;

export type Objective = keyof typeof objectives;

/** How a model is judged on rows it has not seen, with LightGBM's own name of it. */
export const metrics = {
  l1: 'l1',
  l2: 'l2',
  rmse: 'rmse',
  quantile: 'quantile',
  mape: 'mape',
  huber: 'huber',
  fair: 'fair',
  poisson: 'poisson',
  gamma: 'gamma',
  tweedie: 'tweedie',
  auc: 'auc',
  averagePrecision: 'average_precision',
  binaryLogloss: 'binary_logloss',
  binaryError: 'binary_error',
  crossEntropy: 'cross_entropy',
  multiLogloss: 'multi_logloss',
  multiError: 'multi_error',
  aucMu: 'auc_mu',
  ndcg: 'ndcg',
  map: 'map',
} as const;

export type MetricName = keyof typeof metrics;
