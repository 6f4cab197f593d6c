import { DataError } from '../errors.ts';
import { personalIn } from '../profile/findings/cells/personal-data.ts';
import { mask, maskMail } from '../profile/mask.ts';
import { name } from '../table/engine.ts';
import { sqlError } from '../table/sql-error.ts';
import type { Table } from '../table/table.ts';
import { type CellRule, cellRules, figuresOf, spanOf } from './column-rules.ts';
import { type ColumnExpectations, type Expectations, parseExpectations } from './expectations.ts';

/** One expectation, and what was found. */
export interface Checked {
  passed: boolean;
  column?: string;
  /** What was expected: `age must be at most 120`. */
  expected: string;
  /** What is so instead, or that it holds. */
  found: string;
  /** Rows, or cells, that break it. */
  broken: number;
  /** The share of them that was allowed. */
  tolerance: number;
  /** Some of them; personal data is masked. */
  examples: string[];
}

/** All that was expected of a table. */
export interface TableCheck {
  passed: boolean;
  checks: Checked[];
}

const MOST_EXAMPLES = 5;

/**
 * Checks a table against what it is expected to be: each expectation is counted over all rows.
 *
 * @throws {DataError} expectations-invalid — also where a rule's SQL or a pattern is none
 * @example
 * const { passed, checks } = await checkTable(table, { columns: { age: { min: 0, max: 120 } } });
 * for (const { expected, found } of checks.filter((one) => !one.passed)) console.log(expected, found);
 */
export async function checkTable(table: Table, expectations: Expectations): Promise<TableCheck> {
  const { rows: size, columns = {}, others = true, keys = [], rules = [] } = parseExpectations(expectations);
  const rows = await table.count();
  const checks: Checked[] = [];
  if (size) checks.push(within('the table must have', 'rows', rows, size));
  for (const [column, expected] of Object.entries(columns)) {
    const found = table.columns.find((one) => one.name === column);
    if (!found) {
      checks.push(verdict({ column, expected: `column ${column} must be there`, found: 'it is not', broken: 1 }));
      continue;
    }
    if (expected.type !== undefined) {
      const fits = found.type === expected.type || (expected.type === 'number' && found.type === 'integer');
      const must = { column, expected: `${column} must be of type ${expected.type}` };
      checks.push(verdict({ ...must, found: fits ? 'it is' : `it is ${found.type}`, broken: fits ? 0 : 1 }));
    }
    checks.push(...(await checkColumn(table, column, expected, rows)));
  }
  const named = new Set(Object.keys(columns));
  const extra = others ? [] : table.columns.filter((one) => !named.has(one.name)).map((one) => one.name);
  if (!others) {
    const found = extra.length === 0 ? 'there are none' : `there are ${extra.join(', ')}`;
    checks.push(verdict({ expected: 'there must be no other columns', found, broken: extra.length }));
  }
  for (const key of keys) checks.push(await checkKey(table, key, rows));
  for (const { name: title, holds, tolerance } of rules) {
    checks.push(await checkRows(table, { must: title, broken: `not coalesce((${holds}), true)` }, rows, tolerance));
  }
  return { passed: checks.every(({ passed }) => passed), checks };
}

async function checkColumn(
  table: Table,
  column: string,
  expected: ColumnExpectations,
  rows: number,
): Promise<Checked[]> {
  const v = name(column);
  const cells = cellRules(column, expected);
  const figures = figuresOf(column, expected);
  const parts = [
    `count(${v}) as filled`,
    ...cells.map(({ broken }, i) => `count(*) filter (${v} is not null and (${broken})) as b${i}`),
    ...figures.map(({ sql }, i) => `${sql} as f${i}`),
  ];
  const row = await ask(table, `select ${parts.join(', ')} from (${table.query})`, column);
  const filled = Number(row.filled);
  const checks: Checked[] = [];
  if (expected.missing !== undefined) {
    const broken = rows - filled;
    const must = `${column} must be missing in at most ${percent(expected.missing)} of the rows`;
    const found = `missing in ${count(broken)} of ${count(rows)} (${percent(broken / Math.max(1, rows))})`;
    checks.push(verdict({ column, expected: must, found, broken, of: rows, tolerance: expected.missing }));
  }
  for (const [i, { must, broken }] of cells.entries()) {
    const n = Number(row[`b${i}`]);
    const examples = n === 0 ? [] : await examplesOf(table, column, `${v} is not null and (${broken})`);
    const found = n === 0 ? `all ${count(filled)} cells are` : `${count(n)} of ${count(filled)} cells are not`;
    const { tolerance = 0 } = expected;
    checks.push(
      verdict({ column, expected: `${column} must be ${must}`, found, broken: n, of: filled, tolerance, examples }),
    );
  }
  if (expected.unique) {
    const again =
      filled -
      Number(
        (
          await ask(
            table,
            `select count(*) as n from (select distinct ${v} from (${table.query}) where ${v} is not null)`,
            column,
          )
        ).n,
      );
    const examples = again === 0 ? [] : await repeatedOf(table, [column]);
    const found = again === 0 ? 'none comes twice' : `${count(again)} cells repeat another`;
    checks.push(
      verdict({
        column,
        expected: `${column} must be unique`,
        found,
        broken: again,
        of: filled,
        tolerance: expected.tolerance ?? 0,
        examples,
      }),
    );
  }
  for (const [i, { what, min, max }] of figures.entries()) {
    checks.push({
      column,
      ...within(`${what} of ${column} must be`, '', row[`f${i}`] === null ? Number.NaN : Number(row[`f${i}`]), {
        min,
        max,
      }),
    });
  }
  return checks;
}

