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
  zerosFor,
} from '../optimizer.ts';

interface RAdamDefaults extends CommonOptions {
  betas: readonly [number, number];
  eps: number;
  decoupledWeightDecay: boolean;
}
const RADAM: RAdamDefaults = { ...COMMON, lr: 1e-3, betas: [0.9, 0.999], eps: 1e-8, decoupledWeightDecay: false };

/** Adam that warms up by itself, while the variance of its own step is uncertain (Liu et al. 2019). */
export class RAdam extends Optimizer<RAdamDefaults> {
  static readonly defaults: Readonly<RAdamDefaults> = Object.freeze({ ...RADAM });

  constructor(parameters: Parameters<RAdamDefaults>, options?: Settings<RAdamDefaults>) {
    super(parameters, settings('RAdam', RADAM, options));
  }

  protected initial(parameter: Tensor): ParameterState {
    return { exp_avg: zerosFor(parameter), exp_avg_sq: zerosFor(parameter) };
  }

  protected update(group: ParamGroup<RAdamDefaults>, batch: Batch): void {
    const { lr, betas, eps, decoupledWeightDecay, weightDecay, maximize } = group;
    const [beta1, beta2] = betas;
    const { params, states, step } = batch;
    const grads = descent(batch, maximize, decoupledWeightDecay ? 0 : weightDecay);
    if (decoupledWeightDecay && weightDecay !== 0) ops._foreachMul_(params, 1 - lr * weightDecay);
    const averages = pick(states, 'exp_avg');
    const squares = pick(states, 'exp_avg_sq');
    ops._foreachLerp_(averages, grads, 1 - beta1);
    ops._foreachMul_(squares, beta2);
    ops._foreachAddcmul_(squares, grads, grads, 1 - beta2);
    const correction = 1 - beta2 ** step;
    const rhoInfinity = 2 / (1 - beta2) - 1;
    const rho = rhoInfinity - (2 * step * beta2 ** step) / correction;
    const rate = -lr / (1 - beta1 ** step);
    if (rho <= 5) {
      ops._foreachAdd_(params, averages, { alpha: rate });
      return;
    }
    const rectified = Math.sqrt(((rho - 4) * (rho - 2) * rhoInfinity) / ((rhoInfinity - 4) * (rhoInfinity - 2) * rho));
    const root = ops._foreachSqrt(squares);
    ops._foreachAdd_(root, eps);
    ops._foreachAddcdiv_(params, averages, root, rate * rectified * Math.sqrt(correction));
  }
}
