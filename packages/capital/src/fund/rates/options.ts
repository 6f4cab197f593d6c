import { normalCdf, normalDensity } from '@capstan/base';
import { checked } from '../../checked.ts';

/** A right to buy (call) or sell (put) at the strike. */
export interface OptionTerms {
  kind: 'call' | 'put';
  /** What the thing is worth today. */
  spot: number;
  strike: number;
  /** A year, continuously compounded. */
  rate: number;
  /** Standard deviation of the log price over √year. */
  volatility: number;
  years: number;
  /** What holding the thing yields a year, continuously; 0 when not given. */
  yield?: number;
}

export interface OptionValue {
  value: number;
  /** ∂value/∂spot */
  delta: number;
  /** ∂²value/∂spot² */
  gamma: number;
  /** ∂value/∂volatility */
  vega: number;
  /** ∂value/∂time passing, a year */
  theta: number;
  /** ∂value/∂rate */
  rho: number;
}

/**
 * Black and Scholes's value of a European option, with Merton's yield. For things that trade, such as rent deferred; a staged
 * training does not: see rollBack.
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example blackScholes({ kind: 'call', spot: 42, strike: 40, rate: 0.1, volatility: 0.2, years: 0.5 }).value // 4.7594 (Hull)
 */
export function blackScholes(terms: OptionTerms): OptionValue {
  const { kind, spot, strike, rate, volatility, years, yield: carried } = read(terms);
  const root = volatility * Math.sqrt(years);
  const d1 = (Math.log(spot / strike) + (rate - carried + volatility ** 2 / 2) * years) / root;
  const d2 = d1 - root;
  const sign = kind === 'call' ? 1 : -1;
  const held = Math.exp(-carried * years);
  const discount = Math.exp(-rate * years);
  const density = normalDensity(d1);
  const [n1, n2] = [normalCdf(sign * d1), normalCdf(sign * d2)];
  return {
    value: sign * (spot * held * n1 - strike * discount * n2),
    delta: sign * held * n1,
    gamma: (held * density) / (spot * root),
    vega: spot * held * density * Math.sqrt(years),
    theta:
      (-spot * held * density * volatility) / (2 * Math.sqrt(years)) +
      sign * (carried * spot * held * n1 - rate * strike * discount * n2),
    rho: sign * strike * years * discount * n2,
  };
}

/**
 * Cox, Ross and Rubinstein's binomial value: American options may be exercised at every step.
 *
 * @throws {CapitalError} bad-number — also when the steps are too long for the rate (the risk-neutral probability leaves 0 to 1)
 * @example binomial({ kind: 'put', spot: 50, strike: 50, rate: 0.1, volatility: 0.4, years: 5 / 12 }, { style: 'american', steps: 5 }) // 4.4885 (Hull)
 */
export function binomial(
  terms: OptionTerms,
  { style, steps }: { style: 'american' | 'european'; steps: number },
): number {
  const { kind, spot, strike, rate, volatility, years, yield: carried } = read(terms);
  checked('steps', steps, { least: 1, most: 20_000, whole: true });
  const step = years / steps;
  const up = Math.exp(volatility * Math.sqrt(step));
  const grown = Math.exp((rate - carried) * step);
  const probability = checked('the risk-neutral probability (give more steps)', (grown - 1 / up) / (up - 1 / up), {
    least: 0,
    most: 1,
  });
  const discount = Math.exp(-rate * step);
  const payoff = (price: number) => Math.max(0, kind === 'call' ? price - strike : strike - price);
  const priceAt = (time: number, ups: number) => spot * Math.exp((2 * ups - time) * Math.log(up));
  const values = Float64Array.from({ length: steps + 1 }, (_, ups) => payoff(priceAt(steps, ups)));
  for (let time = steps - 1; time >= 0; time--)
    for (let ups = 0; ups <= time; ups++) {
      const kept = discount * (probability * values[ups + 1]! + (1 - probability) * values[ups]!);
      values[ups] = style === 'american' ? Math.max(kept, payoff(priceAt(time, ups))) : kept;
    }
  return values[0]!;
}

function read(terms: OptionTerms): Required<OptionTerms> {
  checked('spot', terms.spot, { above: 0 });
  checked('strike', terms.strike, { above: 0 });
  checked('rate', terms.rate);
  checked('volatility', terms.volatility, { above: 0 });
  checked('years', terms.years, { above: 0 });
  return { ...terms, yield: checked('yield', terms.yield ?? 0) };
}
