import type { Optimizer } from '../../optimizer.ts';
import { LRScheduler, perGroup } from '../scheduler.ts';

/** A factor as a function of the step. */
export type LrLambda = (step: number) => number;

/**
 * The rate times a function of the step; one function, or one for each group.
 *
 * @example
 * const scheduler = new optim.lrScheduler.LambdaLR(optimizer, { lrLambda: (step) => 0.95 ** step });
 */
export class LambdaLR extends LRScheduler {
  static readonly defaults = Object.freeze({});
  static readonly required: readonly string[] = ['lrLambda'];

  readonly lrLambdas: readonly LrLambda[];

  constructor(optimizer: Optimizer, options: { lrLambda: LrLambda | readonly LrLambda[] }) {
    super(optimizer, options);
    this.lrLambdas = perGroup(optimizer, options.lrLambda, 'lrLambda');
    this.start();
  }

  protected next(): number[] {
    return this.baseLrs.map((lr, i) => lr * this.lrLambdas[i]!(this.lastEpoch)); // one for each group
  }
}
