import { positive } from '../../check.ts';
import type { LogNormal } from '../training.ts';

/** A figure before and after one's own measurements. */
export interface Calibrated {
  readonly prior: LogNormal;
  /** The forecast of the next measurement; the prior itself where nothing was measured. */
  readonly posterior: LogNormal;
  readonly measured: readonly number[];
}

/**
 * Learns a positive figure from measurements: their logarithms are normal with unknown mean and variance, and the
 * normal-inverse-gamma prior is conjugate (Gelman et al., Bayesian Data Analysis 3, section 3.3). The prior's weight is that of
 * `priorRuns` measurements in the mean and of twice as many in the variance. The forecast of the next is a Student t in the
 * logarithm; it is given as the lognormal with the same mean and variance of the logarithm.
 *
 * @throws CapitalError 'bad-number' on a measurement that is not above 0.
 * @example calibrate(TRAINING_PRIORS.mfu, [0.31, 0.28, 0.33]).posterior
 */
export function calibrate(prior: LogNormal, measured: readonly number[], { priorRuns = 1 } = {}): Calibrated {
  for (const measurement of measured) positive({ measurement });
  positive({ priorRuns });
  const n = measured.length;
  if (n === 0 || prior.sigma === 0) return { prior, posterior: prior, measured };
  const logs = measured.map(Math.log);
  const average = logs.reduce((sum, value) => sum + value, 0) / n;
  const squares = logs.reduce((sum, value) => sum + (value - average) ** 2, 0);
  const kappa0 = priorRuns;
  const alpha0 = 1 + priorRuns;
  // The prior forecast's variance, β(κ+1)/(κ(α−1)), is the prior's σ².
  const beta0 = (prior.sigma ** 2 * (alpha0 - 1) * kappa0) / (kappa0 + 1);
  const kappa = kappa0 + n;
  const alpha = alpha0 + n / 2;
  const beta = beta0 + squares / 2 + (kappa0 * n * (average - prior.mu) ** 2) / (2 * kappa);
  const posterior: LogNormal = {
    kind: 'lognormal',
    mu: (kappa0 * prior.mu + n * average) / kappa,
    sigma: Math.sqrt((beta * (kappa + 1)) / (kappa * (alpha - 1))),
  };
  return { prior, posterior, measured };
}
