// torch.optim: optimizers, and their schedules under lrScheduler.

export type { AdamOptions } from './adaptive/moments.ts';
export { SparseAdam } from './adaptive/sparse-adam.ts';
export { AveragedModel, type Averaging, emaAveraging } from './averaged-model.ts';
export type { SGDOptions } from './descent/sgd.ts';
export * as lrScheduler from './lr-scheduler/index.ts';
export {
  type CommonOptions,
  Optimizer,
  type OptimizerClass,
  type OptimizerStateDict,
  type ParameterState,
  type ParamGroup,
} from './optimizer.ts';
export * from './optimizers.ts';
export * as optimizers from './optimizers.ts';
export * as swaUtils from './swa-utils.ts';
