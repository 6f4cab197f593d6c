import { normalQuantile, quantile } from '@capstan/base';
import { z } from 'zod';
import { makeStep, perNumber, type Selection, type Step } from '../contract.ts';
import { affineState, shiftAndDivide } from './affine.ts';
import { safeScale } from './statistics.ts';

const robustScalerKind = perNumber({
  kind: 'robustScaler',
  about: 'Median 0 and the range between two quantiles 1: outliers weigh little.',
  example: { columns: ['age'] },
  options: z.strictObject({
    withCentering: z.boolean().default(true),
    withScaling: z.boolean().default(true),
    quantileRange: z
      .tuple([z.number().min(0), z.number().max(100)])
      .refine(([low, high]) => low < high, 'the low quantile must be below the high one')
      .default([25, 75]),
    unitVariance: z.boolean().default(false),
  }),
  state: affineState,
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
robustScaler.kind = robustScalerKind;
