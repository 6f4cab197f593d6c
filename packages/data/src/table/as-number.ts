import type { ColumnType } from './columns.ts';
import { name } from './engine.ts';

/** Whether a column can be laid on an axis. */
export function isNumeric(type: ColumnType): boolean {
  return type === 'integer' || type === 'number' || type === 'date' || type === 'timestamp';
}

/** A column as a number in SQL; times in milliseconds since 1970. */
export function asNumber(column: string, type: ColumnType): string {
  const v = name(column);
  return type === 'date' || type === 'timestamp' ? `epoch_ms(${v}::timestamp)::double` : `${v}::double`;
}

/** The same with nothing where it is infinite. */
export function numberIn({ name: column, type }: { name: string; type: ColumnType }, finite: boolean): string {
  const x = asNumber(column, type);
  return finite || type !== 'number' ? x : `case when isfinite(${x}) then ${x} end`;
}
