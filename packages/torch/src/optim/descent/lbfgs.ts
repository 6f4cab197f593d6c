import { enableGrad, noGrad } from '../../autograd/autograd.ts';
import { ops } from '../../engine/ops.ts';
import { TorchError } from '../../errors.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import {
  COMMON,
  type CommonOptions,
  Optimizer,
  type ParameterState,
  type Parameters,
  type ParamGroup,
  type Settings,
  settings,
} from '../optimizer.ts';
import { type Probe, strongWolfe } from './strong-wolfe.ts';

interface LBFGSDefaults extends CommonOptions {
  /** Iterations of one `step`. */
  maxIter: number;
  /** Calls of the closure of one `step`; 1.25 times the iterations where null. */
  maxEval: number | null;
  toleranceGrad: number;
  toleranceChange: number;
  /** How many past steps stand for the curvature. */
  historySize: number;
  lineSearchFn: 'strong_wolfe' | null;
}
const LBFGS_DEFAULTS: LBFGSDefaults = {
  ...COMMON,
  lr: 1,
  maxIter: 20,
  maxEval: null,
  toleranceGrad: 1e-7,
  toleranceChange: 1e-9,
  historySize: 100,
  lineSearchFn: null,
};

interface Memory {
  iterations: number;
  direction: Tensor;
  step: number;
  scale: number;
  grad: Tensor;
  pairs: { y: Tensor; s: Tensor; rho: number }[];
}

/**
 * Limited-memory BFGS for full batches: `step` takes a closure that computes the loss and its gradients, and calls it often.
 *
 * @example
 * const optimizer = new optim.LBFGS(model.parameters(), { lineSearchFn: 'strong_wolfe' });
 * optimizer.step(() => {
 *   optimizer.zeroGrad();
 *   const loss = F.mseLoss(model(x), y);
 *   loss.backward();
 *   return loss;
 * });
 */
export class LBFGS extends Optimizer<LBFGSDefaults> {
  static readonly defaults: Readonly<LBFGSDefaults> = Object.freeze({ ...LBFGS_DEFAULTS });

  constructor(parameters: Parameters<LBFGSDefaults>, options?: Settings<LBFGSDefaults>) {
    super(parameters, settings('LBFGS', LBFGS_DEFAULTS, options));
    if (this.paramGroups.length > 1)
      throw new TorchError('value', `LBFGS: expected one group of parameters, received ${this.paramGroups.length}`);
  }

  protected override check(options: LBFGSDefaults): void {
    super.check(options);
    const { lineSearchFn, maxIter, historySize, weightDecay, l1Penalty, maximize } = options;
    if (lineSearchFn !== null && lineSearchFn !== 'strong_wolfe')
      this.refuse("lineSearchFn 'strong_wolfe' or null", lineSearchFn);
    if (!(maxIter >= 1)) this.refuse('maxIter of 1 or more', maxIter);
    if (!(historySize >= 1)) this.refuse('historySize of 1 or more', historySize);
    if (weightDecay !== 0 || l1Penalty !== 0 || maximize)
      this.refuse('no weightDecay, l1Penalty or maximize: write them into the loss', 'them');
  }

  protected initial(): ParameterState {
    return {};
  }
  protected update(): void {} // step() does it all
  protected override fits(): boolean {
    return true;
  }

  override step(): undefined;
  override step<T>(closure: () => T): T;
  override step<T>(closure?: () => T): T | undefined {
    if (!closure)
      throw new TorchError('value', 'LBFGS: step needs a closure that computes the loss and its gradients', {
        hint: 'optimizer.step(() => { optimizer.zeroGrad(); const loss = …; loss.backward(); return loss; })',
      });
    let first: { loss: T } | undefined;
    const evaluate = (): number => {
      const loss = enableGrad(closure);
      first ??= { loss };
      const value: unknown = loss;
      return typeof value === 'number' ? value : (value as Tensor).item(); // as: a loss is one or the other
    };
    noGrad(() => this.run(this.paramGroups[0]!, evaluate)); // there is one
    return first!.loss; // evaluate was called
  }

