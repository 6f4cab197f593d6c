import { z } from 'zod';
import { makeStep, perNumber, type Selection, type Step } from '../contract.ts';
import { affineState, shiftAndDivide } from './affine.ts';
import { isConstant, meanAndVariance } from './statistics.ts';

const standardScalerKind = perNumber({
  kind: 'standardScaler',
  about: 'Mean 0 and standard deviation 1.',
  example: { columns: ['age'] },
  options: z.strictObject({ withMean: z.boolean().default(true), withStd: z.boolean().default(true) }),
  state: affineState,
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
standardScaler.kind = standardScalerKind;
