import { unitOf } from '../repair/dirty/numbers.ts';
import type { ColumnType } from '../table/columns.ts';
import { name } from '../table/engine.ts';
import type { ReadingNote } from '../table/reading.ts';
import { sqlError } from '../table/sql-error.ts';
import type { Table } from '../table/table.ts';
import { doctor } from './doctor.ts';
import type { TableFinding } from './table-finding.ts';

/** What there is to know about one column. */
export type ColumnProfile = {
  name: string;
  type: ColumnType;
  /** Guessed from the column's name. */
  unit?: string;
  missing: number;
  /** Different values; an estimate (HyperLogLog) above 10,000 rows. */
  distinct: number;
  /** Of numbers and times (milliseconds since 1970); infinities are left out, and counted. */
  numbers?: {
    least: number;
    quartiles: [number, number, number];
    most: number;
    mean: number;
    std: number;
    infinite: number;
  };
  /** Counts in equal steps between least and most. */
  histogram?: { edges: number[]; counts: number[] };
  /** The most frequent values. */
  top?: { value: string; count: number }[];
  /** Characters, of text. */
  lengths?: { least: number; mean: number; most: number };
};

/** What there is to know about a table before training, as JSON. */
export type TableProfile = {
  source: string;
  format: string;
  rows: number;
  bytes: number;
  columns: ColumnProfile[];
  /** Pearson's correlation of pairs of numbers, the strongest first. */
  correlations: { a: string; b: string; r: number }[];
  /** Classes of the target, where one was named. */
  target?: { column: string; classes: { value: string; count: number }[] };
  reading: readonly ReadingNote[];
  findings: TableFinding[];
};

export type ProfileOptions = {
  /** The column to be predicted: classes are counted, and columns that give it away looked for. */
  target?: string;
  /** The column that names each row's split; the same row in two of them, and drift between them, is looked for. */
  split?: string;
};

const bins = 24;

/**
 * Looks at a whole table: types, units, ranges, distributions, correlations, and what is wrong with it and how to mend that.
 *
 * @throws DataError `column-unknown`
 * @example
 * await using table = await openTable('loans.csv');
 * console.log(renderProfile(await profileTable(table, { target: 'defaulted' })));
 */
export async function profileTable(table: Table, options: ProfileOptions = {}): Promise<TableProfile> {
  const { target, split } = options;
  for (const one of [target, split]) if (one !== undefined) table.column(one);
  const rows = await table.count();
  const columns = await profileColumns(table, rows);
  const profile: TableProfile = {
    source: table.source,
    format: table.reading.format,
    rows,
    bytes: table.reading.bytes,
    columns,
    correlations: await correlations(table, columns),
    reading: table.reading.notes,
    findings: [],
  };
  if (target !== undefined) {
    const classes = await topValues(table, target, 100);
    profile.target = { column: target, classes };
  }
  profile.findings = await doctor(table, profile, options);
  return profile;
}

async function profileColumns(table: Table, rows: number): Promise<ColumnProfile[]> {
  const parts = table.columns.flatMap(({ name: one, type }, i) => {
    const v = name(one);
    const basic = [
      `count(${v}) as n${i}`,
      rows > 10_000 ? `approx_count_distinct(${v}) as d${i}` : `count(distinct ${v}) as d${i}`,
    ];
    if (isNumeric(type)) {
      const x = asNumber(one, type);
      const finite = `filter (isfinite(${x}))`;
      return [
        ...basic,
        `min(${x}) ${finite} as lo${i}, max(${x}) ${finite} as hi${i}, avg(${x}) ${finite} as m${i}, stddev_samp(${x}) ${finite} as s${i}`,
        rows > 100_000
          ? `approx_quantile(${x}, [0.25, 0.5, 0.75]) ${finite} as q${i}`
          : `quantile_cont(${x}, [0.25, 0.5, 0.75]) ${finite} as q${i}`,
        `count(*) filter (isinf(${x})) as inf${i}`,
      ];
    }
    if (type === 'text')
      return [...basic, `min(length(${v})) as lo${i}, avg(length(${v})) as m${i}, max(length(${v})) as hi${i}`];
    return basic;
  });
  let row: Awaited<ReturnType<typeof table.engine.one>>;
  try {
    row = await table.engine.one(`select ${parts.join(', ')} from (${table.query})`);
  } catch (cause) {
    throw sqlError(cause);
  }
  const profiles = table.columns.map(({ name: one, type }, i): ColumnProfile => {
    const profile: ColumnProfile = {
      name: one,
      type,
      missing: rows - Number(row[`n${i}`]),
      distinct: Math.min(Number(row[`d${i}`]), Number(row[`n${i}`])),
    };
    const unit = one.match(/[([,_ ]([^()[\],_ ]+)[)\]]?$/)?.[1];
    const known = unit && unitOf(unit);
    if (known && isNumeric(type)) profile.unit = known;
    if (isNumeric(type) && row[`lo${i}`] !== null) {
      const [a = 0, b = 0, c = 0] = (row[`q${i}`] as number[] | null) ?? []; // as: three quantiles were asked for
      profile.numbers = {
        least: Number(row[`lo${i}`]),
        quartiles: [a, b, c],
        most: Number(row[`hi${i}`]),
        mean: Number(row[`m${i}`]),
        std: Number(row[`s${i}`] ?? 0),
        infinite: Number(row[`inf${i}`]),
      };
    }
    if (type === 'text' && row[`lo${i}`] !== null) {
      profile.lengths = { least: Number(row[`lo${i}`]), mean: Number(row[`m${i}`]), most: Number(row[`hi${i}`]) };
    }
    return profile;
  });
  await histograms(table, profiles);
  for (const profile of profiles) {
    if (!profile.numbers || profile.distinct <= 12) profile.top = await topValues(table, profile.name, 8);
  }
  return profiles;
}

