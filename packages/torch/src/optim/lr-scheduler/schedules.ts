// The list of schedules: adding one is a file and a line here.
export { ChainedScheduler } from './combined/chained.ts';
export { SequentialLR } from './combined/sequential.ts';
export { CosineAnnealingLR } from './cycles/cosine-annealing.ts';
export { CyclicLR } from './cycles/cyclic.ts';
export { OneCycleLR } from './cycles/one-cycle.ts';
export { CosineAnnealingWarmRestarts } from './cycles/warm-restarts.ts';
export { ConstantLR } from './decay/constant.ts';
export { ExponentialLR } from './decay/exponential.ts';
export { LambdaLR } from './decay/lambda.ts';
export { LinearLR } from './decay/linear.ts';
export { MultiStepLR } from './decay/multi-step.ts';
export { MultiplicativeLR } from './decay/multiplicative.ts';
export { PolynomialLR } from './decay/polynomial.ts';
export { StepLR } from './decay/step.ts';
export { ReduceLROnPlateau } from './plateau.ts';
