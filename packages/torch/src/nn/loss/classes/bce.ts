import { ops } from '../../../engine/ops.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { invalidArgument } from '../../errors.ts';
import { withDefaults } from '../../options.ts';
import { Loss } from '../loss.ts';
import { code, WEIGHTED, type WeightedOptions } from '../reduction.ts';

/** −(t·log p + (1 − t)·log(1 − p)), for probabilities. */
export function binaryCrossEntropy(input: Tensor, target: Tensor, options?: WeightedOptions): Tensor {
  const { weight, reduction } = withDefaults('binaryCrossEntropy', WEIGHTED, options);
  if (input.shape.join() !== target.shape.join()) {
    throw invalidArgument(
      'binaryCrossEntropy',
      `a target of the input's shape (${input.shape.join(', ')})`,
      `(${target.shape.join(', ')})`,
    );
  }
  const expanded = weight && ops.expandAs(weight, target);
  return ops.binaryCrossEntropy(input, target, expanded ?? null, code('binaryCrossEntropy', reduction));
}

/** Binary cross-entropy of probabilities. */
export class BCELoss extends Loss<WeightedOptions> {
  static readonly defaults = Object.freeze({ ...WEIGHTED });

  forward(input: Tensor, target: Tensor): Tensor {
    return binaryCrossEntropy(input, target, this.options);
  }
}
