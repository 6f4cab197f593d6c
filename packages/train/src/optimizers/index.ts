// The only list of optimizers: flags, help, the union type and the JSON schema follow from it.
export { adadelta } from './adadelta.ts';
export { adafactor } from './adafactor.ts';
export { adagrad } from './adagrad.ts';
export { adam } from './adam.ts';
export { adamax } from './adamax.ts';
export { adamw } from './adamw.ts';
export { asgd } from './asgd.ts';
export { muon } from './muon.ts';
export { nadam } from './nadam.ts';
export { radam } from './radam.ts';
export { rmsprop } from './rmsprop.ts';
export { rprop } from './rprop.ts';
export { sgd } from './sgd.ts';
