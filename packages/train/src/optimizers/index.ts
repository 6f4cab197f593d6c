// The only list of optimizers: flags, help, the union type and the JSON schema follow from it.
export { adadelta } from './adaptive/adadelta.ts';
export { adafactor } from './adaptive/adafactor.ts';
export { adagrad } from './adaptive/adagrad.ts';
export { adam } from './adaptive/adam.ts';
export { adamax } from './adaptive/adamax.ts';
export { adamw } from './adaptive/adamw.ts';
export { nadam } from './adaptive/nadam.ts';
export { radam } from './adaptive/radam.ts';
export { asgd } from './asgd.ts';
export { muon } from './muon.ts';
export { rmsprop } from './rmsprop.ts';
export { rprop } from './rprop.ts';
export { sgd } from './sgd.ts';
