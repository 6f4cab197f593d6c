import { notNegative, positive } from '../check.ts';
import type { Distribution } from '../distribution/distribution.ts';
import { CapitalError } from '../errors.ts';
import type { Chip } from './chips/chips.ts';
import { carbonKg, energyKWh, TRAINING_LOAD } from './chips/energy.ts';

/** What a positive figure may be: its logarithm is normal. */
export type LogNormal = Distribution & { kind: 'lognormal' };

/**
 * A lognormal by its median and a quantile above it.
 *
 * @throws {CapitalError} bad-distribution — where no distribution has such parameters
 * @example lognormalByMedian(1.2, 2.9)
 */
export function lognormalByMedian(median: number, p95: number): LogNormal {
  if (!(median > 0 && p95 >= median && Number.isFinite(p95))) {
    throw new CapitalError('bad-distribution', `Expected 0 < median ≤ p95, received ${median} and ${p95}.`, {
      fields: {
        median,
        p95,
      },
    });
  }
  return { kind: 'lognormal', mu: Math.log(median), sigma: Math.log(p95 / median) / 1.6448536269514722 };
}

/** What is believed of a training before one has run of one's own. */
export const TRAINING_PRIORS = {
  /** Model FLOP utilisation. Epoch's database: 62 trainings, median 0.381, quartiles 0.30 and 0.50 (without its row of 72). */
  mfu: { kind: 'lognormal', mu: Math.log(0.381), sigma: Math.log(0.5 / 0.3) / (2 * 0.6744897501960817) },
  /** K, hours paid over hours computed: restarts, evaluations, warm-up, ablations. From six published trainings: 0.99 to 2.88. */
  overhead: lognormalByMedian(1.2, 2.9),
} as const satisfies Record<string, LogNormal>;

/** What a training will take; each figure a lognormal. */
export interface TrainingForecast {
  flops: number;
  chipHours: LogNormal;
  /** By the clock, on all chips at once. */
  hours: LogNormal;
  cost: LogNormal;
  /** Absent where the chip's power is not known. */
  kWh?: LogNormal;
  carbonKg?: LogNormal;
}

/**
 * Hours = FLOP / (peak · MFU · 3600) · K, and from them money, energy and carbon. A product of lognormals is lognormal, so the
 * intervals are exact.
 *
 * @param options.pricePerChipHour the rate that is paid
 * @param options.watts of one chip with its share of the server, on average; by default TDP × 0.75 × the server's factor
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example
 * const forecast = forecastTraining(3.15e18, chip('H100'), { chips: 1, pricePerChipHour: 2.95, gramsPerKWh: gridIntensity('FRA') });
 * quantile(forecast.cost, 0.95);
 */
export function forecastTraining(
  flops: number,
  { peak, watts: tdp, serverPower }: Pick<Chip, 'peak' | 'watts' | 'serverPower'>,
  {
    chips = 1,
    pricePerChipHour,
    mfu = TRAINING_PRIORS.mfu,
    overhead = TRAINING_PRIORS.overhead,
    watts,
    pue = 1.25,
    gramsPerKWh,
  }: {
    chips?: number;
    pricePerChipHour: number | LogNormal;
    mfu?: number | LogNormal;
    overhead?: number | LogNormal;
    watts?: number | LogNormal;
    pue?: number;
    gramsPerKWh?: number;
  },
): TrainingForecast {
  positive({ flops, peak, chips, serverPower, ...(tdp !== undefined && { watts: tdp }) });
  if (typeof pricePerChipHour === 'number') notNegative({ pricePerChipHour });
  for (const [name, value] of Object.entries({ mfu, overhead, watts }))
    if (typeof value === 'number') positive({ [name]: value });
  const chipHours = times(scaled(power(mfu, -1), flops / (peak * 3600)), overhead);
  const draw = watts ?? (tdp === undefined ? undefined : tdp * TRAINING_LOAD.gpu * serverPower);
  const kWh =
    draw === undefined ? undefined : scaled(times(chipHours, draw), energyKWh({ watts: 1, deviceHours: 1, pue }));
  return {
    flops,
    chipHours,
    hours: scaled(chipHours, 1 / chips),
    cost: times(chipHours, pricePerChipHour),
    ...(kWh && { kWh }),
    ...(kWh && gramsPerKWh !== undefined && { carbonKg: scaled(kWh, carbonKg(1, gramsPerKWh)) }),
  };
}

function power(x: number | LogNormal, exponent: number): LogNormal {
  const { mu, sigma } = asLogNormal(x);
  return { kind: 'lognormal', mu: exponent * mu, sigma: Math.abs(exponent) * sigma };
}

function times(x: LogNormal, y: number | LogNormal): LogNormal {
  const { mu, sigma } = asLogNormal(y);
  return { kind: 'lognormal', mu: x.mu + mu, sigma: Math.hypot(x.sigma, sigma) };
}

function scaled(x: LogNormal, factor: number): LogNormal {
  return { ...x, mu: x.mu + Math.log(factor) };
}

function asLogNormal(x: number | LogNormal): LogNormal {
  return typeof x === 'number' ? { kind: 'lognormal', mu: Math.log(x), sigma: 0 } : x;
}
