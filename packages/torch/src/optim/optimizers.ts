// The list of optimizers: adding one is a file and a line here.

export { Adadelta } from './adaptive/adadelta.ts';
export { Adafactor } from './adaptive/adafactor.ts';
export { Adagrad } from './adaptive/adagrad.ts';
export { Adam } from './adaptive/adam.ts';
export { Adamax } from './adaptive/adamax.ts';
export { AdamW } from './adaptive/adamw.ts';
export { NAdam } from './adaptive/nadam.ts';
export { RAdam } from './adaptive/radam.ts';
export { RMSprop } from './adaptive/rmsprop.ts';
export { Rprop } from './adaptive/rprop.ts';
export { ASGD } from './descent/asgd.ts';
export { LBFGS } from './descent/lbfgs.ts';
export { Muon } from './descent/muon.ts';
export { SGD } from './descent/sgd.ts';
