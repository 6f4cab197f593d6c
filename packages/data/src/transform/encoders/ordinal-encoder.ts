import { z } from 'zod';
import { DataError } from '../../errors.ts';
import { makeStep, perColumn, type Selection, type Step } from '../contract.ts';
import { type Category, categoriesOf, category, categoryName, countCategories } from './categories.ts';
import { unseen } from './one-hot-encoder.ts';

const ordinalEncoderKind = perColumn({
  kind: 'ordinalEncoder',
  about: 'Categories become whole numbers in their order.',
  example: { columns: ['job'] },
  options: z.strictObject({
    order: z.record(z.string(), z.array(z.union([z.string(), z.number()]))).default({}),
    unknown: z.union([z.literal('error'), z.literal('missing'), z.number()]).default('error'),
  }),
  state: z.array(category),
  learn(column, name, { order, unknown }) {
    const found = countCategories(categoriesOf(column)).categories.filter((value) => value !== null);
    const given = Object.hasOwn(order, name) ? order[name]! : undefined;
    const categories: Category[] = given ?? found;
    const lacking = found.find((value) => !categories.includes(value));
    if (lacking !== undefined && unknown === 'error') {
      throw new DataError(
        'category-unseen',
        `the order given for "${name}" lacks ${JSON.stringify(categoryName(lacking))}`,
        {
          hint: "Add it, or give ordinalEncoder unknown: 'missing'",
        },
      );
    }
    return categories;
  },
  apply(column, name, { unknown }, categories) {
    const place = new Map(categories.map((value, i) => [value, i]));
    const codes = Float64Array.from(categoriesOf(column), (value, row) => {
      if (value === null) return Number.NaN;
      const code = place.get(value);
      if (code !== undefined) return code;
      if (unknown === 'error') throw unseen(value, row, name, "or give ordinalEncoder unknown: 'missing' or a number");
      return unknown === 'missing' ? Number.NaN : unknown;
    });
    return { [name]: codes };
  },
});

/**
 * Numbers the categories, in sorted order or in that given, as `OrdinalEncoder` does. What is missing stays missing.
 *
 * @example ordinalEncoder(['size'], { order: { size: ['S', 'M', 'L'] }, unknown: -1 })
 */
export function ordinalEncoder(
  columns: Selection,
  options: {
    order?: { [column: string]: (string | number)[] };
    /** What to do with a category that the training fold lacks: refuse it, make it missing, or this number. */
    unknown?: 'error' | 'missing' | number;
  } = {},
): Step {
  return makeStep(ordinalEncoderKind, columns, options);
}
ordinalEncoder.kind = ordinalEncoderKind;
