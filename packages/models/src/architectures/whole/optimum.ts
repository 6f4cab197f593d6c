import { setImmediate } from 'node:timers/promises';
import { F, linalg, nn, noGrad, ops, optim, scope, type Tensor } from '@capstan/torch';

/** What is minimised: Σ loss(x·W + b, y) + l1·Σ|W| + l2/2·Σ W²; the intercepts b are free. */
export interface Objective {
  /** (N, features), double precision */
  input: Tensor;
  /** (N, lines), double precision: numbers; or for classes zeros and a one, with one line for two classes. */
  target: Tensor;
  /** 'squared' is ½(ŷ − y)². */
  loss: 'squared' | 'logistic' | 'softmax';
  l1: number;
  l2: number;
  signal?: AbortSignal | undefined;
}

/** Weights (lines, features) and intercepts (lines) where the objective is least. */
export interface Optimum {
  weight: Tensor;
  bias: Tensor;
  steps: number;
  /** False where it was not reached within the steps allowed. */
  isReached: boolean;
}

/** The largest slope that counts as none, of an objective summed over a thousand examples or fewer. */
const FLAT = 1e-7;
/** What twenty steps must win, relative to the objective, to be worth twenty more. */
const GAIN = 1e-12;
const MOST_STEPS = 20_000;

/**
 * Minimises the objective: least squares by solving its equations, smooth losses by L-BFGS with strong Wolfe steps, and those
 * with l1 by FISTA with restarts (Beck and Teboulle 2009; O'Donoghue and Candès 2015). Owns nothing; the caller's scope has
 * what is returned.
 */
export async function minimise(objective: Objective): Promise<Optimum> {
  if (objective.l1 > 0) return proximal(objective);
  return objective.loss === 'squared' ? solve(objective) : descend(objective);
}

/** (XᵀX + l2·I)·W = XᵀY of centred X and Y; without l2 the shortest of the solutions. */
function solve({ input, target, l2 }: Objective): Optimum {
  return scope(() => {
    const [middle, level] = [input.mean(0), target.mean(0)];
    const [x, y] = [input.sub(middle), target.sub(level)];
    const solution =
      l2 > 0
        ? linalg.solve(
            x
              .t()
              .matmul(x)
              .add(ops.eye(x.shape[1]!, { dtype: 'float64' }).mul(l2)),
            x.t().matmul(y),
          )
        : linalg.lstsq(x, y, { driver: 'gelsd' })[0];
    const weight = solution.t().contiguous();
    return { weight, bias: level.sub(weight.matmul(middle)), steps: 1, isReached: true };
  });
}

const flatFor = (input: Tensor) => FLAT * Math.max(1, input.shape[0]! / 1000);

async function descend(objective: Objective): Promise<Optimum> {
  const { input, target } = objective;
  const flat = flatFor(input);
  const weight = new nn.Parameter(ops.zeros([target.shape[1]!, input.shape[1]!], { dtype: 'float64' }));
  const bias = new nn.Parameter(ops.zeros([target.shape[1]!], { dtype: 'float64' }));
  const optimizer = new optim.LBFGS([weight, bias], {
    maxIter: 20,
    historySize: 20,
    lineSearchFn: 'strong_wolfe',
    toleranceGrad: flat,
    toleranceChange: 0,
  });
  let steps = 0;
  let isReached = false;
  let before = Number.POSITIVE_INFINITY;
  const rounds = () =>
    optimizer.step(() => {
      using _closure = scope();
      optimizer.zeroGrad();
      const loss = smooth(objective, weight, bias);
      loss.backward();
      return loss.item();
    });
  for (; steps < MOST_STEPS && !isReached; steps += 20) {
    objective.signal?.throwIfAborted();
    const now = scope(rounds);
    isReached = slope(objective, weight, bias) <= flat || before - now <= GAIN * Math.abs(now);
    before = now;
    await setImmediate();
  }
  return { weight: weight.detach(), bias: bias.detach(), steps, isReached };
}

