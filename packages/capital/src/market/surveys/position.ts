import { checked } from '../../checked.ts';
import { CapitalError } from '../../errors.ts';
import { own } from '../../record.ts';
import { leastSquares } from './least-squares.ts';

/** What someone sells: ours or a competitor's. */
export interface Product {
  name: string;
  /** In one unit for all. */
  price: number;
  attributes: Readonly<Record<string, number>>;
}

/** What buyers look at, with its weight and which way is better. */
export interface Dimension {
  name: string;
  weight: number;
  better: 'more' | 'less';
}

export interface Positioned {
  name: string;
  price: number;
  /** Weighted attributes in standard deviations, 0 the average offer's. */
  value: number;
  /** What the market asks for such value: the least-squares line of price on value. */
  fairPrice: number;
  /** price − fairPrice: above 0 the offer must be worth more than its attributes say. */
  premium: number;
  /** Offers no worse in any attribute, no dearer, and better in one of these. */
  dominatedBy: string[];
  /** Others, nearest first, by weighted distance in standard deviations. */
  nearest: { name: string; distance: number }[];
}

/**
 * Places offers on a map of value (x) and price (y), with who is near and who is dominated.
 *
 * @throws {CapitalError} bad-input — with fewer than two offers, two of a name, or an attribute missing
 * @throws {CapitalError} bad-number — on negative prices
 * @example positioningMap([ours, ...competitors], [{ name: 'accuracy', weight: 2, better: 'more' }, { name: 'latency', weight: 1, better: 'less' }])
 */
export function positioningMap(offers: readonly Product[], dimensions: readonly Dimension[]): Positioned[] {
  if (offers.length < 2 || dimensions.length < 1)
    throw new CapitalError(
      'bad-input',
      `Expected at least two offers and one dimension, received ${offers.length} and ${dimensions.length}.`,
    );
  const names = new Set(offers.map(({ name }) => name));
  if (names.size < offers.length)
    throw new CapitalError('bad-input', 'Two offers have the same name. Give each its own.', {
      fields: { names: [...names] },
    });
  const weight = dimensions.reduce(
    (sum, each) => sum + checked(`weight of ${each.name}`, each.weight, { above: 0 }),
    0,
  );
  const scores = offers.map(() => new Array<number>(dimensions.length).fill(0));
  for (const [d, { name, better }] of dimensions.entries()) {
    const raw = offers.map((offer) => attribute(offer, name));
    const mean = raw.reduce((sum, each) => sum + each, 0) / raw.length;
    const deviation = Math.sqrt(raw.reduce((sum, each) => sum + (each - mean) ** 2, 0) / raw.length);
    for (const [i, each] of raw.entries())
      scores[i]![d] = deviation === 0 ? 0 : ((better === 'more' ? 1 : -1) * (each - mean)) / deviation;
  }
  const values = scores.map((row) => row.reduce((sum, score, d) => sum + (score * dimensions[d]!.weight) / weight, 0));
  const line = fit(
    offers.map(({ price, name }, i) => ({
      value: values[i]!,
      price: checked(`price of ${name}`, price, { least: 0 }),
    })),
  );
  return offers.map(({ name, price }, i) => ({
    name,
    price,
    value: values[i]!,
    fairPrice: line(values[i]!),
    premium: price - line(values[i]!),
    dominatedBy: offers.filter((_, j) => j !== i && dominates(j, i)).map((other) => other.name),
    nearest: offers
      .flatMap((other, j) => (j === i ? [] : [{ name: other.name, distance: distance(scores[i]!, scores[j]!) }]))
      .sort((a, b) => a.distance - b.distance),
  }));

  function dominates(a: number, b: number): boolean {
    const noWorse = scores[a]!.every((score, d) => score >= scores[b]![d]!) && offers[a]!.price <= offers[b]!.price;
    return noWorse && (scores[a]!.some((score, d) => score > scores[b]![d]!) || offers[a]!.price < offers[b]!.price);
  }

  function distance(a: readonly number[], b: readonly number[]): number {
    return Math.sqrt(a.reduce((sum, score, d) => sum + (dimensions[d]!.weight / weight) * (score - b[d]!) ** 2, 0));
  }
}

function attribute({ name, attributes }: Product, key: string): number {
  const value = own(attributes, key);
  if (value === undefined || !Number.isFinite(value))
    throw new CapitalError(
      'bad-input',
      `${name}: expected a number for '${key}', received ${String(value)}. Give every offer every dimension.`,
      { fields: { name, dimension: key } },
    );
  return value;
}

/** Where all values are equal the line is the mean price. */
function fit(points: readonly { value: number; price: number }[]): (value: number) => number {
  const spread = points.some(({ value }) => Math.abs(value - points[0]!.value) > 1e-9);
  const mean = points.reduce((sum, { price }) => sum + price, 0) / points.length;
  if (!spread) return () => mean;
  const { coefficients } = leastSquares(points.map(({ value, price }) => ({ x: [1, value], y: price })));
  const [at, slope] = coefficients as [number, number]; // as: one for each of x
  return (value) => at + slope * value;
}
