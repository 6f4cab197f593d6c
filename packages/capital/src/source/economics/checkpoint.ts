import { gammaQuantile } from '@capstan/base';
import { notNegative, positive } from '../../check.ts';
import { CapitalError } from '../../errors.ts';

/** What a training on machines that fail has to reckon with, all in seconds. */
export interface Failures {
  /** C: how long a checkpoint holds the training up. */
  readonly checkpoint: number;
  /** M: mean time between failures of the whole job. */
  readonly mtbf: number;
  /** R: from a failure until the training runs again. */
  readonly restart: number;
}

function checked(failures: Failures): Failures {
  positive({ checkpoint: failures.checkpoint, mtbf: failures.mtbf });
  notNegative({ restart: failures.restart });
  return failures;
}

/**
 * √(2CM), in seconds (Young 1974).
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example young({ checkpoint: 60, mtbf: 3600, restart: 0 }) // 657.3
 */
export function young(failures: Failures): number {
  const { checkpoint, mtbf } = checked(failures);
  return Math.sqrt(2 * checkpoint * mtbf);
}

/**
 * Daly's second-order interval in seconds (FGCS 22, 2006, equation 37).
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example daly({ checkpoint: 60, mtbf: 3600, restart: 0 }) // 617.9
 */
export function daly(failures: Failures): number {
  const { checkpoint: c, mtbf: m } = checked(failures);
  if (c >= 2 * m) return m;
  const ratio = c / (2 * m);
  return Math.sqrt(2 * c * m) * (1 + Math.sqrt(ratio) / 3 + ratio / 9) - c;
}

/**
 * The interval in seconds that makes the expected run time least: where (1 − x)·e^(x + C/M) = 1, x = τ/M, the zero of the
 * derivative of Daly's run time.
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example bestInterval({ checkpoint: 300, mtbf: 86_400, restart: 600 }) // 7001.4
 */
export function bestInterval(failures: Failures): number {
  const { checkpoint, mtbf } = checked(failures);
  // The left side falls from e^(C/M) > 1 at 0 to 0 at 1: halve.
  let [low, high] = [0, 1];
  for (let i = 0; i < 200 && high - low > 1e-16 * high; i++) {
    const middle = (low + high) / 2;
    if ((1 - middle) * Math.exp(middle + checkpoint / mtbf) > 1) low = middle;
    else high = middle;
  }
  return ((low + high) / 2) * mtbf;
}

/**
 * Expected run time over the time of computing alone, with a checkpoint every `interval` seconds (Daly 2006, equation 20).
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example runTimeFactor({ checkpoint: 60, mtbf: 3600, restart: 120 }) // 1.248
 */
export function runTimeFactor(failures: Failures, interval = bestInterval(failures)): number {
  const { checkpoint, mtbf, restart } = checked(failures);
  positive({ interval });
  return ((mtbf * Math.exp(restart / mtbf)) / interval) * Math.expm1((interval + checkpoint) / mtbf);
}

/**
 * What an hour of useful work costs on machines that may be taken away: compare it with the on-demand price.
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example usefulSpotPrice(1.25, { checkpoint: 60, mtbf: 600, restart: 300 }) // 3.34: worse than 2.95 on demand
 */
export function usefulSpotPrice(pricePerHour: number, failures: Failures, interval?: number): number {
  notNegative({ pricePerHour });
  return pricePerHour * runTimeFactor(failures, interval);
}

/**
 * Mean time between failures in hours from what the ledger saw, and the interval that holds it in 90 of 100 cases (exact for a
 * Poisson process observed for a time, Garwood 1936). Without a failure yet, only its lower end is known.
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @throws {CapitalError} no-runs — without any hours
 * @example meanTimeBetweenFailures({ hours: 54 * 24, failures: 419 }).mtbf // 3.093
 */
export function meanTimeBetweenFailures({ hours, failures }: { hours: number; failures: number }): {
  mtbf: number;
  interval: [low: number, high: number];
} {
  notNegative({ hours, failures });
  if (hours === 0)
    throw new CapitalError(
      'no-runs',
      'No hours were observed: the time between failures is a guess until a run is in the ledger.',
    );
  const high = failures === 0 ? Number.POSITIVE_INFINITY : hours / gammaQuantile(failures, 0.05);
  return { mtbf: hours / failures, interval: [hours / gammaQuantile(failures + 1, 0.95), high] };
}

/** Advice on checkpoints, fit for `train.checkpoint` of a project. */
export interface CheckpointAdvice {
  /** Goes into `train: { checkpoint: … }`. */
  train: { everyMinutes: number } | { everySteps: number };
  /** Seconds. */
  interval: number;
  /** Expected run time over computing alone. */
  runTimeFactor: number;
  text: string;
}

/**
 * The checkpoint interval for a training, as its configuration takes it: in minutes, or in steps where a step's time is known.
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example const { train } = checkpointEvery({ checkpoint: 12, mtbf: 7200, restart: 90 }); // { everyMinutes: 6.8 }
 */
export function checkpointEvery(failures: Failures, { stepSeconds }: { stepSeconds?: number } = {}): CheckpointAdvice {
  const interval = bestInterval(failures);
  const everyMinutes = Number((interval / 60).toPrecision(2));
  if (stepSeconds !== undefined) positive({ stepSeconds });
  const everySteps = stepSeconds === undefined ? undefined : Math.max(1, Math.round(interval / stepSeconds));
  const used = everySteps === undefined ? everyMinutes * 60 : everySteps * stepSeconds!;
  const factor = runTimeFactor(failures, used);
  const train = everySteps === undefined ? { everyMinutes } : { everySteps };
  const every = everySteps === undefined ? `${everyMinutes} minutes` : `${everySteps} steps`;
  return {
    train,
    interval,
    runTimeFactor: factor,
    text: `Save every ${every}: failures every ${(failures.mtbf / 3600).toPrecision(3)} h and checkpoints of ${failures.checkpoint} s then cost ${((factor - 1) * 100).toPrecision(3)} % of the computing time.`,
  };
}