/** The part of the objective that has a slope everywhere. */
function smooth({ input, target, loss, l2 }: Objective, weight: Tensor, bias: Tensor): Tensor {
  const lines = F.linear(input, weight, { bias });
  const misfit =
    loss === 'squared'
      ? lines.sub(target).square().sum().mul(0.5)
      : loss === 'logistic'
        ? F.softplus(lines).sub(lines.mul(target)).sum()
        : ops.logsumexp(lines, [1]).sum().sub(lines.mul(target).sum());
  return l2 > 0
    ? misfit.add(
        weight
          .square()
          .sum()
          .mul(l2 / 2),
      )
    : misfit;
}

/** Slopes of the smooth part by weights and intercepts. */
function slopes({ input, target, loss, l2 }: Objective, weight: Tensor, bias: Tensor): [Tensor, Tensor] {
  const lines = F.linear(input, weight, { bias });
  const answer = loss === 'squared' ? lines : loss === 'logistic' ? lines.sigmoid() : lines.softmax(1);
  const misfit = answer.sub(target); // (N, lines)
  return [misfit.t().matmul(input).add(weight.mul(l2)), misfit.sum(0)];
}

const slope = (objective: Objective, weight: Tensor, bias: Tensor) =>
  noGrad(() => {
    using _look = scope();
    return Math.max(...slopes(objective, weight, bias).map((one) => one.abs().max().item()));
  });

async function proximal(objective: Objective): Promise<Optimum> {
  const { input, target, l1, l2, signal } = objective;
  const rate = 1 / (curvature(input) * { squared: 1, logistic: 0.25, softmax: 0.5 }[objective.loss] + l2);
  const zeros = (shape: number[]) => ops.zeros(shape, { dtype: 'float64' });
  // Weights and intercepts, as they are and as momentum carries them on.
  let [weight, bias] = [zeros([target.shape[1]!, input.shape[1]!]), zeros([target.shape[1]!])];
  let [ahead, above] = [weight, bias];
  let momentum = 1;
  const flat = flatFor(input);
  let turn = performance.now();
  for (let steps = 1; ; steps++) {
    const next = noGrad(() =>
      scope(() => {
        const [byWeight, byBias] = slopes(objective, ahead, above);
        const moved = ahead.sub(byWeight.mul(rate));
        const made = moved.sign().mul(
          moved
            .abs()
            .sub(l1 * rate)
            .clamp({ min: 0 }),
        );
        const shifted = above.sub(byBias.mul(rate));
        const [stepW, stepB] = [made.sub(weight), shifted.sub(bias)];
        // Uphill: momentum begins anew.
        const uphill = ahead.sub(made).mul(stepW).sum().add(above.sub(shifted).mul(stepB).sum()).item() > 0;
        const left = Math.max(ahead.sub(made).abs().max().item(), above.sub(shifted).abs().max().item()) / rate;
        const grown = uphill ? 1 : (1 + Math.sqrt(1 + 4 * momentum ** 2)) / 2;
        const carry = uphill ? 0 : (momentum - 1) / grown;
        return {
          ...{ made, shifted, left, grown },
          ahead: made.add(stepW.mul(carry)),
          above: shifted.add(stepB.mul(carry)),
        };
      }),
    );
    ({ made: weight, shifted: bias, ahead, above, grown: momentum } = next);
    const isReached = next.left <= flat;
    if (isReached || steps >= MOST_STEPS) return { weight, bias, steps, isReached };
    if (performance.now() - turn > 30) {
      signal?.throwIfAborted();
      await setImmediate();
      turn = performance.now();
    }
  }
}

/** The largest eigenvalue of XᵀX with the intercept's column of ones, a little above: by power iteration. */
function curvature(input: Tensor): number {
  return noGrad(() => {
    using _look = scope();
    const rows = input.shape[0]!;
    const x = ops.cat([input, ops.ones([rows, 1], { dtype: 'float64' })], 1);
    let direction = ops.ones([x.shape[1]!, 1], { dtype: 'float64' });
    let size = 0;
    for (let i = 0; i < 100; i++) {
      const next = x.t().matmul(x.matmul(direction));
      const now = next.norm().item();
      direction = next.div(now);
      if (Math.abs(now - size) <= 1e-6 * now) {
        size = now;
        break;
      }
      size = now;
    }
    return 1.01 * size;
  });
}