  private run(group: ParamGroup<LBFGSDefaults>, evaluate: () => number): void {
    const { params, lr, maxIter, toleranceGrad, toleranceChange, historySize, lineSearchFn } = group;
    const most = group.maxEval ?? Math.floor((maxIter * 5) / 4);
    let loss = evaluate();
    let calls = 1;
    let grad = flat(params);
    if (largest(grad) <= toleranceGrad) return;
    let memory = this.recall(params);
    for (let i = 1; i <= maxIter; i++) {
      const next = this.direction(memory, grad, historySize);
      const before = loss;
      next.step = next.iterations === 1 ? Math.min(1, 1 / ops.sum(ops.abs(grad)).item()) * lr : lr;
      const slope = ops.dot(grad, next.direction).item();
      memory = next;
      if (slope > -toleranceChange) break;
      let used = 0;
      if (lineSearchFn) {
        const start = params.map((p) => p.clone());
        const probe = (step: number): Probe => {
          move(params, next.direction, step);
          const value = evaluate();
          const at = flat(params);
          params.forEach((p, j) => {
            p.detach().copy_(start[j]!); // as many
          });
          return { step, loss: value, grad: at, slope: ops.dot(at, next.direction).item() };
        };
        const found = strongWolfe(
          probe,
          { step: 0, loss, grad, slope },
          next.step,
          largest(next.direction),
          most - calls,
        );
        ({ loss, grad } = found);
        next.step = found.step;
        used = found.calls;
        move(params, next.direction, next.step);
      } else {
        move(params, next.direction, next.step);
        if (i !== maxIter) {
          loss = evaluate();
          grad = flat(params);
          used = 1;
        }
      }
      calls += used;
      const still = largest(grad) <= toleranceGrad || largest(ops.mul(next.direction, next.step)) <= toleranceChange;
      if (i === maxIter || calls >= most || still || Math.abs(loss - before) < toleranceChange) break;
    }
    if (memory) this.remember(params, memory);
  }

  // The direction from the gradient and the steps before: the two loops of Nocedal & Wright, algorithm 7.4.
  private direction(memory: Memory | undefined, grad: Tensor, historySize: number): Memory {
    if (!memory) return { iterations: 1, direction: ops.neg(grad), step: 0, scale: 1, grad: grad.clone(), pairs: [] };
    const pairs = [...memory.pairs];
    let { scale } = memory;
    const y = ops.sub(grad, memory.grad);
    const s = ops.mul(memory.direction, memory.step);
    const ys = ops.dot(y, s).item();
    if (ys > 1e-10) {
      if (pairs.length === historySize) pairs.shift();
      pairs.push({ y, s, rho: 1 / ys });
      scale = ys / ops.dot(y, y).item();
    }
    const q = ops.neg(grad);
    const alphas = pairs.map(() => 0);
    for (let i = pairs.length - 1; i >= 0; i--) {
      const pair = pairs[i]!; // within the list
      alphas[i] = ops.dot(pair.s, q).item() * pair.rho;
      ops.add_(q, pair.y, { alpha: -alphas[i]! });
    }
    const direction = ops.mul(q, scale);
    for (const [i, pair] of pairs.entries())
      ops.add_(direction, pair.s, { alpha: alphas[i]! - ops.dot(pair.y, direction).item() * pair.rho }); // as many
    return { iterations: memory.iterations + 1, direction, step: 0, scale, grad: grad.clone(), pairs };
  }

  // The memory stands in the first parameter's state, as in PyTorch; its lists one entry each, so that it can be saved.
  private remember(params: readonly Tensor[], memory: Memory): void {
    const { iterations, direction, step, scale, grad, pairs } = memory;
    const state: ParameterState = {
      step: 0,
      n_iter: iterations,
      d: direction,
      t: step,
      H_diag: scale,
      prev_flat_grad: grad,
    };
    for (const [i, { y, s, rho }] of pairs.entries())
      Object.assign(state, { [`old_dirs.${i}`]: y, [`old_stps.${i}`]: s, [`ro.${i}`]: rho });
    for (const value of Object.values(state)) if (typeof value !== 'number') value.keep();
    this.state.set(params[0]!, state); // there is one
  }

  private recall(params: readonly Tensor[]): Memory | undefined {
    const state = this.state.get(params[0]!) as Record<string, Tensor & number> | undefined; // as: remember() wrote it
    if (!state?.d) return undefined;
    const pairs: Memory['pairs'] = [];
    for (let i = 0; state[`old_dirs.${i}`]; i++)
      pairs.push({ y: state[`old_dirs.${i}`]!, s: state[`old_stps.${i}`]!, rho: state[`ro.${i}`]! });
    const {
      n_iter: iterations,
      d: direction,
      t: step,
      H_diag: scale,
      prev_flat_grad: grad,
    } = state as Record<string, never>; // as: see above
    return { iterations, direction, step, scale, grad, pairs } as unknown as Memory; // as: see above
  }
}

const largest = (x: Tensor): number => ops.max(ops.abs(x)).item();

function flat(params: readonly Tensor[]): Tensor {
  return ops.cat(
    params.map((p) =>
      p.grad ? ops.reshape(p.grad, [-1]) : ops.zeros([p.numel()], { dtype: p.dtype, device: p.device }),
    ),
  );
}

function move(params: readonly Tensor[], direction: Tensor, step: number): void {
  let at = 0;
  for (const parameter of params) {
    const part = ops.narrow(direction, 0, at, parameter.numel());
    ops.add_(parameter, ops.viewAs(part, parameter), { alpha: step });
    at += parameter.numel();
  }
}
