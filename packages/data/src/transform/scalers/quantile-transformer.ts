import { normalQuantile, quantile } from '@capstan/base';
import { z } from 'zod';
import { makeStep, perNumber, type Selection, type Step } from '../contract.ts';

import { linspace } from './statistics.ts';

const edge = 1e-7;

const quantileTransformerKind = perNumber({
  kind: 'quantileTransformer',
  about: 'Numbers become their rank, evenly or normally distributed.',
  example: { columns: ['age'], options: { quantiles: 10 } },
  options: z.strictObject({
    quantiles: z.int().min(2).max(100_000).default(1000),
    output: z.enum(['uniform', 'normal']).default('uniform'),
  }),
  state: z.array(z.number()).min(1),
  learn(values, _name, options) {
    const sorted = values.toSorted();
    const count = Math.max(1, Math.min(options.quantiles, values.length));
    if (count === 1) return [sorted[0]!];
    return Array.from(linspace(0, 1, count), (q) => quantile(sorted, q));
  },
  apply(values, { output }, quantiles) {
    const first = quantiles[0]!;
    const last = quantiles.at(-1)!;
    const slack = output === 'normal' ? edge : 0;
    const clip = normalQuantile(1 - (edge - Number.EPSILON));
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (Number.isNaN(value)) continue;
      let p = place(quantiles, value);
      if (slack === 0 ? value >= last : value + slack > last) p = 1;
      if (slack === 0 ? value <= first : value - slack < first) p = 0;
      values[i] = output === 'uniform' ? p : Math.max(-clip, Math.min(clip, normalQuantile(p)));
    }
  },
});

/**
 * Maps each value to its place among the training fold's values, evenly or normally distributed, as
 * `QuantileTransformer` does on all rows.
 *
 * @example quantileTransformer(['income'], { output: 'normal', quantiles: 500 })
 */
export function quantileTransformer(
  columns: Selection,
  options: { quantiles?: number; output?: 'uniform' | 'normal' } = {},
): Step {
  return makeStep(quantileTransformerKind, columns, options);
}
quantileTransformer.kind = quantileTransformerKind;

/** Where a value lies among quantiles, in [0, 1]: the mean of the places from the left and from the right of ties. */
function place(quantiles: readonly number[], value: number): number {
  const n = quantiles.length;
  if (n === 1) return value < quantiles[0]! ? 0 : 1;
  const reference = (i: number) => i / (n - 1);
  const between = (i: number) => {
    const width = quantiles[i + 1]! - quantiles[i]!;
    return reference(i) + ((value - quantiles[i]!) / width) * (reference(i + 1) - reference(i));
  };
  if (value <= quantiles[0]!) {
    return value === quantiles[0]! ? 0.5 * reference(lastAtMost(quantiles, value)) : 0;
  }
  if (value >= quantiles[n - 1]!) {
    return value === quantiles[n - 1]! ? 0.5 * (1 + reference(firstAtLeast(quantiles, value))) : 1;
  }
  const right = lastAtMost(quantiles, value);
  if (quantiles[right] !== value) return between(right);
  return 0.5 * (reference(right) + reference(firstAtLeast(quantiles, value)));
}

function lastAtMost(sorted: readonly number[], value: number): number {
  return firstWhere(sorted, (one) => one > value) - 1;
}

function firstAtLeast(sorted: readonly number[], value: number): number {
  return firstWhere(sorted, (one) => one >= value);
}

function firstWhere(sorted: readonly number[], is: (value: number) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (is(sorted[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
