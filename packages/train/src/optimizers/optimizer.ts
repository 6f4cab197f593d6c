import type { optim, Tensor } from '@capstan/torch';
import { makersOf, readValue, type ValueOf } from '../values/list.ts';
import type { OptimizerWork } from './contract.ts';
import * as optimizers from './index.ts';

export { optimizers };

/** An optimizer as plain JSON: it is kept with the run as it is. */
export type Optimizer = ValueOf<typeof optimizers>;

/** An optimizer with every option filled in. @throws {TrainError} unknown-kind, unknown-option, wrong-option */
export const readOptimizer = (value: unknown): Optimizer => readValue('optimizer', optimizers, value);

/** The engine's optimizer over `parameters`. */
export function createOptimizer(value: Optimizer, parameters: readonly Tensor[]): optim.Optimizer {
  const { kind, ...options } = value;
  const maker = makersOf(optimizers).get(kind) as unknown as OptimizerWork<object>; // every value is of a kind in the list
  return maker.create(parameters, options);
}
