/** amount · e^(−δ·time) */
export interface Term {
  amount: number;
  time: number;
}

/**
 * Every zero of f(δ) = Σ amount·e^(−δ·time), ascending, all of them.
 *
 * Between two times where the signs change, put s: the derivative of e^(δs)·f has one change of sign less (the step of Descartes's
 * rule for real exponents; Pólya and Szegő, part V, 77). Its zeros, found in the same way, cut the line into pieces on which
 * e^(δs)·f is monotone, each with one zero or none. A double zero is found where a piece ends at 0.
 *
 * @example zeros([{ amount: -100, time: 0 }, { amount: 110, time: 1 }]) // [ln 1.1]
 */
export function zeros(terms: readonly Term[]): number[] {
  return zerosOf(merged(terms));
}

/** How often neighbours differ in sign, zeros left out. */
export function signChanges(amounts: readonly number[]): number {
  const signs = amounts.filter((amount) => amount !== 0).map(Math.sign);
  return signs.filter((sign, i) => i > 0 && sign !== signs[i - 1]).length;
}

function zerosOf(terms: readonly Term[]): number[] {
  const change = terms.findIndex(({ amount }, i) => i > 0 && Math.sign(amount) !== Math.sign(terms[i - 1]!.amount));
  if (change < 0) return [];
  const s = (terms[change - 1]!.time + terms[change]!.time) / 2;
  const turns = zerosOf(terms.map(({ amount, time }) => ({ amount: amount * (s - time), time })));
  const found: number[] = [];
  const add = (zero: number) => {
    if (found.length === 0 || zero - found.at(-1)! > 1e-9 * Math.max(1, Math.abs(zero))) found.push(zero);
  };
  for (let i = 0; i <= turns.length; i++) {
    // Beyond the last turn the earliest or the latest term outweighs the others.
    const low = turns[i - 1] ?? outward(terms, turns[0] ?? 0, -1);
    const high = turns[i] ?? outward(terms, turns.at(-1) ?? 0, 1);
    const [atLow, atHigh] = [sumAt(terms, low), sumAt(terms, high)];
    if (atLow === 0) add(low);
    if (atLow * atHigh < 0) add(bisect(terms, low, high, atLow));
    if (atHigh === 0) add(high);
  }
  return found;
}

/** A δ from which on the sign is that of the end. */
function outward(terms: readonly Term[], from: number, direction: 1 | -1): number {
  const end = Math.sign((direction === 1 ? terms[0] : terms.at(-1))!.amount);
  let step = 1;
  while (Math.sign(sumAt(terms, from + direction * step)) !== end && step < 1e9) step *= 2;
  return from + direction * step;
}

/** f in units of its largest term; within rounding of 0 it is 0. */
function sumAt(terms: readonly Term[], delta: number): number {
  let peak = Number.NEGATIVE_INFINITY;
  for (const { amount, time } of terms) peak = Math.max(peak, Math.log(Math.abs(amount)) - delta * time);
  let value = 0;
  for (const { amount, time } of terms)
    value += Math.sign(amount) * Math.exp(Math.log(Math.abs(amount)) - delta * time - peak);
  return Math.abs(value) <= 4e-15 * terms.length ? 0 : value;
}

function bisect(terms: readonly Term[], low: number, high: number, atLow: number): number {
  for (let i = 0; i < 200; i++) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    const value = rawValue(terms, middle);
    if (value === 0) return middle;
    if (value * atLow > 0) low = middle;
    else high = middle;
  }
  return low + (high - low) / 2;
}

function rawValue(terms: readonly Term[], delta: number): number {
  let value = 0;
  const middle = terms[terms.length >> 1]!.time; // keeps the exponents small
  for (const { amount, time } of terms) value += amount * Math.exp(-delta * (time - middle));
  return Number.isFinite(value) ? value : sumAt(terms, delta);
}

function merged(terms: readonly Term[]): Term[] {
  const byTime = new Map<number, number>();
  for (const { amount, time } of terms) byTime.set(time, (byTime.get(time) ?? 0) + amount);
  return [...byTime]
    .map(([time, amount]) => ({ amount, time }))
    .filter(({ amount }) => amount !== 0)
    .sort((a, b) => a.time - b.time);
}
