import { quantile } from '@capstan/base';
import { z } from 'zod';
import { DataError } from '../errors.ts';
import type { ColumnValues } from '../table/memory/columns.ts';
import { finite, makeStep, perColumn, type Selection, type Step } from '../transform/contract.ts';
import { countCategories } from '../transform/encoders/categories.ts';
import { withIndicator } from './indicator.ts';

const simpleImputerKind = perColumn({
  kind: 'simpleImputer',
  about: 'What is missing becomes the mean, median, most frequent value or a constant.',
  example: { columns: ['age'] },
  options: z.strictObject({
    strategy: z.enum(['mean', 'median', 'mostFrequent', 'constant']).default('mean'),
    value: z.union([z.number(), z.string()]).optional(),
    addIndicator: z.boolean().default(false),
  }),
  state: z.strictObject({ value: z.union([z.number(), z.string()]), hadMissing: z.boolean() }),
  learn(column, name, { strategy, value }) {
    const hadMissing = isMissing(column).some((missing) => missing);
    if (strategy === 'constant') return { value: constant(column, name, value), hadMissing };
    if (value !== undefined) {
      throw new DataError('option-invalid', `simpleImputer takes a value with the strategy 'constant' alone`);
    }
    if (column instanceof Float64Array) {
      const values = finite(column, name, 'simpleImputer').filter((one) => !Number.isNaN(one));
      requireSome(values.length, name);
      if (strategy === 'mean') return { value: values.reduce((sum, one) => sum + one, 0) / values.length, hadMissing };
      if (strategy === 'median') return { value: quantile(values.toSorted(), 0.5), hadMissing };
      return { value: commonest(Array.from(values)), hadMissing };
    }
    if (strategy !== 'mostFrequent') {
      throw new DataError('column-type', `the ${strategy} of "${name}" was asked for, and it holds text`, {
        hint: "Use the strategy 'mostFrequent' or 'constant' for text",
      });
    }
    const values = column.filter((one) => one !== null);
    requireSome(values.length, name);
    return { value: commonest(values), hadMissing };
  },
  apply(column, name, { addIndicator }, { value, hadMissing }) {
    const missing = isMissing(column);
    const filled: ColumnValues =
      column instanceof Float64Array
        ? finite(column, name, 'simpleImputer').map((one) => (Number.isNaN(one) ? Number(value) : one))
        : column.map((one) => one ?? String(value));
    return withIndicator(name, filled, missing, addIndicator && hadMissing);
  },
});

/**
 * Fills what is missing with the training fold's mean, median or most frequent value (the smallest of several), or
 * with a constant, as `SimpleImputer` does.
 *
 * @example simpleImputer(['income'], { strategy: 'median', addIndicator: true })
 */
export function simpleImputer(
  columns: Selection,
  options: {
    strategy?: 'mean' | 'median' | 'mostFrequent' | 'constant';
    /** For the strategy `constant`. */
    value?: number | string;
    /** Adds a column of 1 where the value was missing, if the training fold had any. */
    addIndicator?: boolean;
  } = {},
): Step {
  return makeStep(simpleImputerKind, columns, options);
}
simpleImputer.kind = simpleImputerKind;

function isMissing(column: ColumnValues): boolean[] {
  // as: of two kinds of lists neither alone has the call
  return Array.from(column as Iterable<string | number | null>, (value) => value === null || Number.isNaN(value));
}

function constant(column: ColumnValues, name: string, value: number | string | undefined): number | string {
  const type = column instanceof Float64Array ? 'number' : 'string';
  if (typeof value === type) return value!;
  throw new DataError(
    'option-invalid',
    `simpleImputer was given ${JSON.stringify(value) ?? 'no value'} for "${name}"`,
    {
      hint: `The column takes ${type === 'number' ? 'a number' : 'text'}`,
    },
  );
}

function requireSome(count: number, name: string): void {
  if (count > 0) return;
  throw new DataError('value-invalid', `simpleImputer found no value in "${name}" of the training fold`, {
    hint: "Drop the column with dropColumns, or use the strategy 'constant'",
  });
}

function commonest<T extends string | number>(values: readonly T[]): T {
  const { categories, counts } = countCategories(values);
  return categories[counts.indexOf(Math.max(...counts))] as T; // The categories of values of type T.
}
