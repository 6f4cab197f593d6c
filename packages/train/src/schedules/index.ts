// The only list of schedules: flags, help, the union type and the JSON schema follow from it.
export { chainedScheduler } from './chained-scheduler.ts';
export { constant } from './constant.ts';
export { constantLR } from './constant-lr.ts';
export { cosine } from './cosine.ts';
export { cosineWarmRestarts } from './cosine-warm-restarts.ts';
export { cyclicLR } from './cyclic-lr.ts';
export { exponentialLR } from './exponential-lr.ts';
export { linearLR } from './linear-lr.ts';
export { multiStepLR } from './multi-step-lr.ts';
export { oneCycle } from './one-cycle.ts';
export { polynomialLR } from './polynomial-lr.ts';
export { reduceLROnPlateau } from './reduce-lr-on-plateau.ts';
export { sequentialLR } from './sequential-lr.ts';
export { stepLR } from './step-lr.ts';
