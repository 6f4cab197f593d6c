export { type SobolIndex, type SobolOptions, sobol } from './sobol.ts';
export { type TornadoRow, tornado } from './tornado.ts';
