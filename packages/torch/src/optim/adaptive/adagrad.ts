import { ops } from '../../engine/ops.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import {
  type Batch,
  COMMON,
  type CommonOptions,
  descent,
  Optimizer,
  type ParameterState,
  type Parameters,
  type ParamGroup,
  pick,
  type Settings,
  settings,
} from '../optimizer.ts';
import { sameStep } from './moments.ts';

interface AdagradDefaults extends CommonOptions {
  lrDecay: number;
  initialAccumulatorValue: number;
  eps: number;
  /** Whether libtorch's kernel updates all parameters in one pass; CPU only. */
  fused: boolean;
}
const ADAGRAD: AdagradDefaults = {
  ...COMMON,
  lr: 1e-2,
  lrDecay: 0,
  initialAccumulatorValue: 0,
  eps: 1e-10,
  fused: true,
};

/** Divides gradients by the root of the sum of all their squares so far (Duchi et al. 2011). */
export class Adagrad extends Optimizer<AdagradDefaults> {
  static readonly defaults: Readonly<AdagradDefaults> = Object.freeze({ ...ADAGRAD });

  constructor(parameters: Parameters<AdagradDefaults>, options?: Settings<AdagradDefaults>) {
    super(parameters, settings('Adagrad', ADAGRAD, options));
  }

  protected initial(parameter: Tensor, group: ParamGroup<AdagradDefaults>): ParameterState {
    return { sum: ops.fullLike(parameter, group.initialAccumulatorValue).detach().keep() };
  }

  protected update(group: ParamGroup<AdagradDefaults>, batch: Batch): void {
    const { lr, lrDecay, eps, weightDecay, maximize } = group;
    const { params, step } = batch;
    const sums = pick(batch.states, 'sum');
    if (group.fused && params[0]?.device === 'cpu') {
      ops._fusedAdagrad_(params, batch.grads, sums, sameStep(params, step), {
        lr,
        lrDecay,
        weightDecay,
        eps,
        maximize,
      });
      return;
    }
    const grads = descent(batch, maximize, weightDecay);
    ops._foreachAddcmul_(sums, grads, grads, 1);
    const root = ops._foreachSqrt(sums);
    ops._foreachAdd_(root, eps);
    ops._foreachAddcdiv_(params, grads, root, -lr / (1 + (step - 1) * lrDecay));
  }
}
