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

interface RMSpropDefaults extends CommonOptions {
  alpha: number;
  eps: number;
  momentum: number;
  centered: boolean;
}
const RMSPROP: RMSpropDefaults = { ...COMMON, lr: 1e-2, alpha: 0.99, eps: 1e-8, momentum: 0, centered: false };

/** Divides gradients by a running root mean square of theirs (Hinton 2012); `centered` by their standard deviation. */
export class RMSprop extends Optimizer<RMSpropDefaults> {
  static readonly defaults: Readonly<RMSpropDefaults> = Object.freeze({ ...RMSPROP });

  constructor(parameters: Parameters<RMSpropDefaults>, options?: Settings<RMSpropDefaults>) {
    super(parameters, settings('RMSprop', RMSPROP, options));
  }

  protected initial(parameter: Tensor, group: ParamGroup<RMSpropDefaults>): ParameterState {
    const state: ParameterState = { square_avg: zerosFor(parameter) };
    if (group.momentum > 0) state.momentum_buffer = zerosFor(parameter);
    if (group.centered) state.grad_avg = zerosFor(parameter);
    return state;
  }

  protected update(group: ParamGroup<RMSpropDefaults>, batch: Batch): void {
    const { lr, alpha, eps, momentum, centered, weightDecay, maximize } = group;
    const { params, states } = batch;
    const grads = descent(batch, maximize, weightDecay);
    const squares = pick(states, 'square_avg');
    ops._foreachMul_(squares, alpha);
    ops._foreachAddcmul_(squares, grads, grads, 1 - alpha);
    let root: Tensor[];
    if (centered) {
      const averages = pick(states, 'grad_avg');
      ops._foreachLerp_(averages, grads, 1 - alpha);
      root = ops._foreachAddcmul(squares, averages, averages, -1);
      ops._foreachSqrt_(root);
    } else root = ops._foreachSqrt(squares);
    ops._foreachAdd_(root, eps);
    if (momentum > 0) {
      const buffers = pick(states, 'momentum_buffer');
      ops._foreachMul_(buffers, momentum);
      ops._foreachAddcdiv_(buffers, grads, root, 1);
      ops._foreachAdd_(params, buffers, { alpha: -lr });
    } else ops._foreachAddcdiv_(params, grads, root, -lr);
  }
}
