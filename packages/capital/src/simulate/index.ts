export type { Correlation } from './columns/correlate.ts';
export { type Ruin, ruinByMonth, ruinMonth } from './columns/ruin.ts';
export { quantilesOf } from './columns/select.ts';
export { type Summary, sortedQuantile, summarise } from './columns/summary.ts';
export { type Expression, parseExpression } from './language/expression.ts';
export type { Line, Model, Shock } from './language/model.ts';
export { monthOf, type SimulateOptions, type Simulation, simulate } from './simulate.ts';
