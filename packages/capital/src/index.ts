export {
  type Assumption,
  assume,
  assumptionSchema,
  type Confidence,
  confidences,
  type WrittenAssumption,
} from './distribution/assumption.ts';
export type { Distribution, Uncertain } from './distribution/distribution.ts';
export {
  beta,
  discrete,
  distribution,
  empirical,
  gamma,
  lognormal,
  mixture,
  normal,
  pert,
  to,
  triangular,
  truncated,
  uniform,
} from './distribution/make.ts';
export { cdf, mean, quantile, sample, sd, transform } from './distribution/read.ts';
export { CapitalError, type CapitalErrorCode } from './errors.ts';
export {
  add,
  divide,
  inUnit,
  multiply,
  parseQuantity,
  type Quantity,
  quantity,
  subtract,
} from './quantity/quantity.ts';
export { conversion, unit } from './quantity/units.ts';
export { latinHypercube, normals, uniforms } from './random/columns.ts';
