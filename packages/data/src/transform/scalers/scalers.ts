import { normalQuantile, quantile } from '@capstan/base';
import { z } from 'zod';
import { makeStep, perNumber, type Selection, type Step } from '../step.ts';

import { isConstant, meanAndVariance, safeScale } from './statistics.ts';

const affine = z.strictObject({ offset: z.number(), scale: z.number() });

export const standardScalerKind = perNumber({
  kind: 'standardScaler',
  options: z.strictObject({ withMean: z.boolean().default(true), withStd: z.boolean().default(true) }),
  state: affine,
  learn(values, _name, options) {
    const { mean, variance } = meanAndVariance(values);
    const scale = isConstant(variance, mean, values.length) ? 1 : Math.sqrt(variance);
    return { offset: options.withMean ? mean : 0, scale: options.withStd ? scale : 1 };
  },
  apply: shiftAndDivide,
});

/**
 * Takes the mean off and divides by the standard deviation (÷ n), as scikit-learn's `StandardScaler` does.
 *
 * @example standardScaler('number')
 */
export function standardScaler(columns: Selection, options: { withMean?: boolean; withStd?: boolean } = {}): Step {
  return makeStep(standardScalerKind, columns, options);
}

export const minMaxScalerKind = perNumber({
  kind: 'minMaxScaler',
  options: z.strictObject({
    range: z
      .tuple([z.number(), z.number()])
      .refine(([low, high]) => low < high, 'the low end must be below the high one')
      .default([0, 1]),
    clip: z.boolean().default(false),
  }),
  state: affine,
  learn(values, _name, { range: [low, high] }) {
    const { least, most } = extremes(values);
    const scale = (high - low) / safeScale(most - least);
    return { offset: low - least * scale, scale };
  },
  apply(values, { range: [low, high], clip }, { offset, scale }) {
    for (let i = 0; i < values.length; i++) {
      const scaled = values[i]! * scale + offset;
      values[i] = clip ? Math.min(high, Math.max(low, scaled)) : scaled;
    }
  },
});

/**
 * Maps the training fold's range onto another, 0 to 1, as `MinMaxScaler` does; `clip` keeps later values inside.
 *
 * @example minMaxScaler(['age'], { range: [-1, 1], clip: true })
 */
export function minMaxScaler(columns: Selection, options: { range?: [number, number]; clip?: boolean } = {}): Step {
  return makeStep(minMaxScalerKind, columns, options);
}

export const maxAbsScalerKind = perNumber({
  kind: 'maxAbsScaler',
  options: z.strictObject({}),
  state: affine,
  learn(values) {
    const { least, most } = extremes(values);
    return { offset: 0, scale: safeScale(Math.max(-least, most)) };
  },
  apply: shiftAndDivide,
});

/**
 * Divides by the greatest absolute value, as `MaxAbsScaler` does: zero stays zero.
 *
 * @example maxAbsScaler(['balance'])
 */
export function maxAbsScaler(columns: Selection): Step {
  return makeStep(maxAbsScalerKind, columns, {});
}

export const robustScalerKind = perNumber({
  kind: 'robustScaler',
  options: z.strictObject({
    withCentering: z.boolean().default(true),
    withScaling: z.boolean().default(true),
    quantileRange: z
      .tuple([z.number().min(0), z.number().max(100)])
      .refine(([low, high]) => low < high, 'the low quantile must be below the high one')
      .default([25, 75]),
    unitVariance: z.boolean().default(false),
  }),
  state: affine,
  learn(values, _name, { withCentering, withScaling, quantileRange: [low, high], unitVariance }) {
    const sorted = values.toSorted();
    let scale = safeScale(quantile(sorted, high / 100) - quantile(sorted, low / 100));
    if (unitVariance) scale /= normalQuantile(high / 100) - normalQuantile(low / 100);
    return { offset: withCentering ? quantile(sorted, 0.5) : 0, scale: withScaling ? scale : 1 };
  },
  apply: shiftAndDivide,
});

/**
 * Takes the median off and divides by the range between two quantiles, as `RobustScaler` does: outliers weigh little.
 *
 * @example robustScaler(['income'], { quantileRange: [10, 90] })
 */
export function robustScaler(
  columns: Selection,
  options: {
    withCentering?: boolean;
    withScaling?: boolean;
    /** In per cent. */
    quantileRange?: [number, number];
    /** Scales further, so that what is normally distributed gets variance 1. */
    unitVariance?: boolean;
  } = {},
): Step {
  return makeStep(robustScalerKind, columns, options);
}

function shiftAndDivide<Options>(
  values: Float64Array,
  _options: Options,
  state: { offset: number; scale: number },
): void {
  for (let i = 0; i < values.length; i++) values[i] = (values[i]! - state.offset) / state.scale;
}

function extremes(values: Float64Array): { least: number; most: number } {
  let least = values[0]!;
  let most = values[0]!;
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return { least, most };
}
