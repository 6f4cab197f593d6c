export { type Callback, callbacks, type OwnCallback } from './callbacks/callback.ts';
export type { Course } from './callbacks/contract.ts';
export * from './callbacks/index.ts';
export { TrainError, type TrainErrorCode, trainErrorCodes, trainErrors } from './errors.ts';
export { type EvaluateOptions, evaluateModel } from './evaluation/evaluate-model.ts';
export { type EvaluatedRun, evaluateRun } from './evaluation/evaluate-run.ts';
export { type OpenedForModel, openForModel } from './evaluation/open-for-model.ts';
export { predictData } from './evaluation/predict-data.ts';
export { writePredictions } from './evaluation/predictions.ts';
export { type ReportOptions, writeReport } from './evaluation/report.ts';
export type { Feed } from './feeds/contract.ts';
export {
  type InteractionFile,
  type InteractionFileOptions,
  interactionFile,
} from './feeds/interactions/interaction-file.ts';
export { feeds, openFeed, type ProjectData } from './feeds/open-feed.ts';
export { type TableFile, type TableFileOptions, type TableSplit, tableFile } from './feeds/table/table-file.ts';
export { type TableDataOptions, tableData } from './feeds/table-data.ts';
export { type Examples, type TensorData, tensorData } from './feeds/tensor-data.ts';
export type { Looked, Wish } from './look/contract.ts';
export { lookAt } from './look/look-at.ts';
export { fit } from './loop/fit.ts';
export type { FitOptions, FitResult } from './loop/fit-options.ts';
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
export { CONFIG, findConfig, loadProject } from './project/load-project.ts';
export { type Money, usd } from './project/money.ts';
export type { ModelShape, Project, TrainOptions } from './project/project.ts';
export { readProject } from './project/project-file.ts';
export { isProjectName, projectName } from './project/project-name.ts';
export { modelFolder } from './run/model-folder.ts';
export { resumableRuns } from './run/run-folder.ts';
export * from './schedules/index.ts';
export { type OwnSchedule, type Schedule, schedules } from './schedules/schedule.ts';
export type { About, Answers, Preset, ReportParts, Task } from './tasks/contract.ts';
export type {
  ClassEvaluation,
  Judgement,
  NumberEvaluation,
  RankingEvaluation,
  RatingEvaluation,
  Split,
} from './tasks/evaluation.ts';
export type { Claim, Seen, SeenTarget, Sights } from './tasks/seen.ts';
export {
  type Chosen,
  chooseTask,
  type Evaluation,
  type TaskName,
  taskNamed,
  taskOf,
  taskOfEvaluation,
  tasks,
} from './tasks/task-of.ts';
export { jsonSchemaOf, makersOf, readValue, wordsOf } from './values/list.ts';
