import type { Optimizer } from '../../optimizer.ts';
import { LRScheduler, perGroup } from '../scheduler.ts';
import type { LrLambda } from './lambda.ts';

/** Multiplies the rate each step by a function of the step. */
export class MultiplicativeLR extends LRScheduler {
  static readonly defaults = Object.freeze({});
  static readonly required: readonly string[] = ['lrLambda'];

  readonly lrLambdas: readonly LrLambda[];

  constructor(optimizer: Optimizer, options: { lrLambda: LrLambda | readonly LrLambda[] }) {
    super(optimizer, options);
    this.lrLambdas = perGroup(optimizer, options.lrLambda, 'lrLambda');
    this.start();
  }

  protected next(): number[] {
    return this.initial ? this.lrs : this.lrs.map((lr, i) => lr * this.lrLambdas[i]!(this.lastEpoch)); // one for each group
  }
}
