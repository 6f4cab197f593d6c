export { type Callback, callbacks, type OwnCallback } from './callbacks/callback.ts';
export type { Course } from './callbacks/contract.ts';
export * from './callbacks/index.ts';
export { TrainError, type TrainErrorCode, trainErrorCodes, trainErrors } from './errors.ts';
export {
  type ClassEvaluation,
  type EvaluateOptions,
  type Evaluation,
  evaluateModel,
  type NumberEvaluation,
} from './evaluation/evaluate-model.ts';
export { type EvaluatedRun, evaluateRun } from './evaluation/evaluate-run.ts';
export { type OpenedForModel, openForModel } from './evaluation/open-for-model.ts';
export { writePredictions } from './evaluation/predictions.ts';
export { type ReportOptions, writeReport } from './evaluation/report.ts';
export { feeds, type ProjectData } from './feeds/open-feed.ts';
export { type TableDataOptions, tableData } from './feeds/table-data.ts';
export { type Examples, type TensorData, tensorData } from './feeds/tensor-data.ts';
export { type FitOptions, type FitResult, fit } from './loop/fit.ts';
export type { Best, EpochRecord } from './loop/history.ts';
export * from './losses/index.ts';
export { type Loss, losses, type OwnLoss } from './losses/loss.ts';
export * from './optimizers/index.ts';
export { type Optimizer, type OwnOptimizer, optimizers } from './optimizers/optimizer.ts';
export type { ProgressEvent } from './progress/event.ts';
export { terminalProgress } from './progress/terminal.ts';
export { bestWords } from './project/best.ts';
export { checkBeforeData } from './project/check-before-data.ts';
export { defineProject } from './project/define-project.ts';
export { bringPackages, CONFIG, findConfig, loadProject } from './project/load-project.ts';
export { type Money, usd } from './project/money.ts';
export type { ModelShape, Project, TrainOptions } from './project/project.ts';
export { readProject } from './project/project-file.ts';
export { isProjectName, projectName } from './project/project-name.ts';
export { modelFolder } from './run/model-folder.ts';
export { resumableRuns } from './run/run-folder.ts';
export * from './schedules/index.ts';
export { type OwnSchedule, type Schedule, schedules } from './schedules/schedule.ts';
export { jsonSchemaOf, makersOf, readValue, wordsOf } from './values/list.ts';
