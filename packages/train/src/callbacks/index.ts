// The only list of callbacks: flags, help, the union type and the JSON schema follow from it.
export { earlyStopping } from './early-stopping.ts';
export { overfitting } from './overfitting.ts';
export { timeLimit } from './time-limit.ts';
