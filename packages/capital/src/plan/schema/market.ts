import { z } from 'zod';
import { formula, title, yearMonth } from './fields.ts';

/** A market counted from below, and how it is adopted (see marketSize and bassShare). */
export const marketSchema = z.strictObject({
  source: title,
  segments: z
    .array(
      z.strictObject({
        name: title,
        /** Who has the problem. */
        accounts: formula,
        /** What one pays a year. */
        value: formula,
        /** The part that the product can serve, and of it the part that will choose it. */
        serviceable: formula,
        obtainable: formula,
      }),
    )
    .min(1)
    .max(50),
  /** Bass's p and q a year, counted from a month. */
  adoption: z.strictObject({ p: formula, q: formula, from: yearMonth }),
});
