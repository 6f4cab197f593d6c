import type { SQLOutputValue } from 'node:sqlite';

/** A row as node:sqlite gives it. */
export type Row = Record<string, SQLOutputValue>;

/** Reads a NOT NULL text column. */
export function textOf(row: Row | undefined, column: string): string {
  const value = row?.[column];
  if (typeof value !== 'string') throw new TypeError(`column ${column}: expected text, received ${typeof value}`);
  return value;
}

/** Reads a NOT NULL number column. */
export function numberOf(row: Row | undefined, column: string): number {
  const value = row?.[column];
  if (typeof value !== 'number') throw new TypeError(`column ${column}: expected a number, received ${typeof value}`);
  return value;
}

/** Reads a column that may be NULL. */
export function optionalText(row: Row, column: string): string | undefined {
  return row[column] === null ? undefined : textOf(row, column);
}

/** Reads a column that may be NULL. */
export function optionalNumber(row: Row, column: string): number | undefined {
  return row[column] === null ? undefined : numberOf(row, column);
}
