import { ops } from '../../../engine/ops.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { invalidArgument } from '../../errors.ts';
import { type Options, withDefaults } from '../../options.ts';
import { Loss } from '../loss.ts';
import { code, type Weighted } from '../reduction.ts';

interface Logits extends Weighted {
  posWeight: Tensor | undefined;
}

const LOGITS: Logits = { reduction: 'mean', weight: undefined, posWeight: undefined };

export type BCEWithLogitsOptions = Options<Logits>;

/** Binary cross-entropy of sigmoid(input), without overflow; `posWeight` weighs the positives of each class. */
export function binaryCrossEntropyWithLogits(input: Tensor, target: Tensor, options?: BCEWithLogitsOptions): Tensor {
  const o = withDefaults('binaryCrossEntropyWithLogits', LOGITS, options);
  if (input.shape.join() !== target.shape.join()) {
    throw invalidArgument(
      'binaryCrossEntropyWithLogits',
      `a target of the input's shape (${input.shape.join(', ')})`,
      `(${target.shape.join(', ')})`,
    );
  }
  return ops.binaryCrossEntropyWithLogits(
    input,
    target,
    o.weight ?? null,
    o.posWeight ?? null,
    code('binaryCrossEntropyWithLogits', o.reduction),
  );
}

/** Binary cross-entropy of sigmoid(input). */
export class BCEWithLogitsLoss extends Loss<BCEWithLogitsOptions> {
  static readonly defaults = Object.freeze({ ...LOGITS });

  forward(input: Tensor, target: Tensor): Tensor {
    return binaryCrossEntropyWithLogits(input, target, this.options);
  }
}
