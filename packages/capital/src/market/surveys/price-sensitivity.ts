import { checked } from '../../checked.ts';
import { CapitalError } from '../../errors.ts';

/** One person's four prices, ascending, and how likely it is to buy at two of them (Newton, Miller and Smith). */
export interface PriceAnswer {
  tooCheap: number;
  cheap: number;
  expensive: number;
  tooExpensive: number;
  /** Probability of buying at `cheap`, calibrated. */
  buyCheap?: number;
  /** Probability of buying at `expensive`. */
  buyExpensive?: number;
}

export interface PriceSensitivity {
  /** Point of marginal cheapness: too cheap × expensive, or × not cheap in the wide range. */
  pmc: number;
  /** Point of marginal expensiveness: too expensive × cheap, or × not expensive. */
  pme: number;
  /** Optimal price point: too cheap × too expensive. */
  opp: number;
  /** Indifference price point: cheap × expensive. */
  ipp: number;
  /** Answers whose prices do not ascend, left out. */
  invalid: number;
  /** Parts of those asked, at every price named. */
  curves: { price: number; tooCheap: number; cheap: number; expensive: number; tooExpensive: number }[];
  /** With buying probabilities: the prices of greatest reach and of greatest revenue a person asked. */
  demand?: { reach: { price: number; share: number }; revenue: { price: number; share: number; amount: number } };
}

/**
 * Van Westendorp's price sensitivity meter, as R's pricesensitivitymeter 1.3.3 has it: the curves are straight between the prices
 * named, the first crossing counts. `range` 'narrow' is its acceptable_range = "narrower", 'wide' its "original". Newton, Miller and Smith's extension when answers bring probabilities.
 *
 * @throws {CapitalError} bad-input — when no answer ascends or curves do not cross
 * @throws {CapitalError} bad-number — on negative prices
 * @example priceSensitivity(answers).opp
 */
export function priceSensitivity(
  answers: readonly PriceAnswer[],
  { range = 'narrow' }: { range?: 'narrow' | 'wide' } = {},
): PriceSensitivity {
  for (const { tooCheap, cheap, expensive, tooExpensive } of answers)
    for (const price of [tooCheap, cheap, expensive, tooExpensive]) checked('A price', price, { least: 0 });
  const valid = answers.filter(
    ({ tooCheap, cheap, expensive, tooExpensive }) => tooCheap < cheap && cheap < expensive && expensive < tooExpensive,
  );
  if (valid.length === 0)
    throw new CapitalError(
      'bad-input',
      `None of ${answers.length} answers has four ascending prices: too cheap < cheap < expensive < too expensive.`,
      { fields: { answers: answers.length } },
    );
  const of = (key: 'tooCheap' | 'cheap' | 'expensive' | 'tooExpensive') => valid.map((answer) => answer[key]);
  const named = [...new Set([...of('tooCheap'), ...of('cheap'), ...of('expensive'), ...of('tooExpensive')])].sort(
    (a, b) => a - b,
  );
  const [tooCheap, cheap, expensive, tooExpensive] = [
    below(of('tooCheap')),
    below(of('cheap')),
    below(of('expensive')),
    below(of('tooExpensive')),
  ];
  const curves = named.map((price) => ({
    price,
    tooCheap: 1 - tooCheap(price),
    cheap: 1 - cheap(price),
    expensive: expensive(price),
    tooExpensive: tooExpensive(price),
  }));
  type Curve = (at: (typeof curves)[number]) => number;
  const cross = (names: string, one: Curve, other: Curve) => {
    for (let i = 1; i < curves.length; i++) {
      const [a, b] = [curves[i - 1]!, curves[i]!];
      const [before, after] = [one(a) - other(a), one(b) - other(b)];
      if (Math.sign(before) !== Math.sign(after)) return a.price + (before * (b.price - a.price)) / (before - after);
    }
    throw new CapitalError('bad-input', `The curves ${names} do not cross. Ask more people.`, { fields: { names } });
  };
  const wide = range === 'wide';
  const demand = demandOf(valid, named);
  return {
    pmc: cross(
      "'too cheap' and its counterpart",
      (at) => at.tooCheap,
      (at) => (wide ? 1 - at.cheap : at.expensive),
    ),
    pme: cross(
      "'too expensive' and its counterpart",
      (at) => at.tooExpensive,
      (at) => (wide ? 1 - at.expensive : at.cheap),
    ),
    opp: cross(
      "'too cheap' and 'too expensive'",
      (at) => at.tooCheap,
      (at) => at.tooExpensive,
    ),
    ipp: cross(
      "'cheap' and 'expensive'",
      (at) => at.cheap,
      (at) => at.expensive,
    ),
    invalid: answers.length - valid.length,
    curves,
    ...(demand && { demand }),
  };
}

/** The part of answers at or below a price: 0 up to the least of them, so that every curve runs from 0 to 1. */
function below(values: readonly number[]): (price: number) => number {
  const least = Math.min(...values);
  return (price) => (price <= least ? 0 : values.filter((value) => value <= price).length / values.length);
}

/** Everyone's probability of buying is straight between its four prices and 0 outside: the mean is exact at its kinks, and its best between. */
function demandOf(answers: readonly PriceAnswer[], named: readonly number[]): PriceSensitivity['demand'] {
  const asked = answers.filter((answer) => answer.buyCheap !== undefined && answer.buyExpensive !== undefined);
  if (asked.length === 0) return undefined;
  if (asked.length < answers.length)
    throw new CapitalError(
      'bad-input',
      `${answers.length - asked.length} answers lack buyCheap or buyExpensive, expected all or none.`,
      { fields: { lacking: answers.length - asked.length } },
    );
  const share = (price: number) =>
    asked.reduce((sum, answer) => {
      const points: [number, number][] = [
        [answer.tooCheap, 0],
        [answer.cheap, checked('buyCheap', answer.buyCheap ?? 0, { least: 0, most: 1 })],
        [answer.expensive, checked('buyExpensive', answer.buyExpensive ?? 0, { least: 0, most: 1 })],
        [answer.tooExpensive, 0],
      ];
      const next = points.findIndex(([at]) => at >= price);
      if (next <= 0) return sum;
      const [[x1, y1], [x2, y2]] = [points[next - 1]!, points[next]!];
      return sum + y1 + ((y2 - y1) * (price - x1)) / (x2 - x1);
    }, 0) / asked.length;
  let reach = { price: named[0]!, share: 0 };
  let revenue = { price: named[0]!, share: 0, amount: 0 };
  const consider = (price: number, sold: number) => {
    if (sold > reach.share) reach = { price, share: sold };
    if (sold * price > revenue.amount) revenue = { price, share: sold, amount: sold * price };
  };
  for (const [i, price] of named.entries()) {
    const sold = share(price);
    consider(price, sold);
    const next = named[i + 1];
    if (next === undefined) continue;
    const slope = (share(next) - sold) / (next - price);
    const vertex = (price - sold / slope) / 2; // of price · (sold + slope · (price − …))
    if (slope < 0 && vertex > price && vertex < next) consider(vertex, sold + slope * (vertex - price));
  }
  return { reach, revenue };
}
