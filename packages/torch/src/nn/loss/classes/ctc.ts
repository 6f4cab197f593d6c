import { ops } from '../../../engine/ops.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { type Options, withDefaults } from '../../options.ts';
import { Loss } from '../loss.ts';
import { code, type Reduced } from '../reduction.ts';

interface CTC extends Reduced {
  blank: number;
  zeroInfinity: boolean;
}

const CTC_DEFAULTS: CTC = { reduction: 'mean', blank: 0, zeroInfinity: false };

export type CTCOptions = Options<CTC>;

/**
 * Connectionist temporal classification (Graves et al. 2006).
 *
 * @param logProbs (T, N, C) log-probabilities
 * @param targets (N, S) or all in one row
 * @param inputLengths (N)
 * @param targetLengths (N)
 */
export function ctcLoss(
  logProbs: Tensor,
  targets: Tensor,
  inputLengths: Tensor,
  targetLengths: Tensor,
  options?: CTCOptions,
): Tensor {
  const { blank, zeroInfinity, reduction } = withDefaults('ctcLoss', CTC_DEFAULTS, options);
  return ops.ctcLoss(logProbs, targets, inputLengths, targetLengths, blank, code('ctcLoss', reduction), zeroInfinity);
}

/** Connectionist temporal classification (Graves et al. 2006). */
export class CTCLoss extends Loss<
  CTCOptions,
  [logProbs: Tensor, targets: Tensor, inputLengths: Tensor, targetLengths: Tensor]
> {
  static readonly defaults = Object.freeze({ ...CTC_DEFAULTS });

  forward(logProbs: Tensor, targets: Tensor, inputLengths: Tensor, targetLengths: Tensor): Tensor {
    return ctcLoss(logProbs, targets, inputLengths, targetLengths, this.options);
  }
}
