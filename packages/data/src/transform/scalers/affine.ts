import { z } from 'zod';

/** What is learned of a column that is shifted and divided. */
export const affineState = z.strictObject({ offset: z.number(), scale: z.number() });

/** `(x − offset) / scale`, in place. */
export function shiftAndDivide<Options>(
  values: Float64Array,
  _options: Options,
  state: { offset: number; scale: number },
): void {
  for (let i = 0; i < values.length; i++) values[i] = (values[i]! - state.offset) / state.scale;
}

/** The least and the greatest of some values, which are there. */
export function extremes(values: Float64Array): { least: number; most: number } {
  let least = values[0]!;
  let most = values[0]!;
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return { least, most };
}
