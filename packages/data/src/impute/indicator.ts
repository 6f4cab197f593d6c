import type { Columns, ColumnValues } from '../table/memory/columns.ts';

/** A filled column and, where asked for, one that says which values were missing. */
export function withIndicator(name: string, filled: ColumnValues, missing: readonly boolean[], add: boolean): Columns {
  if (!add) return { [name]: filled };
  return { [name]: filled, [`${name} missing`]: Float64Array.from(missing, Number) };
}
