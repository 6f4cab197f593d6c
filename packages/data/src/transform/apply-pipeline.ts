// What the server needs of a fitted pipeline, without the engine.
export { DataError } from '../errors.ts';
export { type Matrix, matrix } from './matrix.ts';
export { type FittedPipeline, parsePipeline } from './pipeline.ts';
export type { RowFault } from './row-faults.ts';
