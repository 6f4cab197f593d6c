import { checked } from '../../checked.ts';
import { CapitalError } from '../../errors.ts';
import { leastSquares } from '../surveys/least-squares.ts';
import type { Bass } from './bass.ts';
import { type CurveFit, fitCurve } from './fit-curve.ts';

/** Coefficients with what they may be off by. */
export interface BassFit extends Bass {
  market: number;
  /** Standard errors; the regression of 1969 has none. */
  error?: { p: number; q: number; market: number };
}

/**
 * p, q and the market from sales a period, with standard errors, by nonlinear least squares on what is adopted within each period,
 * m·(F(t) − F(t − 1)) (Srinivasan and Mason, Marketing Science 5, 1986).
 *
 * @param options.by 'interval'; 'rate' fits m·f(t) at each period's end, as many published fits do; 'regression' is Bass's own of
 *   1969, sales = pm + (q − p)·N − (q/m)·N², whose p is too high where periods are long
 * @throws {CapitalError} bad-input — with fewer than 4 periods, or when the sales show no turn from which a market follows
 * @example fitBass([840, 1470, 2110, 4000, 7590, 10950, 10530, 9470, 7790, 5890]).p // 0.0088 ± 0.0018
 */
export function fitBass(
  sales: readonly number[],
  { by = 'interval' }: { by?: 'interval' | 'rate' | 'regression' } = {},
): BassFit {
  if (sales.length < 4)
    throw new CapitalError('bad-input', `Expected sales of at least 4 periods, received ${sales.length}.`, {
      fields: { periods: sales.length },
    });
  const scale = sales.reduce((sum, sold) => sum + checked('sales', sold, { least: 0 }), 0);
  checked('the sum of sales', scale, { above: 0 });
  const shares = sales.map((sold) => sold / scale);
  if (by === 'regression') {
    const found = regression(shares);
    if (!found) throw noTurn();
    return { ...found, market: found.market * scale };
  }
  const curve = ([p, q, market]: readonly number[]) =>
    shares.map((_, t) => market! * (by === 'rate' ? rate(p!, q!, t + 1) : adopted(p!, q!, t + 1) - adopted(p!, q!, t)));
  const first = regression(shares);
  const starts = [
    ...(first ? [[first.p, first.q, first.market]] : []),
    ...[0.001, 0.01, 0.05].flatMap((p) => [0.2, 0.5, 1].map((q) => [p, q, 1.2])),
  ];
  const fits = starts.flatMap((start): CurveFit[] => {
    const fit = fitCurve(curve, shares, start);
    return fit && fit.at[2]! < 100 ? [fit] : [];
  });
  const best = fits.reduce<CurveFit | undefined>(
    (least, fit) => (least && least.squares <= fit.squares ? least : fit),
    undefined,
  );
  // Without a turn any market will do, as long as it is large: its error says so.
  if (!best || best.at[2]! < best.errors[2]! || best.at.some((each) => !(each > 0))) throw noTurn();
  const [p, q, market] = best.at as [number, number, number]; // as: there are three
  const [ep, eq, em] = best.errors as [number, number, number]; // as: there are three
  return { p, q, market: market * scale, error: { p: ep, q: eq, market: em * scale } };
}

function adopted(p: number, q: number, t: number): number {
  const decay = Math.exp(-(p + q) * t);
  return (1 - decay) / (1 + (q / p) * decay);
}

function rate(p: number, q: number, t: number): number {
  const share = adopted(p, q, t);
  return (p + q * share) * (1 - share);
}

/** Bass 1969, equation 9, on sales as shares of their sum. */
function regression(shares: readonly number[]): (Bass & { market: number }) | undefined {
  let before = 0;
  const rows = shares.map((sold) => {
    const row = { x: [1, before, before * before], y: sold };
    before += sold;
    return row;
  });
  const [a, b, c] = leastSquares(rows).coefficients as [number, number, number]; // as: one a column
  const market = (-b - Math.sqrt(b * b - 4 * a * c)) / (2 * c);
  return c < 0 && market > 0 && a > 0 ? { p: a / market, q: -c * market, market } : undefined;
}

function noTurn(): CapitalError {
  return new CapitalError(
    'bad-input',
    'These sales do not yet show how large the market is. Give more periods, or take p and q of a like product.',
  );
}
