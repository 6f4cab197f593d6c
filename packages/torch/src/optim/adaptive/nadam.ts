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

interface NAdamDefaults extends CommonOptions {
  betas: readonly [number, number];
  eps: number;
  momentumDecay: number;
  decoupledWeightDecay: boolean;
}
const NADAM: NAdamDefaults = {
  ...COMMON,
  lr: 2e-3,
  betas: [0.9, 0.999],
  eps: 1e-8,
  momentumDecay: 4e-3,
  decoupledWeightDecay: false,
};

/** Adam with Nesterov's momentum (Dozat 2016). */
export class NAdam extends Optimizer<NAdamDefaults> {
  static readonly defaults: Readonly<NAdamDefaults> = Object.freeze({ ...NADAM });

  constructor(parameters: Parameters<NAdamDefaults>, options?: Settings<NAdamDefaults>) {
    super(parameters, settings('NAdam', NADAM, options));
  }

  protected initial(parameter: Tensor): ParameterState {
    return { mu_product: 1, exp_avg: zerosFor(parameter), exp_avg_sq: zerosFor(parameter) };
  }

  protected update(group: ParamGroup<NAdamDefaults>, batch: Batch): void {
    const { lr, betas, eps, momentumDecay, decoupledWeightDecay, weightDecay, maximize } = group;
    const [beta1, beta2] = betas;
    const { params, states, step } = batch;
    const grads = descent(batch, maximize, decoupledWeightDecay ? 0 : weightDecay);
    if (decoupledWeightDecay && weightDecay !== 0) ops._foreachMul_(params, 1 - lr * weightDecay);
    const mu = beta1 * (1 - 0.5 * 0.96 ** (step * momentumDecay));
    const next = beta1 * (1 - 0.5 * 0.96 ** ((step + 1) * momentumDecay));
    const product = Math.fround((states[0]!.mu_product as number) * Math.fround(mu)); // PyTorch keeps it in float32; equal in a batch
    for (const state of states) state.mu_product = product;
    const averages = pick(states, 'exp_avg');
    const squares = pick(states, 'exp_avg_sq');
    ops._foreachLerp_(averages, grads, 1 - beta1);
    ops._foreachMul_(squares, beta2);
    ops._foreachAddcmul_(squares, grads, grads, 1 - beta2);
    const root = ops._foreachDiv(squares, 1 - beta2 ** step);
    ops._foreachSqrt_(root);
    ops._foreachAdd_(root, eps);
    ops._foreachAddcdiv_(params, grads, root, (-lr * (1 - mu)) / (1 - product));
    ops._foreachAddcdiv_(params, averages, root, (-lr * next) / (1 - product * next));
  }
}