async function checkKey(table: Table, key: readonly string[], rows: number): Promise<Checked> {
  for (const column of key) table.column(column);
  const list = key.map(name).join(', ');
  const { n } = await ask(table, `select count(*) as n from (select distinct ${list} from (${table.query}))`);
  const again = rows - Number(n);
  return verdict({
    expected: `no two rows must have the same ${key.join(', ')}`,
    found: again === 0 ? 'none have' : `${count(again)} rows repeat another`,
    ...{ broken: again, of: rows, examples: again === 0 ? [] : await repeatedOf(table, key) },
  });
}

async function checkRows(table: Table, { must, broken }: CellRule, rows: number, tolerance = 0): Promise<Checked> {
  const { n } = await ask(table, `select count(*) filter (${broken}) as n from (${table.query})`, must);
  const found =
    Number(n) === 0 ? 'it holds in every row' : `it does not hold in ${count(Number(n))} of ${count(rows)} rows`;
  return verdict({ expected: must, found, broken: Number(n), of: rows, tolerance });
}

/** Different cells that break a rule, the most frequent first. */
async function examplesOf(table: Table, column: string, broken: string): Promise<string[]> {
  const v = name(column);
  const some = await ask(
    table,
    `select list(v) as vs from (select ${v}::varchar as v, count(*) as n from (${table.query}) where ${broken} group by 1 order by n desc, v limit ${MOST_EXAMPLES})`,
    column,
  );
  return masked(column, (some.vs ?? []) as string[]); // as: a list was asked for
}

async function repeatedOf(table: Table, key: readonly string[]): Promise<string[]> {
  const list = key.map(name).join(', ');
  const cells = key.map((one) => `coalesce(${name(one)}::varchar, '')`).join(", ', ', ");
  const some = await ask(
    table,
    `select list(v) as vs from (select concat(${cells}) as v, count(*) as n from (${table.query}) where ${key.map((one) => `${name(one)} is not null`).join(' or ')} group by ${list} having count(*) > 1 order by n desc, v limit ${MOST_EXAMPLES})`,
  );
  return masked(key[0]!, (some.vs ?? []) as string[]); // as: a list was asked for
}

function masked(column: string, cells: readonly string[]): string[] {
  return cells.map(personalIn(column, cells) === undefined ? maskMail : mask);
}

async function ask(table: Table, sql: string, of?: string): Promise<Record<string, unknown>> {
  try {
    return await table.engine.one(sql);
  } catch (cause) {
    const error = sqlError(cause);
    if (!(error instanceof DataError) || error.code !== 'sql-invalid') throw error;
    throw new DataError(
      'expectations-invalid',
      `what is expected${of === undefined ? '' : ` of '${of}'`} cannot be looked at`,
      {
        file: table.source,
        hint: 'See that bounds are of the type of their column, that patterns are regular expressions, and rules conditions in SQL',
        cause,
      },
    );
  }
}

function within(
  must: string,
  unit: string,
  value: number,
  { min, max }: { min?: number | undefined; max?: number | undefined },
): Checked {
  const fits = (min === undefined || value >= min) && (max === undefined || value <= max);
  const shown = Number.isNaN(value) ? 'none' : count(Number(value.toPrecision(12)));
  return verdict({
    expected: `${must} ${spanOf({ min, max })} ${unit}`.trim(),
    found: `${shown}${fits ? '' : ' instead'}`,
    broken: fits ? 0 : 1,
  });
}

function verdict(of: Pick<Checked, 'expected' | 'found' | 'broken'> & Partial<Checked> & { of?: number }): Checked {
  const { of: all = 1, tolerance = 0, examples = [], ...rest } = of;
  return { ...rest, passed: rest.broken <= tolerance * all, tolerance, examples };
}

const percent = (part: number): string => `${Number((100 * part).toPrecision(3))} %`;
const count = (n: number): string => n.toLocaleString('en', { maximumSignificantDigits: 12 });
