export {
  ClassificationMeter,
  type ClassificationOptions,
  type ClassificationReport,
  classification,
  classificationMeter,
} from './classification.ts';
export { EvaluateError, type EvaluateErrorCode, evaluateErrorCodes } from './errors.ts';
export { accuracy, balancedAccuracy } from './metrics/accuracy.ts';
export { cohenKappa, matthews } from './metrics/agreement.ts';
export { argmax } from './metrics/argmax.ts';
export { brierScore } from './metrics/brier-score.ts';
export { type Calibration, type CalibrationBin, calibration } from './metrics/calibration.ts';
export type { Numbers } from './metrics/check.ts';
export { type ConfusionMatrix, confusionMatrix } from './metrics/confusion-matrix.ts';
export {
  accuracyInterval,
  type BootstrapOptions,
  bootstrapInterval,
  type Interval,
  wilsonInterval,
} from './metrics/interval.ts';
export { logLoss } from './metrics/log-loss.ts';
export {
  averagePrecision,
  type PrecisionRecallCurve,
  precisionRecallCurve,
} from './metrics/precision-recall-curve.ts';
export {
  type PrecisionRecallF1,
  type PrecisionRecallF1Report,
  precisionRecallF1,
} from './metrics/precision-recall-f1.ts';
export { type RegressionMeter, type RegressionReport, regression, regressionMeter } from './metrics/regression.ts';
export { type MulticlassAuc, multiclassAuc, rocAuc } from './metrics/roc-auc.ts';
export { auc, type RocCurve, rocCurve } from './metrics/roc-curve.ts';
export { topKAccuracy } from './metrics/top-k.ts';
export { type PickedExample, pickExamples } from './pick-examples.ts';
export { type DataPicture, dataPage } from './report/data-page.ts';
export type { ReportFinding } from './report/finding-list.ts';
export { gallery, type ReportImage } from './report/gallery.ts';
export { heatmap } from './report/heatmap.ts';
export { type HtmlReport, htmlReport } from './report/html-report.ts';
export { type Line, type LineChart, lineChart } from './report/line-chart.ts';
export { html, Markup } from './report/markup.ts';
export { reliability } from './report/reliability.ts';
export { renderClassification } from './report/render-classification.ts';
export type { ReportRun } from './report/run-facts.ts';
export { tablePage } from './report/table-page.ts';
export type { Curve } from './report/training-curves.ts';
