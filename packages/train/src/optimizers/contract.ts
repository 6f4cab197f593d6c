import type { optim, Tensor } from '@capstan/torch';
import { type Maker, maker, type Recipe } from '../values/maker.ts';

/** What an optimizer does: the engine's, over parameters. */
export interface OptimizerWork<O extends object> {
  create(parameters: readonly Tensor[], options: O): optim.Optimizer;
}

/** One kind of optimizer; adding one is a file that calls this, and a line in `index.ts`. */
export function optimizer<const K extends string, O extends object & { lr: number }>(
  recipe: Recipe<K, O> & OptimizerWork<O>,
): Maker<K, O, OptimizerWork<O>> {
  return maker<K, O, OptimizerWork<O>>(recipe);
}
