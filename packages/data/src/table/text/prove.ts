import type { CellType } from './values.ts';

/** Thrown, in DuckDB's words, by a cell that its column's type does not hold to the letter. */
export const unproven = 'capstan: a cell that does not fit';

/**
 * A cell of text as its type, in SQL, and whether it is proven to say the same. DuckDB's own casts take more than they can
 * keep: '1.5' is the BIGINT 2, '007' is 7, and a time's distance from UTC is dropped.
 *
 * @returns `value`, and `fits`: true, false, never null where the cell is there
 */
export function typed(cell: string, type: CellType): { value: string; fits: string } {
  const cast = (sql: string) => `try_cast(${cell} as ${sql})`;
  switch (type) {
    case 'BIGINT':
      // Nearly every cell comes back as the text that it was; the rest may carry a sign or spaces.
      return {
        value: cast('bigint'),
        fits: `case when ${cast('bigint')}::varchar = ${cell} then true else regexp_full_match(${cell}, '\\s*[+-]?(0|[1-9][0-9]*)\\s*') and ${cast('bigint')} is not null end`,
      };
    case 'DOUBLE': {
      const quick = `not contains(${cell}, '_') and (${cell} < '00' or ${cell} >= '0:') and (strlen(${cell}) <= 15 or contains(${cell}, '.')) and ${cast('double')} is not null`;
      const plain = `regexp_full_match(${cell}, '(?i)\\s*[+-]?((0|[1-9][0-9]*|)([.][0-9]*)?(e[+-]?[0-9]+)?|inf(inity)?)\\s*') and ${cast('double')} is not null`;
      // Whole numbers of sixteen digits and more: only up to where doubles hold every one.
      const exact = `(not regexp_full_match(${cell}, '\\s*[+-]?[0-9]{16,}\\s*') or abs(${cast('hugeint')}) <= 9007199254740992)`;
      return {
        value: cast('double'),
        fits: `case when ${quick} then true else coalesce(${plain} and ${exact}, false) end`,
      };
    }
    case 'BOOLEAN':
      return { value: cast('boolean'), fits: `lower(${cell}) in ('true', 'false')` };
    case 'DATE':
      return { value: cast('date'), fits: `strlen(${cell}) = 10 and ${cast('date')} is not null` };
    case 'TIMESTAMP':
      return {
        value: cast('timestamp'),
        fits: `regexp_full_match(${cell}, '\\d{4}-\\d{2}-\\d{2}([ T]\\d{2}:\\d{2}(:\\d{2}([.]\\d{1,6})?)?)?') and ${cast('timestamp')} is not null`,
      };
    case 'ZONED':
      return {
        value: `${cast('timestamptz')}::timestamp`,
        fits: `regexp_full_match(${cell}, '\\d{4}-\\d{2}-\\d{2}[ T]\\d{2}:\\d{2}(:\\d{2}([.]\\d{1,6})?)? ?(Z|[+-]\\d{2}(:?\\d{2})?)') and ${cast('timestamptz')} is not null`,
      };
    case 'VARCHAR':
      return { value: cell, fits: 'true' };
  }
}

/** The cell as its type, or an error that ends the query. */
export function provenOrStop(cell: string, type: CellType): string {
  if (type === 'VARCHAR') return cell;
  const { value, fits } = typed(cell, type);
  return `case when ${cell} is null then null when ${fits} then ${value} else error('${unproven}') end`;
}
