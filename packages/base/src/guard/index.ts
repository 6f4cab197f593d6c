export type { Body, Guard, Wrap } from './check-call.ts';
export { type Callable, guard } from './guard.ts';
export { guardAll } from './guard-all.ts';
export { type Class, guardClass } from './guard-class.ts';
export type { Signatures } from './signatures.ts';
