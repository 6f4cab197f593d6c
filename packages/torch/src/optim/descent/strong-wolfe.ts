// A step along a direction that meets the strong Wolfe conditions (Nocedal & Wright, Numerical Optimization, 3.5–3.6), with the
// constants of PyTorch's L-BFGS.
import type { Tensor } from '../../tensor/tensor.ts';

/** The loss and its gradient at a step, and the gradient along the direction. */
export interface Probe {
  step: number;
  loss: number;
  grad: Tensor;
  slope: number;
}

const DECREASE = 1e-4;
const CURVATURE = 0.9;

/** Where the cubic through two points with their slopes is least, within bounds. */
function cubicMinimum(a: Probe, b: Probe, bounds?: readonly [number, number]): number {
  const [low, high] = bounds ?? (a.step <= b.step ? [a.step, b.step] : [b.step, a.step]);
  const d1 = a.slope + b.slope - (3 * (a.loss - b.loss)) / (a.step - b.step);
  const square = d1 * d1 - a.slope * b.slope;
  if (!(square >= 0)) return (low + high) / 2;
  const d2 = Math.sqrt(square);
  const place =
    a.step <= b.step
      ? b.step - (b.step - a.step) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2))
      : a.step - (a.step - b.step) * ((a.slope + d2 - d1) / (a.slope - b.slope + 2 * d2));
  return Math.min(Math.max(place, low), high);
}

/** Looks for the step; `reach` is the greatest element of the direction, `most` how often `probe` may be called. */
export function strongWolfe(
  probe: (step: number) => Probe,
  start: Probe,
  first: number,
  reach: number,
  most: number,
): Probe & { calls: number } {
  const least = 1e-9;
  let now = probe(first);
  let calls = 1;
  let before = start;
  let bracket: [Probe] | [Probe, Probe] | undefined;
  let done = false;
  let tries = 0;
  for (; tries < most; tries++) {
    if (now.loss > start.loss + DECREASE * now.step * start.slope || (tries > 1 && now.loss >= before.loss)) {
      bracket = [before, now];
      break;
    }
    if (Math.abs(now.slope) <= -CURVATURE * start.slope) {
      bracket = [now];
      done = true;
      break;
    }
    if (now.slope >= 0) {
      bracket = [before, now];
      break;
    }
    const further = cubicMinimum(before, now, [now.step + 0.01 * (now.step - before.step), now.step * 10]);
    before = now;
    now = probe(further);
    calls++;
  }
  const ends: Probe[] = bracket ?? [start, now];
  let [low, high] = ends[0]!.loss <= ends.at(-1)!.loss ? [0, 1] : [1, 0]; // one or two
  let stuck = false;
  while (!done && tries < most) {
    const [a, b] = ends as [Probe, Probe]; // as: not done, so there are two
    if (Math.abs(b.step - a.step) * reach < least) break;
    let step = cubicMinimum(a, b);
    const [left, right] = [Math.min(a.step, b.step), Math.max(a.step, b.step)];
    const margin = 0.1 * (right - left);
    if (Math.min(right - step, step - left) < margin) {
      if (stuck || step >= right || step <= left) {
        step = Math.abs(step - right) < Math.abs(step - left) ? right - margin : left + margin;
        stuck = false;
      } else stuck = true;
    } else stuck = false;
    now = probe(step);
    calls++;
    tries++;
    if (now.loss > start.loss + DECREASE * now.step * start.slope || now.loss >= ends[low]!.loss) {
      ends[high] = now;
      [low, high] = ends[0]!.loss <= ends[1]!.loss ? [0, 1] : [1, 0];
    } else {
      if (Math.abs(now.slope) <= -CURVATURE * start.slope) done = true;
      else if (now.slope * (ends[high]!.step - ends[low]!.step) >= 0) ends[high] = ends[low]!;
      ends[low] = now;
    }
  }
  return { ...ends[low]!, calls };
}
