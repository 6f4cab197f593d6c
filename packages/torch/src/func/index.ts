// torch.func: functions of functions. They nest: vmap of grad is a gradient for each example.
export { jvp } from './forward.ts';
export { functionalCall, stackModuleState } from './functional-call.ts';
export { type GradOptions, grad, gradAndValue, vjp } from './grad.ts';
export { hessian, jacfwd, jacrev } from './jacobians.ts';
export type { Tree } from './tree.ts';
export { type Dims, type VmapOptions, vmap } from './vmap.ts';
