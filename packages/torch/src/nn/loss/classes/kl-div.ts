import { ops } from '../../../engine/ops.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { type Options, withDefaults } from '../../options.ts';
import { Loss } from '../loss.ts';
import { code, type Reduction } from '../reduction.ts';

interface Divergence {
  reduction: Reduction | 'batchmean';
  logTarget: boolean;
}

const DIVERGENCE: Divergence = { reduction: 'mean', logTarget: false };

export type KLDivOptions = Options<Divergence>;

/** Σ target·(log target − input), for log-probabilities; only `batchmean` is the divergence as mathematics defines it. */
export function klDiv(input: Tensor, target: Tensor, options?: KLDivOptions): Tensor {
  const { reduction, logTarget } = withDefaults('klDiv', DIVERGENCE, options);
  if (reduction !== 'batchmean') return ops.klDiv(input, target, code('klDiv', reduction), { logTarget });
  const sum = ops.klDiv(input, target, code('klDiv', 'sum'), { logTarget });
  return input.ndim === 0 ? sum : ops.div(sum, input.shape[0]!);
}

/** Σ target·(log target − input), for log-probabilities. */
export class KLDivLoss extends Loss<KLDivOptions> {
  static readonly defaults = Object.freeze({ ...DIVERGENCE });
  static readonly reductions = ['batchmean'];

  forward(input: Tensor, target: Tensor): Tensor {
    return klDiv(input, target, this.options);
  }
}
