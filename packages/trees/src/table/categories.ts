import { shown } from '@capstan/base';
import { TreesError } from '../errors.ts';
import type { Table } from './matrix.ts';

/** A category beyond it would make LightGBM's sets of categories, a bit each, needlessly large. */
const MOST = 2 ** 20 - 1;

/**
 * Looks whether the categorical columns of a block hold categories: LightGBM takes −1 for missing and 1.5 for 1 without a word.
 *
 * @param start the block's first row, for the message
 * @throws {TreesError} category-invalid — where a category does not fit
 */
export function checkCategories(
  where: string,
  { names }: Table,
  block: Float32Array | Float64Array,
  categorical: readonly number[],
  start: number,
): void {
  for (const column of categorical) {
    for (let at = column; at < block.length; at += names.length) {
      const value = block[at]!;
      if ((value >= 0 && value <= MOST && Number.isInteger(value)) || Number.isNaN(value)) continue;
      const row = start + (at - column) / names.length;
      const message = `${where}: the categorical column ${shown(names[column])} holds ${value} in row ${row}, expected a whole number from 0 to ${MOST}`;
      const hint = 'Number the categories from 0; give NaN for what is missing.';
      throw new TreesError('category-invalid', message, { hint, fields: { column: names[column], row, value } });
    }
  }
}
