import { ops } from '../../engine/ops.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import {
  type Batch,
  type CommonOptions,
  descent,
  Optimizer,
  type ParameterState,
  type ParamGroup,
  pick,
  type Settings,
  zerosFor,
} from '../optimizer.ts';

export interface AdamDefaults extends CommonOptions {
  betas: readonly [number, number];
  eps: number;
  amsgrad: boolean;
  /** Whether libtorch's kernel updates all parameters in one pass; otherwise operator by operator. */
  fused: boolean;
}

export type AdamOptions = Settings<AdamDefaults>;

export abstract class AdaptiveMoments extends Optimizer<AdamDefaults> {
  /** Whether decay shrinks the weights directly instead of passing through the moments. */
  protected abstract readonly decoupled: boolean;

  protected initial(parameter: Tensor, group: ParamGroup<AdamDefaults>): ParameterState {
    const state: ParameterState = { exp_avg: zerosFor(parameter), exp_avg_sq: zerosFor(parameter) };
    if (group.amsgrad) state.max_exp_avg_sq = zerosFor(parameter);
    return state;
  }

  protected update(group: ParamGroup<AdamDefaults>, batch: Batch): void {
    const { lr, betas, eps, amsgrad, weightDecay, maximize } = group;
    const [beta1, beta2] = betas;
    const { params, states, step } = batch;
    const averages = pick(states, 'exp_avg');
    const squares = pick(states, 'exp_avg_sq');
    const maxima = amsgrad ? pick(states, 'max_exp_avg_sq') : [];
    if (group.fused) {
      const run = this.decoupled ? ops._fusedAdamw_ : ops._fusedAdam_;
      const steps = sameStep(params, step);
      run(params, batch.grads, averages, squares, maxima, steps, {
        lr,
        beta1,
        beta2,
        weightDecay,
        eps,
        amsgrad,
        maximize,
      });
      return;
    }
    const grads = descent(batch, maximize, this.decoupled ? 0 : weightDecay);
    if (this.decoupled && weightDecay !== 0) ops._foreachMul_(params, 1 - lr * weightDecay);
    ops._foreachLerp_(averages, grads, 1 - beta1);
    ops._foreachMul_(squares, beta2);
    ops._foreachAddcmul_(squares, grads, grads, 1 - beta2);
    if (amsgrad) ops._foreachMaximum_(maxima, squares);
    const root = ops._foreachSqrt(amsgrad ? maxima : squares);
    ops._foreachDiv_(root, Math.sqrt(1 - beta2 ** step));
    ops._foreachAdd_(root, eps);
    ops._foreachAddcdiv_(params, averages, root, -lr / (1 - beta1 ** step));
  }
}

/** The step as the kernels want it, a tensor for each parameter: one serves all, as they only read it. */
export function sameStep(params: readonly Tensor[], step: number): Tensor[] {
  const tensor = ops.full([], step, { dtype: 'float32', device: params[0]!.device }); // a batch is never empty
  return new Array<Tensor>(params.length).fill(tensor);
}
