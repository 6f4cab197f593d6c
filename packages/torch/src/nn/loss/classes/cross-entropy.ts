import { ops } from '../../../engine/ops.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { invalidArgument } from '../../errors.ts';
import { type Options, withDefaults } from '../../options.ts';
import { Loss } from '../loss.ts';
import { code, type Weighted } from '../reduction.ts';

interface CrossEntropy extends Weighted {
  ignoreIndex: number;
  labelSmoothing: number;
}

const CROSS_ENTROPY: CrossEntropy = { reduction: 'mean', weight: undefined, ignoreIndex: -100, labelSmoothing: 0 };

export type CrossEntropyOptions = Options<CrossEntropy>;

// What `crossEntropy` needs of its options.
function checkCrossEntropy(where: string, { labelSmoothing }: CrossEntropy): void {
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1))
    throw invalidArgument(where, 'labelSmoothing from 0 to 1', String(labelSmoothing));
}

/**
 * −log softmax(input)[target].
 *
 * @param input (N, C) or (N, C, …): logits
 * @param target (N) or (N, …): int64 class numbers; or probabilities of the input's shape
 * @example
 * F.crossEntropy(logits, labels, { labelSmoothing: 0.1 });
 */
export function crossEntropy(input: Tensor, target: Tensor, options?: CrossEntropyOptions): Tensor {
  const o = withDefaults('crossEntropy', CROSS_ENTROPY, options);
  checkCrossEntropy('crossEntropy', o);
  return ops.crossEntropyLoss(
    input,
    target,
    o.weight ?? null,
    code('crossEntropy', o.reduction),
    o.ignoreIndex,
    o.labelSmoothing,
  );
}

/**
 * −log softmax(input)[target]: logits (N, C, …), targets (N, …) int64 or probabilities.
 *
 * @example
 * const criterion = new nn.CrossEntropyLoss({ labelSmoothing: 0.1 });
 * criterion(logits, labels).backward();
 */
export class CrossEntropyLoss extends Loss<CrossEntropyOptions> {
  static readonly defaults = Object.freeze({ ...CROSS_ENTROPY });
  static readonly check = checkCrossEntropy;

  forward(input: Tensor, target: Tensor): Tensor {
    return crossEntropy(input, target, this.options);
  }
}
