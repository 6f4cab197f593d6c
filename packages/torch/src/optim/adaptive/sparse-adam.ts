import { ops } from '../../engine/ops.ts';
import { TorchError } from '../../errors.ts';
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
  zerosFor,
} from '../optimizer.ts';

interface SparseAdamDefaults extends CommonOptions {
  betas: readonly [number, number];
  eps: number;
}
const SPARSE_ADAM: SparseAdamDefaults = { ...COMMON, lr: 1e-3, betas: [0.9, 0.999], eps: 1e-8 };

/**
 * Adam of what a sparse gradient names: rows that it does not name keep their moments and values, however large the table.
 * For `nn.Embedding(…, { sparse: true })`; weight decay would touch every row, and is refused.
 *
 * @throws {TorchError} value — at the step, for a dense gradient
 * @example
 * const optimizer = new optim.SparseAdam(embedding.parameters(), { lr: 1e-2 });
 */
export class SparseAdam extends Optimizer<SparseAdamDefaults> {
  static readonly defaults: Readonly<SparseAdamDefaults> = Object.freeze({ ...SPARSE_ADAM });

  constructor(parameters: Parameters<SparseAdamDefaults>, options?: Settings<SparseAdamDefaults>) {
    super(parameters, settings('SparseAdam', SPARSE_ADAM, options));
  }

  protected override check(options: SparseAdamDefaults): void {
    super.check(options);
    if (!(options.eps > 0)) this.refuse('eps above 0', options.eps);
    if (options.weightDecay !== 0) this.refuse('no weightDecay', options.weightDecay);
    if (options.l1Penalty !== 0) this.refuse('no l1Penalty', options.l1Penalty);
  }

  protected initial(parameter: Tensor): ParameterState {
    return { exp_avg: zerosFor(parameter), exp_avg_sq: zerosFor(parameter) };
  }

  protected update(group: ParamGroup<SparseAdamDefaults>, batch: Batch): void {
    const { betas, eps, lr, maximize } = group;
    const [beta1, beta2] = betas;
    const size = (lr * Math.sqrt(1 - beta2 ** batch.step)) / (1 - beta1 ** batch.step);
    batch.params.forEach((parameter, i) => {
      const given = batch.grads[i]!; // as many
      if (given.layout !== 'sparseCoo')
        throw new TorchError('value', 'SparseAdam: expected sparse gradients, received a dense one', {
          hint: 'use Adam, or nn.Embedding with { sparse: true }',
        });
      const gradient = ops.coalesce(maximize ? ops.neg(given) : given); // each place once: the update is not linear
      const values = ops._values(gradient);
      if (values.numel() === 0) return;
      const sparse = (changes: Tensor) => ops.sparseCooTensor(ops._indices(gradient), changes, gradient.shape);
      const state = batch.states[i]!; // as many
      // Moves what is there towards a value, and gives what it became.
      const moved = (name: string, to: Tensor, beta: number): Tensor => {
        const average = state[name] as Tensor; // as: initial() made it
        const before = ops._values(ops.sparseMask(average, gradient));
        const change = ops.mul(ops.sub(to, before), 1 - beta);
        ops.add_(average, sparse(change));
        return ops.add(before, change);
      };
      const first = moved('exp_avg', values, beta1);
      const second = moved('exp_avg_sq', ops.square(values), beta2);
      ops.add_(parameter, sparse(ops.mul(ops.div(first, ops.add(ops.sqrt(second), eps)), -size)));
    });
  }
}
