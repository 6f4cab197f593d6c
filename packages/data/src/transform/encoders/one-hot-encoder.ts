import { z } from 'zod';
import { DataError } from '../../errors.ts';
import type { Columns } from '../../table/memory/columns.ts';
import { finite, makeStep, perColumn, type Selection, type Step } from '../contract.ts';
import { type Category, categoriesOf, category, categoryName, countCategories } from './categories.ts';

const oneHotEncoderKind = perColumn({
  kind: 'oneHotEncoder',
  about: 'A column of 0 and 1 for each category.',
  example: { columns: ['job'] },
  isEncoder: true,
  options: z.strictObject({
    drop: z.enum(['first', 'ifBinary']).optional(),
    unknown: z.enum(['error', 'ignore', 'infrequent']).default('error'),
    minFrequency: z.number().positive().optional(),
    maxCategories: z.int().min(1).optional(),
  }),
  state: z.strictObject({
    categories: z.array(category),
    /** How many of the last ones share a column. */
    infrequent: z.array(category),
    dropped: z.int().min(-1),
  }),
  learn(column, name, options) {
    if (column instanceof Float64Array) finite(column, name, 'oneHotEncoder');
    const { categories: all, counts } = countCategories(categoriesOf(column));
    const rare = rareOnes(counts, column.length, options);
    const categories = all.filter((_, i) => !rare.has(i));
    const infrequent = all.filter((_, i) => rare.has(i));
    const width = categories.length + (infrequent.length > 0 ? 1 : 0);
    const dropped = options.drop === 'first' || (options.drop === 'ifBinary' && width === 2) ? 0 : -1;
    return { categories, infrequent, dropped };
  },
  apply(column, name, { unknown }, { categories, infrequent, dropped }) {
    const place = new Map<Category, number>(categories.map((value, i) => [value, i]));
    for (const value of infrequent) place.set(value, categories.length);
    const width = categories.length + (infrequent.length > 0 ? 1 : 0);
    const outputs = Array.from({ length: width }, () => new Float64Array(column.length));
    for (const [row, value] of categoriesOf(column).entries()) {
      const at =
        place.get(value) ?? (unknown === 'infrequent' && infrequent.length > 0 ? categories.length : undefined);
      if (at !== undefined) outputs[at]![row] = 1;
      else if (unknown === 'error') throw unseen(value, row, name, "or give oneHotEncoder unknown: 'ignore'");
    }
    const names = [...categories.map((value) => `${name}=${categoryName(value)}`), `${name}=infrequent`];
    const made: Columns = Object.fromEntries(
      outputs.map((output, i) => [names[i]!, output] as const).filter((_, i) => i !== dropped),
    );
    return made;
  },
});

/**
 * A column of 0 and 1 for each category of the training fold, `job=cook`, as `OneHotEncoder` does. What is missing is a
 * category of its own, `job=missing`.
 *
 * @example oneHotEncoder(['job'], { unknown: 'ignore', minFrequency: 10 })
 */
export function oneHotEncoder(
  columns: Selection,
  options: {
    /** Leaves out the first category of every column, or of those with two. */
    drop?: 'first' | 'ifBinary';
    /** What to do with a category that the training fold lacks: refuse it, zeros, or count it to the infrequent. */
    unknown?: 'error' | 'ignore' | 'infrequent';
    /** Categories with fewer rows than this, or a smaller share where it is below 1, become one: `job=infrequent`. */
    minFrequency?: number;
    /** The most columns to make of one. */
    maxCategories?: number;
  } = {},
): Step {
  return makeStep(oneHotEncoderKind, columns, options);
}
oneHotEncoder.kind = oneHotEncoderKind;

/** The error for a category that the training fold did not have. */
export function unseen(value: Category, row: number, name: string, hint: string): DataError {
  const what = value === null ? 'a missing value' : JSON.stringify(value);
  return new DataError('category-unseen', `the training fold has no ${what} in "${name}"`, {
    row,
    hint: `Correct the row, ${hint}`,
  });
}

function rareOnes(
  counts: readonly number[],
  rows: number,
  options: { minFrequency?: number | undefined; maxCategories?: number | undefined },
): Set<number> {
  const { minFrequency, maxCategories } = options;
  const least = minFrequency === undefined ? 0 : minFrequency < 1 ? minFrequency * rows : minFrequency;
  const rare = new Set(counts.keys().filter((i) => counts[i]! < least));
  if (maxCategories !== undefined && maxCategories < counts.length - rare.size + 1) {
    const ascending = [...counts.keys()].sort((a, b) => counts[a]! - counts[b]! || a - b);
    const kept = maxCategories - 1;
    for (const i of ascending.slice(0, counts.length - kept)) rare.add(i);
  }
  return rare;
}
