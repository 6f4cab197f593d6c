// torch.optim: optimizers, and their schedules under lrScheduler.
export { Adadelta } from './adaptive/adadelta.ts';
export { Adagrad } from './adaptive/adagrad.ts';
export { Adam, type AdamOptions, AdamW } from './adaptive/adam.ts';
export { Adamax } from './adaptive/adamax.ts';
export { NAdam } from './adaptive/nadam.ts';
export { RAdam } from './adaptive/radam.ts';
export { RMSprop } from './adaptive/rmsprop.ts';
export { Rprop } from './adaptive/rprop.ts';
export { ASGD } from './descent/asgd.ts';
export { Muon } from './descent/muon.ts';
export { SGD, type SGDOptions } from './descent/sgd.ts';
export * as lrScheduler from './lr-scheduler/index.ts';
export {
  type CommonOptions,
  Optimizer,
  type OptimizerStateDict,
  type ParameterState,
  type ParamGroup,
} from './optimizer.ts';
