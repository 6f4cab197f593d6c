import { z } from 'zod';
import { type Columns, rowCount } from '../columns.ts';
import { quantile } from '../transform/statistics.ts';
import {
  finite,
  makeStep,
  present,
  type Replaced,
  type Selection,
  type Step,
  type StepKind,
} from '../transform/step.ts';
import { bayesianRidge, type Linear } from './bayesian-ridge.ts';
import { withIndicator } from './indicator.ts';

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
    for (const model of learned.models) predict(filled, columns, model.column, model, given.range);
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

function impute(input: Columns, given: Options): { state: State; filled: Float64Array[] } {
  const columns = columnsOf(input);
  const initial = Object.entries(input).map(([name, column]) => {
    const there = present(column, name, 'iterativeImputer');
    if (given.initial === 'median') return quantile(there.toSorted(), 0.5);
    return there.reduce((sum, value) => sum + value, 0) / there.length;
  });
  const missing = columns.map((column) => column.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0));
  const filled = fillWith(columns, initial);
  const models: State['models'] = [];
  const learned = { initial, hadMissing: missing.map((count) => count > 0), models };
  if (columns.length < 2 || missing.every((count) => count === 0)) return { state: learned, filled };
  let largest = 0;
  for (const column of columns) for (const value of column) if (Math.abs(value) > largest) largest = Math.abs(value);
  // The columns with the fewest gaps first. Those without any teach how to fill what later rows may lack.
  const order = [...columns.keys()].sort((a, b) => missing[a]! - missing[b]! || a - b);
  for (let round = 0; round < given.rounds; round++) {
    const before = filled.map((column) => column.slice());
    for (const c of order) {
      const model = { column: c, ...regress(filled, columns, c) };
      predict(filled, columns, c, model, given.range);
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

/** Column `c`, where it is known, from the others. */
function regress(filled: readonly Float64Array[], columns: readonly Float64Array[], c: number): Linear {
  const known = [...columns[c]!.keys()].filter((row) => !Number.isNaN(columns[c]![row]!));
  const take = (column: Float64Array) => Float64Array.from(known, (row) => column[row]!);
  return bayesianRidge(filled.filter((_, other) => other !== c).map(take), take(columns[c]!));
}

function predict(
  filled: readonly Float64Array[],
  columns: readonly Float64Array[],
  c: number,
  model: Linear,
  range: Options['range'],
): void {
  const others = filled.filter((_, other) => other !== c);
  const [low, high] = range;
  for (const [row, value] of columns[c]!.entries()) {
    if (!Number.isNaN(value)) continue;
    let predicted = model.intercept;
    for (const [k, column] of others.entries()) predicted += column[row]! * model.coefficients[k]!;
    filled[c]![row] = Math.min(high ?? Number.POSITIVE_INFINITY, Math.max(low ?? Number.NEGATIVE_INFINITY, predicted));
  }
}

/** The largest sum of changes along a row. */
function largestChange(before: readonly Float64Array[], after: readonly Float64Array[]): number {
  let most = 0;
  for (let row = 0; row < after[0]!.length; row++) {
    let sum = 0;
    for (const [c, column] of after.entries()) sum += Math.abs(column[row]! - before[c]![row]!);
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
      const missing = Array.from(column as Float64Array, Number.isNaN);
      return [name, withIndicator(name, filled[c]!, missing, addIndicator && hadMissing[c]!)];
    }),
  );
}
