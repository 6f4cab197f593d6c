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
  type Settings,
  settings,
  zerosFor,
} from '../optimizer.ts';

interface RpropDefaults extends CommonOptions {
  etas: readonly [number, number];
  stepSizes: readonly [number, number];
}
const RPROP: RpropDefaults = { ...COMMON, lr: 1e-2, etas: [0.5, 1.2], stepSizes: [1e-6, 50] };

/** Steps by the gradients' signs, each element's step growing while its sign holds (Riedmiller & Braun 1993). For full batches. */
export class Rprop extends Optimizer<RpropDefaults> {
  static readonly defaults: Readonly<RpropDefaults> = Object.freeze({ ...RPROP });

  constructor(parameters: Parameters<RpropDefaults>, options?: Settings<RpropDefaults>) {
    super(parameters, settings('Rprop', RPROP, options));
  }

  protected initial(parameter: Tensor, group: ParamGroup<RpropDefaults>): ParameterState {
    return { prev: zerosFor(parameter), step_size: ops.fullLike(parameter, group.lr).detach().keep() };
  }

  protected update(group: ParamGroup<RpropDefaults>, batch: Batch): void {
    const [shrink, grow] = group.etas;
    const [least, most] = group.stepSizes;
    const grads = descent(batch, group.maximize, group.weightDecay);
    for (const [i, parameter] of batch.params.entries()) {
      const { prev, step_size: size } = batch.states[i] as { prev: Tensor; step_size: Tensor }; // initial() made them
      const sign = ops.sign(ops.mul(grads[i]!, prev)); // as many grads
      const turned = ops.lt(sign, 0);
      const factor = ops.maskedFill(ops.maskedFill(ops.onesLike(sign), ops.gt(sign, 0), grow), turned, shrink);
      ops.clamp_(ops.mul_(size, factor), least, most);
      const grad = ops.maskedFill(grads[i]!, turned, 0);
      ops.addcmul_(parameter, ops.sign(grad), size, { value: -1 });
      prev.copy_(grad);
    }
  }
}
