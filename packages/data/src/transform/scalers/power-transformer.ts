import { z } from 'zod';
import { DataError } from '../../errors.ts';
import { makeStep, perNumber, type Selection, type Step } from '../contract.ts';
import { isConstant, meanAndVariance } from './statistics.ts';

type Method = 'yeo-johnson' | 'box-cox';

const powerTransformerKind = perNumber({
  kind: 'powerTransformer',
  about: 'Skewed numbers are made nearly normal by a power.',
  example: { columns: ['age'] },
  options: z.strictObject({
    method: z.enum(['yeo-johnson', 'box-cox']).default('yeo-johnson'),
    standardize: z.boolean().default(true),
  }),
  state: z.strictObject({ lambda: z.number(), mean: z.number(), deviation: z.number() }),
  learn(values, name, { method, standardize }) {
    if (method === 'box-cox' && values.some((value) => value <= 0)) {
      throw new DataError('value-invalid', `box-cox found values of 0 or less in "${name}"`, {
        hint: "It takes positive values only: use method 'yeo-johnson'",
      });
    }
    const raw = meanAndVariance(values);
    const lambda = isConstant(raw.variance, raw.mean, values.length) ? 1 : likeliestLambda(values, method);
    if (!standardize) return { lambda, mean: 0, deviation: 1 };
    const { mean, variance } = meanAndVariance(values.map((value) => power(value, lambda, method)));
    return { lambda, mean, deviation: isConstant(variance, mean, values.length) ? 1 : Math.sqrt(variance) };
  },
  apply(values, { method }, { lambda, mean, deviation }) {
    for (let i = 0; i < values.length; i++) values[i] = (power(values[i]!, lambda, method) - mean) / deviation;
  },
});

/**
 * Makes a skewed column nearly normal by the power of greatest likelihood, as `PowerTransformer` does. Yeo and Johnson,
 * Biometrika 87 (2000); Box and Cox, JRSS B 26 (1964).
 *
 * @example powerTransformer(['amount'])
 */
export function powerTransformer(columns: Selection, options: { method?: Method; standardize?: boolean } = {}): Step {
  return makeStep(powerTransformerKind, columns, options);
}
powerTransformer.kind = powerTransformerKind;

/** One value to a power. Box–Cox gives NaN for values of 0 or less. */
export function power(value: number, lambda: number, method: Method): number {
  if (method === 'box-cox') return value > 0 ? boxCox(Math.log(value), lambda) : Number.NaN;
  return value >= 0 ? boxCox(Math.log1p(value), lambda) : -boxCox(Math.log1p(-value), 2 - lambda);
}

/** (e^{λ·log} − 1) / λ */
function boxCox(log: number, lambda: number): number {
  return Math.abs(lambda) < Number.EPSILON ? log : Math.expm1(lambda * log) / lambda;
}

/** d/dλ of the above; the closed form loses its digits where λ·log is small, a series does not. */
function boxCoxSlope(log: number, lambda: number): number {
  const x = lambda * log;
  if (Math.abs(x) > 0.1) return (log * Math.exp(x) - Math.expm1(x) / lambda) / lambda;
  // log² Σ xᵏ (k + 1) / (k + 2)!
  let term = 0.5;
  let sum = 0;
  for (let k = 0; k < 14; k++) {
    sum += term * (k + 1);
    term *= x / (k + 3);
  }
  return log * log * sum;
}

/**
 * The λ where the likelihood's slope is zero, to the last digits. scikit-learn looks for the likelihood's maximum by
 * its values, which are flat there: its λ is some 1e-8 off, and differs by 3e-8 between processors.
 */
function likeliestLambda(values: Float64Array, method: Method): number {
  const n = values.length;
  const logs = values.map((value) =>
    method === 'box-cox' ? Math.log(value) : Math.sign(value) * Math.log1p(Math.abs(value)),
  );
  const logSum = logs.reduce((sum, log) => sum + log, 0);
  const y = new Float64Array(n);
  const slope = new Float64Array(n);
  /** Of −n/2 · log(variance) + (λ − 1) · Σ log; falls from positive to negative. */
  const climb = (lambda: number): number => {
    for (let i = 0; i < n; i++) {
      const log = logs[i]!;
      const isPositive = method === 'box-cox' || log >= 0;
      y[i] = isPositive ? boxCox(log, lambda) : -boxCox(-log, 2 - lambda);
      slope[i] = isPositive ? boxCoxSlope(log, lambda) : boxCoxSlope(-log, 2 - lambda);
    }
    const { mean, variance } = meanAndVariance(y);
    let together = 0;
    for (let i = 0; i < n; i++) together += (y[i]! - mean) * slope[i]!;
    return logSum - together / variance;
  };
  let low = -2;
  let high = 2;
  while (climb(low) < 0 && low > -64) low *= 2;
  while (climb(high) > 0 && high < 64) high *= 2;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (climb(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
