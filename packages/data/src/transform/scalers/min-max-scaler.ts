import { z } from 'zod';
import { makeStep, perNumber, type Selection, type Step } from '../contract.ts';
import { affineState, extremes } from './affine.ts';
import { safeScale } from './statistics.ts';

const minMaxScalerKind = perNumber({
  kind: 'minMaxScaler',
  about: 'The training range becomes another one, such as 0 to 1.',
  example: { columns: ['age'] },
  options: z.strictObject({
    range: z
      .tuple([z.number(), z.number()])
      .refine(([low, high]) => low < high, 'the low end must be below the high one')
      .default([0, 1]),
    clip: z.boolean().default(false),
  }),
  state: affineState,
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
minMaxScaler.kind = minMaxScalerKind;
