import { ops } from '../../../engine/ops.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { type Options, withDefaults } from '../../options.ts';
import { Loss } from '../loss.ts';
import { code, type Weighted } from '../reduction.ts';

interface NLL extends Weighted {
  ignoreIndex: number;
}

const NLL_DEFAULTS: NLL = { reduction: 'mean', weight: undefined, ignoreIndex: -100 };

export type NLLLossOptions = Options<NLL>;

/** −input[target], for log-probabilities (N, C, …). */
export function nllLoss(input: Tensor, target: Tensor, options?: NLLLossOptions): Tensor {
  const o = withDefaults('nllLoss', NLL_DEFAULTS, options);
  return ops.nllLossNd(input, target, o.weight ?? null, code('nllLoss', o.reduction), o.ignoreIndex);
}

/** −input[target], for log-probabilities (N, C, …). */
export class NLLLoss extends Loss<NLLLossOptions> {
  static readonly defaults = Object.freeze({ ...NLL_DEFAULTS });

  forward(input: Tensor, target: Tensor): Tensor {
    return nllLoss(input, target, this.options);
  }
}
