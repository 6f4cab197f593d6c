import { ops } from '../../../engine/ops.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { invalidArgument } from '../../errors.ts';
import { type Options, withDefaults } from '../../options.ts';
import { Loss } from '../loss.ts';
import { code, type Weighted } from '../reduction.ts';

interface MultiMargin extends Weighted {
  p: number;
  margin: number;
}

const MULTI_MARGIN: MultiMargin = { reduction: 'mean', weight: undefined, p: 1, margin: 1 };

export type MultiMarginOptions = Options<MultiMargin>;

// What `multiMarginLoss` needs of its options.
function checkMultiMargin(where: string, { p, weight }: MultiMargin): void {
  if (p !== 1 && p !== 2) throw invalidArgument(where, 'p of 1 or 2', String(p));
  if (weight && weight.ndim !== 1)
    throw invalidArgument(where, 'weight with one dimension, (classes)', `${weight.ndim}`);
}

/** Σ max(0, margin − input[target] + input[i])ᵖ / C. */
export function multiMarginLoss(input: Tensor, target: Tensor, options?: MultiMarginOptions): Tensor {
  const o = withDefaults('multiMarginLoss', MULTI_MARGIN, options);
  checkMultiMargin('multiMarginLoss', o);
  return ops.multiMarginLoss(input, target, o.p, o.margin, o.weight ?? null, code('multiMarginLoss', o.reduction));
}

/** Σ max(0, margin − input[target] + input[i])ᵖ / C. */
export class MultiMarginLoss extends Loss<MultiMarginOptions> {
  static readonly defaults = Object.freeze({ ...MULTI_MARGIN });
  static readonly check = checkMultiMargin;

  forward(input: Tensor, target: Tensor): Tensor {
    return multiMarginLoss(input, target, this.options);
  }
}
