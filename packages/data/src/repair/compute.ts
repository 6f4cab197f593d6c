import { DataError } from '../errors.ts';
import { iterativeImputerKind } from '../impute/iterative-imputer.ts';
import { knnImputerKind } from '../impute/knn-imputer.ts';
import { rowColumn, type Table } from '../table/table.ts';
import { denoise } from './denoise.ts';
import { repairCells } from './dirty/repair-cells.ts';
import { isolationForest } from './isolation-forest.ts';
import type { FullStep } from './steps.ts';

/** New cells of some rows, or rows to drop. */
export type Change = {
  columns: { row: Float64Array; values: Record<string, Float64Array | (string | null)[]> };
  drop: boolean;
};

/** The steps that need all cells of some columns at once, in memory. */
export async function compute(step: FullStep, table: Table, from: string): Promise<Change> {
  const rows = await rowNumbers(table, from);
  if (step.step === 'repair') {
    const names = step.columns ?? table.columns.map((one) => one.name);
    const columns: string[][] = [];
    for (const one of names) columns.push((await table.texts(one)).map((cell) => cell ?? ''));
    const found = repairCells({ names, columns }).filter(({ sure }) => sure || !step.sure);
    const touched = [...new Set(found.map(({ row }) => row))].sort((a, b) => a - b);
    const at = new Map(touched.map((row, i) => [row, i]));
    const values: Record<string, (string | null)[]> = {};
    for (const { row, column, becomes } of found) {
      const c = names.indexOf(column);
      values[column] ??= touched.map((one) => columns[c]![one]! || null);
      values[column][at.get(row)!] = becomes || null; // only known to be wrong: missing from here on
    }
    return { columns: { row: Float64Array.from(touched, (row) => rows[row]!), values }, drop: false };
  }
  if (step.step === 'denoise') {
    const series = await table.numbers(step.column);
    return { columns: { row: rows, values: { [step.column]: denoise(series, step) } }, drop: false };
  }
  if (!('columns' in step) || !step.columns) throw new DataError('step-invalid', `nothing carries out ${step.step}`);
  const matrix: Float64Array[] = [];
  for (const one of step.columns) matrix.push(await table.numbers(one));
  if (step.step === 'impute') {
    const values = impute(Object.fromEntries(step.columns.map((one, c) => [one, matrix[c]!])), step);
    return { columns: { row: rows, values }, drop: false };
  }
  if (step.step !== 'outliers') throw new DataError('step-invalid', `nothing carries out ${step.step}`);
  const scores = isolationForest(matrix, step);
  const out = [...scores.keys()].filter((row) => scores[row]! > step.score);
  const values =
    step.action === 'drop'
      ? {}
      : Object.fromEntries(step.columns.map((one) => [one, new Float64Array(out.length).fill(Number.NaN)]));
  return { columns: { row: Float64Array.from(out, (row) => rows[row]!), values }, drop: step.action === 'drop' };
}

/** Gaps of some columns filled from the rows themselves, by the imputers that pipelines fit. */
function impute(
  input: Record<string, Float64Array>,
  step: { how: 'nearest' | 'iterative'; neighbors: number; iterations: number },
) {
  const context = { target: undefined, seed: 0 };
  const nearest = () => {
    const given = knnImputerKind.options.parse({ neighbours: step.neighbors });
    return knnImputerKind.apply(input, given, knnImputerKind.learn(input, given, input, context));
  };
  const iterative = () => {
    const given = iterativeImputerKind.options.parse({ rounds: step.iterations });
    const learned = iterativeImputerKind.learn(input, given, input, context);
    return iterativeImputerKind.applyToTrain?.(input, given, learned, input, context);
  };
  const replaced = step.how === 'nearest' ? nearest() : iterative();
  return Object.fromEntries(
    Object.keys(input).map((one) => {
      const filled = replaced?.get(one)?.[one];
      return [one, filled instanceof Float64Array ? filled : input[one]!];
    }),
  );
}

/** The numbers of the rows, in their order. */
async function rowNumbers(table: Table, from: string): Promise<Float64Array> {
  const all = await table.engine.all(`select ${rowColumn} as r from ${from}`);
  return Float64Array.from(all, ({ r }) => Number(r));
}
