import type { optim, Tensor } from '@capstan/torch';
import { isOwn, makersOf, readValue, type ValueOf } from '../values/list.ts';
import type { OptimizerWork } from './contract.ts';
import * as optimizers from './index.ts';

export { optimizers };

/** An optimizer as plain JSON: it is kept with the run as it is. */
export type Optimizer = ValueOf<typeof optimizers>;

/** An optimizer of your own: it makes one of the engine's, or of a class that extends it, over the parameters. */
export type OwnOptimizer = (parameters: readonly Tensor[]) => optim.Optimizer;

/**
 * An optimizer with every option filled in.
 *
 * @throws {TrainError} unknown-kind, unknown-option, wrong-option — where there is none of that name, there is no such option, or an option is of another kind
 */
export function readOptimizer(value: unknown): Optimizer;
export function readOptimizer(value: unknown, own: true): Optimizer | OwnOptimizer;
export function readOptimizer(value: unknown, own = false): Optimizer | OwnOptimizer {
  return own && isOwn<OwnOptimizer>(value) ? value : readValue('optimizer', optimizers, value);
}

/** The engine's optimizer over `parameters`. */
export function createOptimizer(value: Optimizer | OwnOptimizer, parameters: readonly Tensor[]): optim.Optimizer {
  if (isOwn<OwnOptimizer>(value)) return value(parameters);
  const { kind, ...options } = value;
  const maker = makersOf(optimizers).get(kind) as unknown as OptimizerWork<object>; // every value is of a kind in the list
  return maker.create(parameters, options);
}
