import { ops } from '../../engine/ops.ts';
import { finfo } from '../../functions/type-info.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import {
  type Batch,
  COMMON,
  type CommonOptions,
  Optimizer,
  type ParameterState,
  type Parameters,
  type ParamGroup,
  type Settings,
  settings,
} from '../optimizer.ts';

interface AdafactorDefaults extends CommonOptions {
  /** The power of the step by which the averages forget. */
  beta2Decay: number;
  /** The least of the squares, the dtype's eps where null; and the least size of a weight. */
  eps: readonly [number | null, number];
  /** From what root mean square on an update is scaled down. */
  d: number;
}
const ADAFACTOR: AdafactorDefaults = { ...COMMON, lr: 1e-2, beta2Decay: -0.8, eps: [null, 1e-3], d: 1 };

/**
 * Adaptive rates from row and column averages of the squares, which take little memory (Shazeer & Stern 2018).
 *
 * @example
 * const optimizer = new optim.Adafactor(model.parameters());
 */
export class Adafactor extends Optimizer<AdafactorDefaults> {
  static readonly defaults: Readonly<AdafactorDefaults> = Object.freeze({ ...ADAFACTOR });

  constructor(parameters: Parameters<AdafactorDefaults>, options?: Settings<AdafactorDefaults>) {
    super(parameters, settings('Adafactor', ADAFACTOR, options));
  }

  protected override check(options: AdafactorDefaults): void {
    super.check(options);
    const { beta2Decay, d, eps } = options;
    if (!(beta2Decay <= 0)) this.refuse('beta2Decay of 0 or less', beta2Decay);
    if (!(d >= 1)) this.refuse('d of 1 or more', d);
    if (!(eps[0] === null || eps[0] >= 0) || !(eps[1] >= 0)) this.refuse('eps of 0 or more', eps);
  }

  protected initial(parameter: Tensor): ParameterState {
    const { shape, ndim } = parameter;
    const zeros = (size: readonly number[]) =>
      ops.zeros(size, { dtype: parameter.dtype, device: parameter.device }).keep();
    if (ndim < 2) return { variance: zeros(shape) };
    return { row_var: zeros([...shape.slice(0, -1), 1]), col_var: zeros([...shape.slice(0, -2), 1, shape[ndim - 1]!]) };
  }

  protected override fits(name: string, value: Tensor, parameter: Tensor): boolean {
    const { shape, ndim } = parameter;
    const wanted: Record<string, number[]> = {
      variance: shape,
      row_var: [...shape.slice(0, -1), 1],
      col_var: [...shape.slice(0, -2), 1, shape[ndim - 1] ?? 1],
    };
    return wanted[name]?.join() === value.shape.join();
  }

  protected update(group: ParamGroup<AdafactorDefaults>, batch: Batch): void {
    const { lr, beta2Decay, eps, d, weightDecay, maximize } = group;
    const forget = batch.step ** beta2Decay;
    const rho = Math.min(lr, 1 / Math.sqrt(batch.step));
    for (const [i, parameter] of batch.params.entries()) {
      const grad = maximize ? ops.neg(batch.grads[i]!) : batch.grads[i]!; // as many grads
      const least = eps[0] ?? finfo(parameter.dtype).eps;
      const size = parameter.numel();
      const alpha = Math.max(eps[1], ops.norm(parameter, 2).item() / Math.sqrt(size)) * rho;
      if (weightDecay !== 0) ops.mul_(parameter, 1 - lr * weightDecay);
      const update = ops.rsqrt_(ops.clampMin_(estimate(batch.states[i]!, grad, forget, least), least * least));
      ops.mul_(update, grad);
      const scale = Math.max(1, ops.norm(update, 2).item() / (Math.sqrt(size) * d));
      ops.add_(parameter, update, { alpha: -alpha / scale });
    }
  }
}

// The averages of the squares: of a vector's elements, or of a matrix's by its rows' and columns'.
function estimate(state: ParameterState, grad: Tensor, forget: number, least: number): Tensor {
  const { variance, row_var: rows, col_var: columns } = state as Record<string, Tensor>; // as: initial() made them
  if (variance) {
    ops.lerp_(variance, ops.mul(grad, grad), forget);
    return variance.clone();
  }
  const { shape, ndim } = grad;
  const mean = (dim: number) => ops.div_(ops.square_(ops.norm(grad, 2, [dim], true)), shape[ndim + dim]!);
  ops.lerp_(rows!, mean(-1), forget);
  ops.lerp_(columns!, mean(-2), forget);
  return ops.div_(ops.matmul(rows!, columns!), ops.clampMin_(ops.mean(rows!, [-2], true), least));
}
