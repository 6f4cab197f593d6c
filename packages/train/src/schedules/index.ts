// The only list of schedules: flags, help, the union type and the JSON schema follow from it.
export { chainedScheduler } from './compose/chained-scheduler.ts';
export { sequentialLR } from './compose/sequential-lr.ts';
export { constant } from './constant.ts';
export { constantLR } from './constant-lr.ts';
export { cosine } from './cosine.ts';
export { cosineWarmRestarts } from './cycles/cosine-warm-restarts.ts';
export { cyclicLR } from './cycles/cyclic-lr.ts';
export { oneCycle } from './cycles/one-cycle.ts';
export { exponentialLR } from './exponential-lr.ts';
export { linearLR } from './linear-lr.ts';
export { multiStepLR } from './multi-step-lr.ts';
export { polynomialLR } from './polynomial-lr.ts';
export { reduceLROnPlateau } from './reduce-lr-on-plateau.ts';
export { stepLR } from './step-lr.ts';
