import { faultLines, readBySchema } from '@capstan/base';
import { z } from 'zod';
import { DataError } from '../errors.ts';

const column = z.string().min(1);
const columns = z.array(column).min(1);
const action = z.enum(['clip', 'null', 'drop']).default('clip');

/** Every cleaning step, as it stands in a project file. */
export const stepSchema = z.discriminatedUnion('step', [
  z.strictObject({ step: z.literal('deduplicate'), by: columns.optional(), except: columns.optional() }),
  z.strictObject({ step: z.literal('drop-columns'), columns }),
  z.strictObject({ step: z.literal('drop-missing'), columns: columns.optional() }),
  z.strictObject({ step: z.literal('null-words'), column: column.optional() }),
  z.strictObject({ step: z.literal('finite'), column: column.optional() }),
  z.discriminatedUnion('how', [
    z.strictObject({
      step: z.literal('impute'),
      column,
      how: z.enum(['constant', 'mean', 'median', 'mode', 'forward', 'backward', 'interpolate']),
      value: z.union([z.string(), z.number()]).optional(),
    }),
    z.strictObject({
      step: z.literal('impute'),
      columns,
      how: z.enum(['nearest', 'iterative']),
      neighbors: z.int().min(1).default(5),
      iterations: z.int().min(1).max(100).default(10),
    }),
  ]),
  z.discriminatedUnion('how', [
    z.strictObject({
      step: z.literal('outliers'),
      column,
      how: z.enum(['iqr', 'z-score']),
      factor: z.number().positive().default(3),
      action,
    }),
    z.strictObject({
      step: z.literal('outliers'),
      columns,
      how: z.literal('isolation-forest'),
      score: z.number().min(0.5).max(1).default(0.65),
      seed: z.int().min(0).default(0),
      action: z.enum(['null', 'drop']).default('drop'),
    }),
  ]),
  z.strictObject({
    step: z.literal('denoise'),
    column,
    how: z.enum(['median', 'gaussian', 'savitzky-golay', 'wavelet']),
    window: z.int().min(3).max(9999).default(5),
    order: z.int().min(0).max(9).default(2),
    sigma: z.number().positive().default(1),
  }),
  z.strictObject({ step: z.literal('dates'), column, dayFirst: z.boolean().optional() }),
  z.strictObject({ step: z.literal('number'), column, decimal: z.enum(['.', ',']).optional() }),
  z.strictObject({
    step: z.literal('text'),
    column,
    how: z
      .array(z.enum(['trim', 'spaces', 'lower', 'nfc', 'no-accents']))
      .min(1)
      .default(['trim', 'spaces', 'nfc']),
  }),
  z.strictObject({
    step: z.literal('repair'),
    columns: columns.optional(),
    /** Only cells that a dependency with hardly an exception contradicts. */
    sure: z.boolean().default(false),
  }),
]);

/** A cleaning step with its defaults filled in. */
export type FullStep = z.output<typeof stepSchema>;

/** A cleaning step: a plain value for the project file. @example { step: 'impute', column: 'age', how: 'median' } */
export type Step = z.input<typeof stepSchema>;

/**
 * Checks steps from outside and fills in the defaults; all faults are told at once.
 * @throws DataError `step-invalid`
 * @example parseSteps([{ step: 'deduplicate' }, { step: 'impute', column: 'age', how: 'median' }])
 */
export function parseSteps(steps: unknown): FullStep[] {
  return readBySchema(z.array(stepSchema), steps, (faults) => {
    const hint = "a step is such as { step: 'impute', column: 'age', how: 'median' }; docs/tables.md lists them all";
    const reason = `the steps don't fit; ${hint}:\n${faultLines(faults, 'steps')}`;
    return new DataError('step-invalid', reason, { hint, fields: { faults } });
  });
}
