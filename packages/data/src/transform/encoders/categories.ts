import { z } from 'zod';
import type { ColumnValues } from '../../table/memory/columns.ts';

/** A value of a column as a category: numbers, text, or null for what is missing. */
export type Category = string | number | null;

export const category = z.union([z.string(), z.number(), z.null()]);

/** A column's values as categories. */
export function categoriesOf(column: ColumnValues): Category[] {
  // as: of two kinds of lists neither alone has the call
  return Array.from(column as Iterable<string | number | null>, (value) => (Number.isNaN(value) ? null : value));
}

/** Each category and how often it comes: sorted, what is missing last. */
export function countCategories(values: readonly Category[]): { categories: Category[]; counts: number[] } {
  const counts = new Map<Category, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const categories = [...counts.keys()].sort((a, b) => {
    if (a === null || b === null) return a === null ? (b === null ? 0 : 1) : -1;
    return a < b ? -1 : a > b ? 1 : 0;
  });
  return { categories, counts: categories.map((value) => counts.get(value)!) };
}

/** A category for an error or a column's name. */
export function categoryName(value: Category): string {
  return value === null ? 'missing' : String(value);
}
