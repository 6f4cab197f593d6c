import { z } from 'zod';
import { makeStep, perNumber, type Selection, type Step } from '../contract.ts';
import { affineState, extremes, shiftAndDivide } from './affine.ts';
import { safeScale } from './statistics.ts';

const maxAbsScalerKind = perNumber({
  kind: 'maxAbsScaler',
  about: 'Division by the greatest absolute value: zero stays zero.',
  example: { columns: ['age'] },
  options: z.strictObject({}),
  state: affineState,
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
maxAbsScaler.kind = maxAbsScalerKind;
