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

interface ASGDDefaults extends CommonOptions {
  lambd: number;
  alpha: number;
  t0: number;
}
const ASGD_DEFAULTS: ASGDDefaults = { ...COMMON, lr: 1e-2, lambd: 1e-4, alpha: 0.75, t0: 1e6 };

/** Stochastic gradient descent that also averages its path from step `t0` on, in state `ax` (Polyak & Juditsky 1992). */
export class ASGD extends Optimizer<ASGDDefaults> {
  static readonly defaults: Readonly<ASGDDefaults> = Object.freeze({ ...ASGD_DEFAULTS });

  constructor(parameters: Parameters<ASGDDefaults>, options?: Settings<ASGDDefaults>) {
    super(parameters, settings('ASGD', ASGD_DEFAULTS, options));
  }

  protected initial(parameter: Tensor, group: ParamGroup<ASGDDefaults>): ParameterState {
    return { eta: Math.fround(group.lr), mu: 1, ax: zerosFor(parameter) };
  }

  protected update(group: ParamGroup<ASGDDefaults>, batch: Batch): void {
    const { lr, lambd, alpha, t0, weightDecay, maximize } = group;
    const { params, states, step } = batch;
    const grads = descent(batch, maximize, weightDecay);
    const { eta, mu } = states[0] as { eta: number; mu: number }; // equal in a batch
    ops._foreachMul_(params, 1 - lambd * eta);
    ops._foreachAdd_(params, grads, { alpha: -eta });
    const averages = pick(states, 'ax');
    if (mu === 1) ops._foreachCopy_(averages, params);
    else ops._foreachLerp_(averages, params, mu);
    for (const state of states) {
      state.eta = Math.fround(lr / (1 + lambd * lr * step) ** alpha); // PyTorch keeps both in float32
      state.mu = Math.fround(1 / Math.max(1, step - t0));
    }
  }
}
