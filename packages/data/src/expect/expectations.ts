import { readBySchema } from '@capstan/base';
import { z } from 'zod';
import { DataError } from '../errors.ts';

const share = z.number().min(0).max(1);
const range = z.strictObject({ min: z.number().optional(), max: z.number().optional() });
const bound = z.union([z.number(), z.string()]); // dates and times as text

const column = z.strictObject({
  /** What the column holds. */
  type: z.enum(['boolean', 'integer', 'number', 'text', 'date', 'time', 'timestamp']).optional(),
  /** The share of the rows in which it may be missing; default: any. */
  missing: share.optional(),
  min: bound.optional(),
  max: bound.optional(),
  /** The values that there may be. */
  values: z
    .array(z.union([z.string(), z.number(), z.boolean()]))
    .min(1)
    .optional(),
  /** A regular expression (RE2) that the whole cell fits. */
  pattern: z.string().optional(),
  /** Characters of a text. */
  length: range.optional(),
  /** No value comes twice. */
  unique: z.boolean().optional(),
  /** How many different values there are. */
  distinct: range.optional(),
  mean: range.optional(),
  /** The share of the cells that may break min, max, values, pattern, length and unique; default none. */
  tolerance: share.optional(),
});

/** @internal */
export const expectationsShape = z.strictObject({
  rows: range.optional(),
  columns: z.record(z.string(), column).optional(),
  /** Whether there may be columns that are not named here; default true. */
  others: z.boolean().optional(),
  /** Columns of which no two rows have the same values. */
  keys: z.array(z.array(z.string()).min(1)).optional(),
  /** Conditions in SQL that hold in every row. */
  rules: z.array(z.strictObject({ name: z.string(), holds: z.string(), tolerance: share.optional() })).optional(),
});

/**
 * What a table is expected to be, as plain JSON: for `checkTable` and `capstan data check FILE --expect FILE`.
 *
 * @example
 * const expected: Expectations = {
 *   rows: { min: 1000 },
 *   columns: { age: { type: 'integer', min: 0, max: 120, missing: 0.01 }, mail: { unique: true, tolerance: 0.001 } },
 *   rules: [{ name: 'it ends after it starts', holds: 'ends >= starts' }],
 * };
 */
export type Expectations = z.input<typeof expectationsShape>;

/** What is expected of one column. */
export type ColumnExpectations = z.output<typeof column>;

/** JSON schema of expectations, for editors. */
export const expectationsSchema = z.toJSONSchema(expectationsShape, { io: 'input' });

/**
 * Checks expectations from outside; all faults are told at once.
 *
 * @throws {DataError} expectations-invalid — where the expectations are wrong
 * @example parseExpectations(JSON.parse(await readFile('expect.json', 'utf8')))
 */
export function parseExpectations(value: unknown): Expectations {
  return readBySchema(expectationsShape, value, (faults) => {
    const said = faults.map(({ path, message }) => `${path || 'the whole'}: ${message}`);
    return new DataError('expectations-invalid', said.join('; '), {
      hint: 'They are JSON: rows, columns, others, keys, rules; docs/tables.md has an example',
    });
  });
}
