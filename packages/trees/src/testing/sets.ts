// Real sets for this package's tests and benchmarks, read as fixtures/record.py reads them. They are not in the repository.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = process.env.CAPSTAN_DATA ?? join(import.meta.dirname, '../../../../../shared/data');

const FILES = {
  german: { path: 'german/german.csv', skip: 0 },
  pima: { path: 'pima/pima-indians-diabetes.csv', skip: 0 },
  wdbc: { path: 'wdbc/wdbc.data', skip: 1 },
} as const;

export type SetName = keyof typeof FILES;

/** Why a test that needs a set is skipped, or false where it is there. */
export function withoutSet(name: SetName): string | false {
  return existsSync(join(root, FILES[name].path)) ? false : `needs ${FILES[name].path} in CAPSTAN_DATA`;
}

/** The columns of a set, numbers as they are and others as the number of their category in the order of their first row. */
export function readSet(name: SetName): { columns: Float64Array[]; categorical: number[] } {
  const { path, skip } = FILES[name];
  const lines = readFileSync(join(root, path), 'utf8').split('\n').slice(skip);
  const rows = lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => line.split(','));
  const categorical: number[] = [];
  const columns = rows[0]!.map((_, at) => {
    const cells = rows.map((row) => row[at]!);
    const numbers = Float64Array.from(cells, Number);
    if (!numbers.some(Number.isNaN)) return numbers;
    categorical.push(at);
    const codes = new Map<string, number>();
    for (const cell of cells) if (!codes.has(cell)) codes.set(cell, codes.size);
    return Float64Array.from(cells, (cell) => codes.get(cell)!);
  });
  return { columns, categorical };
}
