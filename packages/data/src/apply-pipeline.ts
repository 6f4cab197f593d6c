// What the server needs of a fitted pipeline, without the engine.
export { DataError } from './errors.ts';
export { type Matrix, matrix } from './transform/matrix.ts';
export { type FittedPipeline, parsePipeline } from './transform/pipeline.ts';
export type { RowFault } from './transform/row-faults.ts';
