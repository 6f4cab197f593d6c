import type { Targets } from '@capstan/models';
import type { Device, nn, Tensor } from '@capstan/torch';
import { type Maker, maker, type Recipe } from '../values/maker.ts';

/** A loss at work. */
export interface Criterion {
  /**
   * Output of the model and target of a batch → the mean that is minimised, a scalar.
   * @param model for a loss with weights of its own, which the model holds
   */
  loss(output: Tensor, target: Tensor, model?: nn.Module): Tensor;
  /**
   * What the mean was divided by, as a scalar, where it isn't the number of examples: means of batches are joined by it, so
   * that the loss of a set doesn't depend on how it falls into batches.
   */
  weight?(target: Tensor): Tensor;
}

/** What a loss does. */
export interface LossWork<O extends object> {
  /** What the targets are. */
  readonly targets: Targets;
  /** @param classWeights (classes) balance unequal classes, where the data ask for it */
  create(options: O, about: { device: Device; classWeights?: ArrayLike<number> | undefined }): Criterion;
}

/** One kind of loss; adding one is a file that calls this, and a line in `index.ts`. */
export function loss<const K extends string, O extends object>(
  recipe: Recipe<K, O> & LossWork<O>,
): Maker<K, O, LossWork<O>> {
  return maker<K, O, LossWork<O>>(recipe);
}
