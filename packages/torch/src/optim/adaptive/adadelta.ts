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

interface AdadeltaDefaults extends CommonOptions {
  rho: number;
  eps: number;
}
const ADADELTA: AdadeltaDefaults = { ...COMMON, lr: 1, rho: 0.9, eps: 1e-6 };

/** Scales gradients by the ratio of past steps to past gradients (Zeiler 2012). */
export class Adadelta extends Optimizer<AdadeltaDefaults> {
  static readonly defaults: Readonly<AdadeltaDefaults> = Object.freeze({ ...ADADELTA });

  constructor(parameters: Parameters<AdadeltaDefaults>, options?: Settings<AdadeltaDefaults>) {
    super(parameters, settings('Adadelta', ADADELTA, options));
  }

  protected initial(parameter: Tensor): ParameterState {
    return { square_avg: zerosFor(parameter), acc_delta: zerosFor(parameter) };
  }

  protected update(group: ParamGroup<AdadeltaDefaults>, batch: Batch): void {
    const { lr, rho, eps, weightDecay, maximize } = group;
    const grads = descent(batch, maximize, weightDecay);
    const squares = pick(batch.states, 'square_avg');
    const steps = pick(batch.states, 'acc_delta');
    ops._foreachMul_(squares, rho);
    ops._foreachAddcmul_(squares, grads, grads, 1 - rho);
    const root = ops._foreachAdd(squares, eps);
    ops._foreachSqrt_(root);
    const delta = ops._foreachAdd(steps, eps);
    ops._foreachSqrt_(delta);
    ops._foreachDiv_(delta, root);
    ops._foreachMul_(delta, grads);
    ops._foreachMul_(steps, rho);
    ops._foreachAddcmul_(steps, delta, delta, 1 - rho);
    ops._foreachAdd_(batch.params, delta, { alpha: -lr });
  }
}
