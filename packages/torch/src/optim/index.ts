// torch.optim: optimizers, and their schedules under lrScheduler.
export { Adadelta } from './adadelta.ts';
export { Adagrad } from './adagrad.ts';
export { Adam, type AdamOptions, AdamW } from './adam.ts';
export { Adamax } from './adamax.ts';
export { ASGD } from './asgd.ts';
export * as lrScheduler from './lr-scheduler/index.ts';
export { Muon } from './muon.ts';
export { NAdam } from './nadam.ts';
export {
  type CommonOptions,
  Optimizer,
  type OptimizerStateDict,
  type ParameterState,
  type ParamGroup,
} from './optimizer.ts';
export { RAdam } from './radam.ts';
export { RMSprop } from './rmsprop.ts';
export { Rprop } from './rprop.ts';
export { SGD, type SGDOptions } from './sgd.ts';
