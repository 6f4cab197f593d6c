import { share as between, positive } from '../../check.ts';
import type { Distribution } from '../../distribution/distribution.ts';
import { quantile } from '../../distribution/read.ts';
import { CapitalError } from '../../errors.ts';
import type { LogNormal } from '../training.ts';
import { type Belief, posteriorOf } from './posterior.ts';

/** What a measured figure may be: its logarithm is normal, or for a share its logit. */
export type Measured = LogNormal | (Distribution & { kind: 'logitnormal' });

/** A figure before and after one's own measurements. */
export interface Calibrated<M extends Measured = Measured> {
  readonly prior: LogNormal;
  /** The figure itself, which runs scatter around; the prior itself where nothing was measured. Narrows as √runs. */
  readonly posterior: M;
  /** The forecast of the next measurement: the figure and the scatter of one run. */
  readonly next: M;
  /** By what part one run typically misses the figure. */
  readonly scatter: number;
  readonly measured: readonly number[];
}

export interface CalibrateOptions {
  /** By what part one run typically misses the figure, until one's own runs say otherwise; 0.05. */
  readonly scatter?: number;
  /** Whether the figure is a share, which no posterior lifts above 1; false. */
  readonly share?: boolean;
}

/** So that 90 % intervals hold 90 % after one run that scatters as said: the tails of what is believed widen them. */
const WIDENED = 0.95;

/**
 * Learns a figure above 0 from measurements that scatter around it: how much they scatter is learnt from them, too, rather than
 * taken from how little was known before (see posteriorOf). The guess is one about the figure; a run that scatters by 5 % outweighs it.
 *
 * @throws {CapitalError} bad-number — on a measurement that is not above 0, or of a share that is not below 1
 * @example calibrate(TRAINING_PRIORS.mfu, [0.31, 0.28, 0.33], { share: true }).posterior
 */
export function calibrate(
  prior: LogNormal,
  measured: readonly number[],
  options?: CalibrateOptions & { readonly share?: false },
): Calibrated<LogNormal>;
export function calibrate(prior: LogNormal, measured: readonly number[], options: CalibrateOptions): Calibrated;
export function calibrate(
  prior: LogNormal,
  measured: readonly number[],
  { scatter = 0.05, share = false }: CalibrateOptions = {},
): Calibrated {
  for (const measurement of measured) positive({ measurement });
  if (share) for (const measurement of measured) below1(measurement);
  positive({ scatter });
  if (measured.length === 0 || prior.sigma === 0) return { prior, posterior: prior, next: prior, scatter, measured };
  const to = share ? (x: number) => Math.log(x / (1 - x)) : Math.log;
  const made = posteriorOf(
    share ? logitOf(prior) : { mean: prior.mu, sd: prior.sigma },
    measured.map(to),
    WIDENED * scatter,
  );
  const back = ({ mean, sd }: Belief): Measured => ({ kind: share ? 'logitnormal' : 'lognormal', mu: mean, sigma: sd });
  return { prior, posterior: back(made.figure), next: back(made.next), scatter: made.scatter, measured };
}

function below1(measurement: number): void {
  between({ measurement });
  if (measurement === 1)
    throw new CapitalError(
      'bad-number',
      'measurement: expected a share below 1, received 1. Count one example more as wrong, or say share: false.',
      { fields: { measurement } },
    );
}

/** The normal of the logit with the prior's 5th and 95th percentiles, as far as these are shares. */
function logitOf(prior: LogNormal): Belief {
  const share = (p: number): number => Math.min(Math.max(quantile(prior, p), 1e-9), 1 - 1e-6);
  const [low, high] = [share(0.05), share(0.95)];
  const [a, b] = [Math.log(low / (1 - low)), Math.log(high / (1 - high))];
  return { mean: (a + b) / 2, sd: Math.max(1e-9, (b - a) / (2 * 1.6448536269514722)) };
}
