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

interface AdamaxDefaults extends CommonOptions {
  betas: readonly [number, number];
  eps: number;
}
const ADAMAX: AdamaxDefaults = { ...COMMON, lr: 2e-3, betas: [0.9, 0.999], eps: 1e-8 };

/** Adam with the greatest gradient so far, fading, in place of the root mean square (Kingma & Ba 2014). */
export class Adamax extends Optimizer<AdamaxDefaults> {
  static readonly defaults: Readonly<AdamaxDefaults> = Object.freeze({ ...ADAMAX });

  constructor(parameters: Parameters<AdamaxDefaults>, options?: Settings<AdamaxDefaults>) {
    super(parameters, settings('Adamax', ADAMAX, options));
  }

  protected initial(parameter: Tensor): ParameterState {
    return { exp_avg: zerosFor(parameter), exp_inf: zerosFor(parameter) };
  }

  protected update(group: ParamGroup<AdamaxDefaults>, batch: Batch): void {
    const { lr, betas, eps, weightDecay, maximize } = group;
    const [beta1, beta2] = betas;
    const grads = descent(batch, maximize, weightDecay);
    const averages = pick(batch.states, 'exp_avg');
    const greatest = pick(batch.states, 'exp_inf');
    ops._foreachLerp_(averages, grads, 1 - beta1);
    ops._foreachMul_(greatest, beta2);
    const sizes = ops._foreachAbs(grads);
    ops._foreachAdd_(sizes, eps);
    ops._foreachMaximum_(greatest, sizes);
    ops._foreachAddcdiv_(batch.params, averages, greatest, -lr / (1 - beta1 ** batch.step));
  }
}
