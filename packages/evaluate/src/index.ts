export { type BoxPage, boxPage, renderBoxes } from './boxes/box-page.ts';
export { type BoxClassReport, type BoxReport, boxReport } from './boxes/box-report.ts';
export {
  ClassificationMeter,
  type ClassificationOptions,
  type ClassificationReport,
  classification,
  classificationMeter,
} from './classification/classification.ts';
export { type PickedExample, pickExamples } from './classification/pick-examples.ts';
export { EvaluateError, type EvaluateErrorCode, evaluateErrorCodes, evaluateErrors } from './errors.ts';
export type {
  Batches,
  BoxBatch,
  ClassBatch,
  DrawBatch,
  ForecastBatch,
  LabelledBox,
  NumberBatch,
  PixelBatch,
  QuantileBatch,
  RankingBatch,
  TagBatch,
  TallyOptions,
} from './metrics/batches.ts';
export { overlapOf } from './metrics/boxes/overlap.ts';
export type { Numbers } from './metrics/check.ts';
export { type Metric, type MetricFacts, metric, type Tally } from './metrics/contract.ts';
export { type Entity, entitiesOf } from './metrics/entities/entities-of.ts';
export { type EntityFigures, type TagReport, tagReport } from './metrics/entities/tag-report.ts';
export { seasonalScale } from './metrics/forecasts/seasonal-scale.ts';
export * as metrics from './metrics/index.ts';
export {
  accuracyInterval,
  type BootstrapOptions,
  bootstrapInterval,
  type Interval,
  wilsonInterval,
} from './metrics/intervals/interval.ts';
export { accuracy } from './metrics/labels/accuracy.ts';
export { argmax } from './metrics/labels/argmax.ts';
export { balancedAccuracy } from './metrics/labels/balanced-accuracy.ts';
export { cohenKappa } from './metrics/labels/cohen-kappa.ts';
export { type ConfusionMatrix, confusionMatrix } from './metrics/labels/confusion-matrix.ts';
export { macroFBeta } from './metrics/labels/f-beta.ts';
export { matthews } from './metrics/labels/matthews.ts';
export {
  type PrecisionRecallF1,
  type PrecisionRecallF1Report,
  precisionRecallF1,
} from './metrics/labels/precision-recall-f1.ts';
export { topKAccuracy } from './metrics/labels/top-k.ts';
export { type MeterBatch, MetricMeter, metricMeter, metricsOf } from './metrics/meter.ts';
export {
  type RegressionMeter,
  type RegressionReport,
  regression,
  regressionMeter,
} from './metrics/numbers/regression.ts';
export { brierScore } from './metrics/probabilities/brier-score.ts';
export { type Calibration, type CalibrationBin, calibration } from './metrics/probabilities/calibration.ts';
export { logLoss } from './metrics/probabilities/log-loss.ts';
export { hitRateAt } from './metrics/rankings/hit-rate.ts';
export { mapAt } from './metrics/rankings/map.ts';
export { mrrAt } from './metrics/rankings/mrr.ts';
export { ndcgAt } from './metrics/rankings/ndcg.ts';
export { rankedPrecisionAt } from './metrics/rankings/precision-at.ts';
export { rankedRecallAt } from './metrics/rankings/recall-at.ts';
export {
  type ChosenThreshold,
  chooseThreshold,
  type ThresholdAim,
} from './metrics/scores/choose-threshold.ts';
export {
  averagePrecision,
  type PrecisionRecallCurve,
  precisionRecallCurve,
} from './metrics/scores/precision-recall-curve.ts';
export { type MulticlassAuc, multiclassAuc, rocAuc } from './metrics/scores/roc-auc.ts';
export { auc, type RocCurve, rocCurve } from './metrics/scores/roc-curve.ts';
export * as tallies from './metrics/tallies/index.ts';
export { type HtmlReport, htmlReport, type ReportCard } from './report/classification/html-report.ts';
export { reliability } from './report/classification/reliability.ts';
export { renderClassification } from './report/classification/render-classification.ts';
export type { ReportRun } from './report/classification/run-facts.ts';
export type { Curve } from './report/classification/training-curves.ts';
export { type ComparedRun, comparisonPage } from './report/comparison/comparison-page.ts';
export { type DataPicture, dataPage, type FoundPictures } from './report/data/data-page.ts';
export { tableComparisonPage } from './report/data/table-comparison-page.ts';
export { tablePage } from './report/data/table-page.ts';
export { type FigureReport, type FigureTable, figureReport } from './report/figures/figure-report.ts';
export { type NumberReport, numberReport } from './report/numbers/number-report.ts';
export { type RankingFigures, type RankingReport, rankingReport } from './report/rankings/ranking-report.ts';
