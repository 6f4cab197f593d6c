import { DataError } from '../errors.ts';
import { asNumber } from '../profile/measure-columns.ts';
import { name, text } from '../table/engine.ts';
import { type NumberColumn, numberColumn, numberSql } from '../table/numbers/number-column.ts';
import { rowColumn, type Table } from '../table/table.ts';
import { nullWords } from '../table/text/narrow-text.ts';
import { dateFormats } from './date-formats.ts';
import { type Imputation, numeric } from './fill-values.ts';
import type { FullStep } from './steps.ts';

/**
 * What a step does, in SQL: new cells, rows kept, copies left out; `ordered` where it looks at neighbouring rows, `gaps` where
 * it is known how many cells of each column change.
 */
export type StepSql =
  | { replace: Record<string, string>; ordered?: boolean; gaps?: Record<string, number> }
  | { keep: string }
  | { unique: string[] }
  | { without: string[] };

/** A step in SQL over the rows of `from`, in any size of memory; `undefined` for those that need all cells at once. */
export async function sqlOf(step: FullStep, table: Table, from: string): Promise<StepSql | undefined> {
  const { engine } = table;
  const replace = (column: string, expression: string, ordered = false) => ({
    replace: { [column]: expression },
    ordered,
  });
  switch (step.step) {
    case 'deduplicate': {
      const by = step.by ?? table.columns.map((one) => one.name).filter((one) => !step.except?.includes(one));
      return { unique: by };
    }
    case 'drop-columns':
      return { without: step.columns };
    case 'drop-missing': {
      const some = step.columns ?? table.columns.map((one) => one.name);
      return { keep: some.map((one) => `${name(one)} is not null`).join(' and ') };
    }
    case 'null-words': {
      const some = table.columns.filter(({ name: one, type }) => type === 'text' && (step.column ?? one) === one);
      const list = some.map(
        ({ name: one }) =>
          [one, `case when lower(trim(${name(one)})) in (${nullWords}) then null else ${name(one)} end`] as const,
      );
      return { replace: Object.fromEntries(list) };
    }
    case 'finite': {
      const some = table.columns.filter(({ name: one, type }) => type === 'number' && (step.column ?? one) === one);
      const list = some.map(
        ({ name: one }) => [one, `case when isfinite(${name(one)}) then ${name(one)} end`] as const,
      );
      return { replace: Object.fromEntries(list) };
    }
    case 'impute':
      return 'column' in step ? replace(step.column, fromNeighbours(step, table), true) : undefined;
    case 'outliers': {
      if (!('column' in step)) return undefined;
      const { type } = numeric(table, step.column);
      const x = asNumber(step.column, type);
      const bounds = await engine.one(
        step.how === 'iqr'
          ? `select q[1] - ${step.factor} * (q[2] - q[1]) as low, q[2] + ${step.factor} * (q[2] - q[1]) as high from (select quantile_cont(${x}, [0.25, 0.75]) as q from ${from} where isfinite(${x}))`
          : `select avg(${x}) - ${step.factor} * stddev_pop(${x}) as low, avg(${x}) + ${step.factor} * stddev_pop(${x}) as high from ${from} where isfinite(${x})`,
      );
      if (bounds.low === null) return { replace: {} };
      const out = `(${x} < ${bounds.low} or ${x} > ${bounds.high})`;
      if (step.action === 'drop') return { keep: `not coalesce(${out}, false)` };
      const v = name(step.column);
      if (step.action === 'null') return replace(step.column, `case when ${out} then null else ${v} end`);
      return replace(
        step.column,
        `case when ${v} is null then null else least(greatest(${x}, ${bounds.low}), ${bounds.high}) end`,
      );
    }
    case 'dates': {
      const cells = await table.texts(step.column);
      const formats = dateFormats(
        cells.map((cell) => cell ?? ''),
        step.dayFirst,
      );
      if (formats.length === 0)
        throw new DataError('step-invalid', `'${step.column}' does not hold dates`, {
          hint: 'Nine tenths of its cells must be',
        });
      return replace(
        step.column,
        `try_strptime(trim(${name(step.column)}::varchar), [${formats.map(({ format }) => text(format)).join(', ')}])::date`,
      );
    }
    case 'number': {
      const how = await numbersOf(table, step.column, from, step.decimal);
      if (how.read === 0)
        throw new DataError('step-invalid', `'${step.column}' holds no numbers`, {
          hint: `Its cells are such as ${
            how.examples
              .slice(0, 3)
              .map((cell) => `'${cell}'`)
              .join(', ') || 'nothing'
          }`,
        });
      return replace(step.column, numberSql(`${name(step.column)}::varchar`, how));
    }
    case 'text': {
      let v = `${name(step.column)}::varchar`;
      for (const how of step.how) v = textual[how](v);
      return replace(step.column, v);
    }
    default:
      return undefined;
  }
}

/** How a column's numbers are written, by all of its cells. */
export async function numbersOf(
  table: Table,
  column: string,
  from: string,
  decimal?: '.' | ',',
): Promise<NumberColumn> {
  const cells = await table.engine.all(
    `select ${name(column)}::varchar as cell, count(*) as n from ${from} group by 1 order by n desc, cell`,
  );
  return numberColumn(
    cells.map(({ cell, n }) => [cell === null ? null : String(cell), Number(n)] as const),
    decimal,
  );
}

const textual = {
  trim: (v: string) => `trim(${v})`,
  spaces: (v: string) => `regexp_replace(${v}, '[\\s\\x{a0}]+', ' ', 'g')`,
  lower: (v: string) => `lower(${v})`,
  nfc: (v: string) => `nfc_normalize(${v})`,
  'no-accents': (v: string) => `strip_accents(${v})`,
};

/** Cells from their neighbours in the order of the rows. */
function fromNeighbours({ column, how }: Imputation, table: Table): string {
  const v = name(column);
  if (how === 'forward')
    return `coalesce(${v}, last_value(${v} ignore nulls) over (order by ${rowColumn} rows unbounded preceding))`;
  if (how === 'backward')
    return `coalesce(${v}, first_value(${v} ignore nulls) over (order by ${rowColumn} rows between current row and unbounded following))`;
  // Linear between the neighbours that are there; the ends keep the nearest value.
  const x = asNumber(column, numeric(table, column).type);
  const before = `last_value(${x} ignore nulls) over (order by ${rowColumn} rows unbounded preceding)`;
  const after = `first_value(${x} ignore nulls) over (order by ${rowColumn} rows between current row and unbounded following)`;
  const at = (which: 'first' | 'last') =>
    `${which}_value(case when ${v} is not null then ${rowColumn} end ignore nulls)`;
  const from = `${at('last')} over (order by ${rowColumn} rows unbounded preceding)`;
  const to = `${at('first')} over (order by ${rowColumn} rows between current row and unbounded following)`;
  return `case when ${v} is not null then ${x} else coalesce(${before} + (${after} - ${before}) * (${rowColumn} - ${from}) / (${to} - ${from}), ${before}, ${after}) end`;
}
