import { nearest } from '@capstan/base';
import { DataError } from '../errors.ts';
import { type Columns, columnOf, type Row } from '../table/memory/columns.ts';
import type { FittedStep } from './contract.ts';
import { columnFrom, type Input } from './input.ts';

/** What is wrong with a value of a row; rows are counted from 0. */
export type RowFault = { row: number; column: string; message: string };

/**
 * Everything that is wrong with rows of JSON: columns that are not there, values of another type, and, where a row has
 * neither, what the steps refuse. A step that looks at several columns is asked only where no step before found a fault.
 */
export function* rowFaults(
  rows: readonly Row[],
  pipeline: { inputs: readonly Input[]; features: readonly string[]; steps: readonly FittedStep[] },
): Generator<RowFault> {
  for (const [row, values] of rows.entries()) {
    let fits = true;
    for (const { column, message } of shapeFaults(values, pipeline.inputs)) {
      fits = false;
      yield { row, column, message };
    }
    if (!fits) continue;
    const columns = Object.fromEntries(pipeline.inputs.map((input) => [input.name, columnFrom([values], input)]));
    for (const { column, message } of valueFaults(columns, pipeline)) yield { row, column, message };
  }
}

type ValueFault = Omit<RowFault, 'row'>;

function* shapeFaults(row: Row, inputs: readonly Input[]): Generator<ValueFault> {
  const strangers = Object.keys(row).filter((name) => !inputs.some((input) => input.name === name));
  for (const input of inputs) {
    const { name, type } = input;
    if (!Object.hasOwn(row, name)) {
      const meant = nearest(name, strangers);
      const hint = meant === undefined ? 'null says that it is not known' : `is ${JSON.stringify(meant)} meant?`;
      yield { column: name, message: `is not there; expected ${type === 'number' ? 'a number' : 'text'}, ${hint}` };
      continue;
    }
    try {
      columnFrom([row], input);
    } catch (error) {
      yield { column: name, message: reasonOf(error, name) };
    }
  }
}

function* valueFaults(
  given: Columns,
  { features, steps }: { features: readonly string[]; steps: readonly FittedStep[] },
): Generator<ValueFault> {
  let columns = given;
  const made = new Set<string>();
  for (const step of steps) {
    const { applyOne } = step;
    const lacking = step.reads.some((name) => !Object.hasOwn(columns, name));
    if (!applyOne) {
      if (lacking) return; // a step before refused what this one needs
      try {
        columns = step.apply(columns);
      } catch (error) {
        yield { column: step.reads.join(', '), message: reasonOf(error) };
        return;
      }
      continue;
    }
    const next: [string, Columns[string]][] = [];
    for (const [name, column] of Object.entries(columns)) {
      if (!step.reads.includes(name)) next.push([name, column]);
      else {
        try {
          next.push(...Object.entries(applyOne(name, column)));
        } catch (error) {
          made.add(name);
          yield { column: name, message: reasonOf(error, name) };
        }
      }
    }
    columns = Object.fromEntries(next);
  }
  if (made.size > 0) return;
  for (const name of features) {
    const column = columnOf(columns, name);
    const value = column[0];
    if (value === null || Number.isNaN(value)) yield { column: name, message: 'is missing, and nothing fills it in' };
    else if (typeof value === 'string') yield { column: name, message: 'is text, and nothing encodes it' };
    else if (!Number.isFinite(value)) yield { column: name, message: `is ${value}` };
  }
}

/** An error's reason and fix, without the column's name where it begins with it. */
function reasonOf(error: unknown, name?: string): string {
  if (!(error instanceof DataError)) throw error;
  const start = `${JSON.stringify(name)} `;
  const reason = error.reason.startsWith(start) ? error.reason.slice(start.length) : error.reason;
  return error.hint === undefined ? reason : `${reason}. ${error.hint}`;
}