/** One pass over the table for all histograms together. */
async function histograms(table: Table, profiles: readonly ColumnProfile[]): Promise<void> {
  const wide = profiles.filter(({ numbers }) => numbers && numbers.most > numbers.least);
  if (wide.length === 0) return;
  const parts = wide.map(({ name: one, type, numbers }, i) => {
    const step = (numbers!.most - numbers!.least) / bins;
    const x = asNumber(one, type);
    return `histogram(least(${bins - 1}, floor((${x} - ${numbers!.least}) / ${step}))::int) filter (isfinite(${x}))::varchar as h${i}`;
  });
  const row = await table.engine.one(`select ${parts.join(', ')} from (${table.query})`);
  for (const [i, profile] of wide.entries()) {
    const { least, most } = profile.numbers!;
    const counts = Array<number>(bins).fill(0);
    for (const [, bin, count] of String(row[`h${i}`]).matchAll(/(-?\d+)=(\d+)/g)) {
      const at = Math.min(bins - 1, Math.max(0, Number(bin)));
      counts[at]! += Number(count);
    }
    const edges = Array.from({ length: bins + 1 }, (_, b) => least + ((most - least) * b) / bins);
    profile.histogram = { edges, counts };
  }
}

async function topValues(table: Table, column: string, most: number): Promise<{ value: string; count: number }[]> {
  const v = name(column);
  const rows = await table.engine.all(
    `select ${v}::varchar as v, count(*) as n from (${table.query}) where ${v} is not null group by all order by n desc, v limit ${most}`,
  );
  return rows.map(({ v: value, n }) => ({ value: String(value), count: Number(n) }));
}

async function correlations(table: Table, columns: readonly ColumnProfile[]): Promise<TableProfile['correlations']> {
  const numeric = columns
    .filter(({ numbers, type }) => numbers && numbers.std > 0 && type !== 'date' && type !== 'timestamp')
    .slice(0, 40);
  const pairs = numeric.flatMap((a, i) => numeric.slice(i + 1).map((b) => [a, b] as const));
  if (pairs.length === 0) return [];
  // One pass: infinities would make every sum infinite.
  const finite = (one: ColumnProfile) => {
    const x = asNumber(one.name, one.type);
    return one.numbers!.infinite > 0 ? `case when isfinite(${x}) then ${x} end` : x;
  };
  const row = await table.engine.one(
    `select ${pairs.map(([a, b], i) => `corr(${finite(a)}, ${finite(b)}) as c${i}`).join(', ')} from (${table.query})`,
  );
  return pairs
    .map(([a, b], i) => ({ a: a.name, b: b.name, r: Number(row[`c${i}`] ?? Number.NaN) }))
    .filter(({ r }) => Number.isFinite(r))
    .sort((x, y) => Math.abs(y.r) - Math.abs(x.r))
    .slice(0, 30);
}

/** Whether a column can be laid on an axis. */
export function isNumeric(type: ColumnType): boolean {
  return type === 'integer' || type === 'number' || type === 'date' || type === 'timestamp';
}

/** A column as a number in SQL; times in milliseconds since 1970. */
export function asNumber(column: string, type: ColumnType): string {
  const v = name(column);
  return type === 'date' || type === 'timestamp' ? `epoch_ms(${v}::timestamp)::double` : `${v}::double`;
}
