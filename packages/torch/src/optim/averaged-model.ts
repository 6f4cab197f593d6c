import { noGrad } from '../autograd/autograd.ts';
import { ops } from '../engine/ops.ts';
import { type AnyModule, Module } from '../nn/module/module.ts';
import { Buffer } from '../nn/module/parameter.ts';
import { zeros } from '../tensor/create.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** What an average becomes when a value is added: the average so far, the value, how many were averaged. */
export type Averaging = (average: Tensor, value: Tensor, count: number) => Tensor;

const equal: Averaging = (average, value, count) => ops.add(average, ops.div(ops.sub(value, average), count + 1));

/**
 * The exponential moving average, for `AveragedModel`.
 *
 * @example
 * const ema = new optim.AveragedModel(model, { averaging: optim.emaAveraging(0.999) });
 */
export const emaAveraging =
  (decay = 0.999): Averaging =>
  (average, value) =>
    ops.lerp(average, value, 1 - decay);

/**
 * A copy of a model whose weights are averages of the model's over time: of all equally (Izmailov et al. 2018), or as
 * `averaging` says.
 *
 * @example
 * const averaged = new optim.AveragedModel(model);
 * averaged.updateParameters(model); // after each epoch
 */
export class AveragedModel<M extends AnyModule> extends Module<unknown[], unknown> {
  readonly module: M;
  nAveraged: Buffer;
  private readonly averaging: Averaging;
  private readonly useBuffers: boolean;

  constructor(model: M, options: { averaging?: Averaging; useBuffers?: boolean } = {}) {
    super();
    this.nAveraged = new Buffer(zeros([], { dtype: 'int64' }));
    this.module = model.clone();
    this.averaging = options.averaging ?? equal;
    this.useBuffers = options.useBuffers ?? false;
  }

  forward(...args: unknown[]): unknown {
    return (this.module as unknown as (...args: unknown[]) => unknown)(...args); // as: what the model takes
  }

  /** Takes the model's weights into the averages; where buffers are not averaged they are copied. */
  updateParameters(model: M): void {
    const count = this.nAveraged.item();
    const own = this.module.state();
    noGrad(() => {
      for (const [key, value] of model.state()) {
        const average = own.get(key);
        if (!average) continue;
        const averages = !(value instanceof Buffer) || (this.useBuffers && value.isFloatingPoint());
        using given = value.detach().to({ dtype: average.dtype, device: average.device });
        average.detach().copy_(count === 0 || !averages ? given : this.averaging(average.detach(), given, count));
      }
      ops.add_(this.nAveraged, 1);
    });
  }
}
