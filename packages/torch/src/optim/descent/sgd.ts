import { ops } from '../../engine/ops.ts';
import { TorchError } from '../../errors.ts';
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
} from '../optimizer.ts';

interface SGDDefaults extends CommonOptions {
  momentum: number;
  dampening: number;
  nesterov: boolean;
  /** Whether libtorch's kernel updates all parameters in one pass; otherwise operator by operator. */
  fused: boolean;
}
const SGD_DEFAULTS: SGDDefaults = { ...COMMON, lr: 1e-3, momentum: 0, dampening: 0, nesterov: false, fused: true };
export type SGDOptions = Settings<SGDDefaults>;

/**
 * Stochastic gradient descent, with momentum if asked for.
 *
 * @example
 * const optimizer = new optim.SGD(model.parameters(), { lr: 0.1, momentum: 0.9, weightDecay: 5e-4 });
 */
export class SGD extends Optimizer<SGDDefaults> {
  static readonly defaults: Readonly<SGDDefaults> = Object.freeze({ ...SGD_DEFAULTS });

  constructor(parameters: Parameters<SGDDefaults>, options?: SGDOptions) {
    super(parameters, settings('SGD', SGD_DEFAULTS, options));
  }

  protected override check(options: SGDDefaults): void {
    super.check(options);
    if (options.nesterov && (options.momentum <= 0 || options.dampening !== 0)) {
      throw new TorchError(
        'value',
        `SGD: expected momentum above 0 and dampening 0 with nesterov, received ${options.momentum} and ${options.dampening}`,
      );
    }
  }

  protected initial(): ParameterState {
    return {};
  }

  protected update(group: ParamGroup<SGDDefaults>, batch: Batch): void {
    const { lr, momentum, dampening, nesterov, weightDecay, maximize } = group;
    const { params, grads, states } = batch;
    // A group's momentum may be switched on later: what counts is whether there are buffers.
    const isFirstStep = momentum !== 0 && states[0]?.momentum_buffer === undefined;
    if (isFirstStep)
      for (const [i, state] of states.entries()) state.momentum_buffer = ops.emptyLike(grads[i]!).detach().keep(); // as many grads
    const buffers = momentum === 0 ? [] : pick(states, 'momentum_buffer');
    if (group.fused) {
      ops._fusedSgd_(params, grads, buffers, { weightDecay, momentum, lr, dampening, nesterov, maximize, isFirstStep });
      return;
    }
    let step: readonly Tensor[] = descent(batch, maximize, weightDecay);
    if (momentum !== 0) {
      if (isFirstStep) ops._foreachCopy_(buffers, step);
      else {
        ops._foreachMul_(buffers, momentum);
        ops._foreachAdd_(buffers, step, { alpha: 1 - dampening });
      }
      step = nesterov ? ops._foreachAdd(step, buffers, { alpha: momentum }) : buffers;
    }
    ops._foreachAdd_(params, step, { alpha: -lr });
  }
}
