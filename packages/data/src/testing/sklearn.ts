import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Columns, ColumnValues } from '../table/memory/columns.ts';

/** Numbers as the fixtures have them; null is NaN. */
export type Numbers = readonly (number | null)[];

/** What `fixtures/record_sklearn.py` recorded. */
export function recorded<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../fixtures/${name}.json`, import.meta.url), 'utf8'));
}

/** Recorded columns, named a, b, c … */
export function lettered(columns: readonly Numbers[]): Columns {
  return Object.fromEntries(columns.map((column, i) => [letter(i), floats(column)]));
}

export function floats(column: Numbers): Float64Array {
  return Float64Array.from(column, (value) => value ?? Number.NaN);
}

function letter(i: number): string {
  return String.fromCharCode(97 + i);
}

/** Asserts that columns of numbers equal recorded ones, relative to 1 or to their size. */
export function close(actual: Columns | readonly ColumnValues[], expected: readonly Numbers[], tolerance = 1e-9): void {
  const columns = Array.isArray(actual) ? (actual as readonly ColumnValues[]) : Object.values(actual as Columns);
  assert.equal(columns.length, expected.length, 'as many columns');
  for (const [c, column] of columns.entries()) {
    assert.equal(column.length, expected[c]!.length, 'as many rows');
    for (const [row, wanted] of expected[c]!.entries()) {
      const value = Number(column[row]);
      if (wanted === null) assert.ok(Number.isNaN(value), `column ${c}, row ${row}: ${value}, expected none`);
      else {
        const error = Math.abs(value - wanted) / Math.max(1, Math.abs(wanted));
        assert.ok(error <= tolerance, `column ${c}, row ${row}: ${value}, expected ${wanted}`);
      }
    }
  }
}
