/** A function of several numbers: returns its value and writes its gradient. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

/**
 * Minimises by L-BFGS (Nocedal and Wright, algorithm 7.5) with a weak Wolfe line search by bisection (Lewis and Overton 2013),
 * which also copes with corners such as Huber's.
 *
 * @example lbfgs((x, g) => { g[0] = 2 * (x[0]! - 3); return (x[0]! - 3) ** 2; }, [0]).x // [3]
 */
export function lbfgs(
  objective: Objective,
  start: ArrayLike<number>,
  { memory = 10, iterations = 500, tolerance = 1e-9 } = {},
): { x: Float64Array; value: number } {
  const n = start.length;
  let x = Float64Array.from(start);
  let gradient = new Float64Array(n);
  let value = objective(x, gradient);
  const pairs: { s: Float64Array; y: Float64Array; rho: number }[] = [];
  for (let k = 0; k < iterations; k++) {
    const size = Math.sqrt(dot(gradient, gradient));
    if (!(size > tolerance * Math.max(1, Math.abs(value)))) break;
    const direction = quasiNewton(gradient, pairs);
    let slope = dot(direction, gradient);
    if (!(slope < 0)) {
      pairs.length = 0;
      direction.set(gradient.map((g) => -g));
      slope = -size * size;
    }
    const step = search(objective, x, value, direction, slope, k === 0 ? Math.min(1, 1 / size) : 1);
    if (!step) {
      if (pairs.length === 0) break;
      pairs.length = 0; // once more, straight downhill
      continue;
    }
    const s = step.x.map((value, i) => value - x[i]!);
    const y = step.gradient.map((g, i) => g - gradient[i]!);
    const curvature = dot(s, y);
    if (curvature > 1e-12 * dot(y, y)) {
      pairs.push({ s, y, rho: 1 / curvature });
      if (pairs.length > memory) pairs.shift();
    }
    const gain = value - step.value;
    ({ x, gradient, value } = step);
    if (gain <= 1e-15 * Math.abs(value)) break;
  }
  return { x, value };
}

function quasiNewton(gradient: Float64Array, pairs: readonly { s: Float64Array; y: Float64Array; rho: number }[]) {
  const q = gradient.map((g) => -g);
  const alphas = new Float64Array(pairs.length);
  for (let i = pairs.length - 1; i >= 0; i--) {
    const { s, y, rho } = pairs[i]!;
    const alpha = rho * dot(s, q);
    alphas[i] = alpha;
    for (let j = 0; j < q.length; j++) q[j]! -= alpha * y[j]!;
  }
  const last = pairs.at(-1);
  if (last) {
    const scale = 1 / (last.rho * dot(last.y, last.y));
    for (let j = 0; j < q.length; j++) q[j]! *= scale;
  }
  for (const [i, { s, y, rho }] of pairs.entries()) {
    const beta = rho * dot(y, q);
    for (let j = 0; j < q.length; j++) q[j]! += s[j]! * (alphas[i]! - beta);
  }
  return q;
}

function search(
  objective: Objective,
  x: Float64Array,
  value: number,
  direction: Float64Array,
  slope: number,
  first: number,
) {
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let t = first;
  for (let i = 0; i < 60; i++) {
    const trial = x.map((at, j) => at + t * direction[j]!);
    const gradient = new Float64Array(x.length);
    const reached = objective(trial, gradient);
    if (!(reached <= value + 1e-4 * t * slope)) high = t;
    else if (dot(gradient, direction) < 0.9 * slope && i < 50) low = t;
    else return { x: trial, gradient, value: reached };
    t = high === Number.POSITIVE_INFINITY ? 2 * low : (low + high) / 2;
  }
  return undefined;
}
