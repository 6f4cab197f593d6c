import { expected } from '@capstan/base';
import { z } from 'zod';

/** A formula: text, or a number without a unit. See parseExpression. */
export const formula = z.union([z.string().min(1).max(10_000), z.number()], {
  error: ({ input }) => expected("a formula such as '250000 [USD]' or 0.3", input),
});
/** Of an assumption, a line or a series. */
export const name = z.string().regex(/^[A-Za-z_]\w*$/, {
  error: ({ input }) => expected('a name of letters, digits and _', input),
});
export const title = z.string().min(1).max(200);
export const yearMonth = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, {
  error: ({ input }) => expected('a month as YYYY-MM', input),
});
export const day = z.iso.date({
  error: ({ input }) => expected('a day as YYYY-MM-DD', input),
});

/** Which runs measure something. */
export const runFilter = z.strictObject({
  kind: z.enum(['train', 'evaluate', 'predict', 'serve', 'data']).exactOptional(),
  /** The run's name, with * for anything. */
  name: title.exactOptional(),
});

/** Where a figure of the ledger comes from: which runs, and a formula over what they took and reached. */
export const measuredSchema = runFilter.extend({
  /** Over hours, deviceHours, energy, money, metric.NAME, param.NAME, summary.NAME. */
  figure: formula,
  /** By what part one run typically misses the figure, until runs say otherwise; 0.05. */
  scatter: z.number().positive().exactOptional(),
  /** Whether it is a share, which stays below 1; read from the unit and the range where not said. */
  share: z.boolean().exactOptional(),
});
