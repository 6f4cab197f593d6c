import { quantile } from '@capstan/base';
import { z } from 'zod';
import { type Columns, rowCount } from '../table/memory/columns.ts';

import {
  finite,
  makeStep,
  present,
  type Replaced,
  type Selection,
  type Step,
  type StepKind,
} from '../transform/contract.ts';
import { withIndicator } from './indicator.ts';
import { type Linear, RoundRobin } from './round-robin.ts';

const options = z.strictObject({
  rounds: z.int().min(0).default(10),
  tolerance: z.number().min(0).default(1e-3),
  initial: z.enum(['mean', 'median']).default('mean'),
  range: z.tuple([z.number().nullable(), z.number().nullable()]).default([null, null]),
  addIndicator: z.boolean().default(false),
});
type Options = z.output<typeof options>;

const state = z.strictObject({
  initial: z.array(z.number()),
  hadMissing: z.array(z.boolean()),
  /** One model after the other, round by round. */
  models: z.array(z.strictObject({ column: z.int(), coefficients: z.array(z.number()), intercept: z.number() })),
});
type State = z.output<typeof state>;

/** What the rounds left of the training rows, for as long as their outcome is held. */
const leftBy = new WeakMap<State, Float64Array[]>();

export const iterativeImputerKind: StepKind<Options, State> = {
  kind: 'iterativeImputer',
  about: 'What is missing is predicted from the other columns, in rounds.',
  example: { columns: ['age', 'pay'] },
  options,
  state,
  learn(input, given) {
    const { state: learned, filled } = impute(input, given);
    leftBy.set(learned, filled);
    return learned;
  },
  apply(input, given, learned) {
    const columns = columnsOf(input);
    const filled = fillWith(columns, learned.initial);
    const missing = columns.map(missingRows);
    for (const model of learned.models) predict(filled, missing[model.column]!, model.column, model, given.range);
    return replaced(input, filled, given, learned);
  },
  // The training rows as the rounds left them, which is what the models were fitted with.
  applyToTrain(input, given, learned) {
    return replaced(input, leftBy.get(learned) ?? impute(input, given).filled, given, learned);
  },
};

/**
 * Predicts each column's missing values from the other columns by Bayesian ridge regression, round after round until
 * they settle, as `IterativeImputer` does. Van Buuren and Groothuis-Oudshoorn, J. Statistical Software 45 (2011).
 *
 * @example iterativeImputer('number', { rounds: 20 })
 */
export function iterativeImputer(
  columns: Selection,
  options: {
    rounds?: number;
    /** Stops when no row changes by more than this share of the largest value. */
    tolerance?: number;
    initial?: 'mean' | 'median';
    /** Keeps what is filled in inside these bounds. */
    range?: [number | null, number | null];
    addIndicator?: boolean;
  } = {},
): Step {
  return makeStep(iterativeImputerKind, columns, options);
}
iterativeImputer.kind = iterativeImputerKind;

function impute(input: Columns, given: Options): { state: State; filled: Float64Array[] } {
  const columns = columnsOf(input);
  const initial = Object.entries(input).map(([name, column]) => {
    const there = present(column, name, 'iterativeImputer');
    if (given.initial === 'median') return quantile(there.toSorted(), 0.5);
    return there.reduce((sum, value) => sum + value, 0) / there.length;
  });
  const missing = columns.map(missingRows);
  const filled = fillWith(columns, initial);
  const models: State['models'] = [];
  const learned = { initial, hadMissing: missing.map((rows) => rows.length > 0), models };
  if (columns.length < 2 || missing.every((rows) => rows.length === 0)) return { state: learned, filled };
  let largest = 0;
  for (const column of columns) for (const value of column) if (Math.abs(value) > largest) largest = Math.abs(value);
  // The columns with the fewest gaps first. Those without any teach how to fill what later rows may lack.
  const order = [...columns.keys()].sort((a, b) => missing[a]!.length - missing[b]!.length || a - b);
  const table = new RoundRobin(filled, missing);
  for (let round = 0; round < given.rounds; round++) {
    const before = filled.map((column) => column.slice());
    for (const c of order) {
      const model = { column: c, ...table.regress(c) };
      predict(filled, missing[c]!, c, model, given.range);
      table.refresh(c);
      models.push(model);
    }
    if (largestChange(before, filled) < given.tolerance * largest) break;
  }
  return { state: learned, filled };
}

function columnsOf(input: Columns): Float64Array[] {
  return Object.entries(input).map(([name, column]) => finite(column, name, 'iterativeImputer'));
}

function fillWith(columns: readonly Float64Array[], initial: readonly number[]): Float64Array[] {
  return columns.map((column, c) => column.map((value) => (Number.isNaN(value) ? initial[c]! : value)));
}

function missingRows(column: Float64Array): Int32Array {
  const rows: number[] = [];
  for (let row = 0; row < column.length; row++) if (Number.isNaN(column[row]!)) rows.push(row);
  return Int32Array.from(rows);
}

function predict(
  filled: readonly Float64Array[],
  missing: Int32Array,
  c: number,
  { coefficients, intercept }: Linear,
  range: Options['range'],
): void {
  const others = filled.filter((_, other) => other !== c);
  const column = filled[c]!;
  const [low, high] = [range[0] ?? Number.NEGATIVE_INFINITY, range[1] ?? Number.POSITIVE_INFINITY];
  for (const row of missing) {
    let predicted = intercept;
    for (let k = 0; k < others.length; k++) predicted += others[k]![row]! * coefficients[k]!;
    column[row] = Math.min(high, Math.max(low, predicted));
  }
}

/** The largest sum of changes along a row. */
function largestChange(before: readonly Float64Array[], after: readonly Float64Array[]): number {
  let most = 0;
  for (let row = 0; row < after[0]!.length; row++) {
    let sum = 0;
    for (let c = 0; c < after.length; c++) sum += Math.abs(after[c]![row]! - before[c]![row]!);
    if (sum > most) most = sum;
  }
  return most;
}

function replaced(
  input: Columns,
  filled: readonly Float64Array[],
  { addIndicator }: Options,
  { hadMissing }: State,
): Replaced {
  rowCount(input);
  return new Map(
    Object.entries(input).map(([name, column], c) => {
      const missing = Array.from(column as Float64Array, Number.isNaN); // as: it takes numbers alone
      return [name, withIndicator(name, filled[c]!, missing, addIndicator && hadMissing[c]!)];
    }),
  );
}
