export { ChainedScheduler, SequentialLR } from './combine.ts';
export { CosineAnnealingLR, CosineAnnealingWarmRestarts } from './cosine.ts';
export { CyclicLR, OneCycleLR } from './cyclic.ts';
export {
  ConstantLR,
  ExponentialLR,
  LambdaLR,
  LinearLR,
  MultiplicativeLR,
  MultiStepLR,
  PolynomialLR,
  StepLR,
} from './decay.ts';
export { ReduceLROnPlateau } from './plateau.ts';
export { LRScheduler, type SchedulerState } from './scheduler.ts';
