/**
 * Draws from the binomial distribution: how many of n chances come true when each does with probability p. Exact: by inversion where
 * few are expected, else by transformed rejection (BTRS, Hörmann 1993).
 *
 * @example
 * binomial(100, 0.3, drawsFor('bootstrap', 7).uniform)
 */
export function binomial(n: number, p: number, next: () => number): number {
  if (p > 0.5) return n - binomial(n, 1 - p, next);
  if (n === 0 || p <= 0) return 0;
  return n * p < 10 ? byInversion(n, p, next) : byRejection(n, p, next);
}

function byInversion(n: number, p: number, next: () => number): number {
  const odds = p / (1 - p);
  let mass = (1 - p) ** n; // of k
  let u = next();
  for (let k = 0; k < n; k++) {
    if (u <= mass) return k;
    u -= mass;
    mass *= ((n - k) / (k + 1)) * odds;
  }
  return n;
}

function byRejection(n: number, p: number, next: () => number): number {
  const odds = p / (1 - p);
  const spread = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const c = n * p + 0.5;
  const alpha = (2.83 + 5.1 / b) * spread;
  const m = Math.floor((n + 1) * p);
  for (;;) {
    const u = next() - 0.5;
    const v = next();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + c);
    if (us >= 0.07 && v <= 0.92 - 4.2 / b) return k;
    if (!(k >= 0 && k <= n)) continue;
    const bound =
      (m + 0.5) * Math.log((m + 1) / (odds * (n - m + 1))) +
      (n + 1) * Math.log((n - m + 1) / (n - k + 1)) +
      (k + 0.5) * Math.log((odds * (n - k + 1)) / (k + 1)) +
      stirling(m) +
      stirling(n - m) -
      stirling(k) -
      stirling(n - k);
    if (Math.log((v * alpha) / (a / (us * us) + b)) <= bound) return k;
  }
}

const SMALL = [
  0.08106146679532726, 0.04134069595540929, 0.02767792568499834, 0.02079067210376509, 0.01664469118982119,
  0.01387612882307075, 0.01189670994589177, 0.01041126526197209, 0.009255462182712733, 0.008330563433362871,
];

/** What Stirling's formula leaves out of ln k!. */
function stirling(k: number): number {
  if (k < SMALL.length) return SMALL[k]!;
  const x = k + 1;
  return (1 / 12 - (1 / 360 - 1 / 1260 / (x * x)) / (x * x)) / x;
}
