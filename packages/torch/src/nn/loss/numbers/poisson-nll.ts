import { ops } from '../../../engine/ops.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { type Options, withDefaults } from '../../options.ts';
import { Loss } from '../loss.ts';
import { code, type Reduced } from '../reduction.ts';

interface Poisson extends Reduced {
  logInput: boolean;
  full: boolean;
  eps: number;
}

const POISSON: Poisson = { reduction: 'mean', logInput: true, full: false, eps: 1e-8 };

export type PoissonNLLOptions = Options<Poisson>;

/** e^input − target·input: counts with a Poisson rate (its logarithm unless `logInput` is false). */
export function poissonNllLoss(input: Tensor, target: Tensor, options?: PoissonNLLOptions): Tensor {
  const o = withDefaults('poissonNllLoss', POISSON, options);
  return ops.poissonNllLoss(input, target, o.logInput, o.full, o.eps, code('poissonNllLoss', o.reduction));
}

/** Counts with a predicted Poisson rate. */
export class PoissonNLLLoss extends Loss<PoissonNLLOptions> {
  static readonly defaults = Object.freeze({ ...POISSON });

  forward(input: Tensor, target: Tensor): Tensor {
    return poissonNllLoss(input, target, this.options);
  }
}
