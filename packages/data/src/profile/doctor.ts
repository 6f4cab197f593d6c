import { printable } from '@capstan/base';
import { dateFormats } from '../repair/date-formats.ts';
import { clockTimes } from '../repair/dirty/clock-times.ts';
import { mixedUnits } from '../repair/dirty/numbers.ts';
import { repairCells } from '../repair/dirty/repair-cells.ts';
import type { TextTable } from '../repair/dirty/text-table.ts';
import { copiesOf } from '../table/copies.ts';
import { name } from '../table/engine.ts';
import type { Table } from '../table/table.ts';
import { nearDuplicateTexts } from '../text/min-hash.ts';
import type { ColumnProfile, ProfileOptions, TableProfile } from './column-profile.ts';
import type { Distributions } from './distributions.ts';
import { asNumber, isNumeric, type Measured } from './measure-columns.ts';
import { personalData } from './personal-data.ts';
import type { TableFinding } from './table-finding.ts';

/** Rows up to which cells are compared with each other; of larger tables the first ones. */
const mostCompared = 20_000;

/** Looks for everything that would spoil a model, the grave first; each finding says how to mend it. */
export async function doctor(
  table: Table,
  profile: TableProfile,
  options: ProfileOptions & Pick<Distributions, 'outliers'> & Pick<Measured, 'words'>,
): Promise<TableFinding[]> {
  // Cells are looked at here while DuckDB looks for copies.
  const [copies, wrong] = await Promise.all([duplicates(table, profile, options), cells(table)]);
  const findings = [
    ...profile.columns.flatMap((column) => ofColumn(column, profile.rows)),
    ...outliers(profile, options.outliers),
    ...nullLike(options.words),
    ...copies,
    ...wrong,
    ...(await ofTarget(table, profile, options)),
    ...(await ofSplits(table, profile, options)),
  ];
  const order = { error: 0, warning: 1, note: 2 };
  return findings.sort((a, b) => order[a.severity] - order[b.severity]);
}

function ofColumn({ name: column, type, missing, distinct, numbers }: ColumnProfile, rows: number): TableFinding[] {
  const found: TableFinding[] = [];
  const shown = `'${printable(column)}'`;
  if (rows === 0) return found;
  if (missing > 0) {
    const share = missing / rows;
    const how = isNumeric(type) && type !== 'date' && type !== 'timestamp' ? 'median' : 'mode';
    found.push({
      ...{ kind: 'missing', severity: share >= 0.3 ? 'warning' : 'note', column, items: [] },
      message: `${shown} is missing in ${percent(share)} of the rows (${number(missing)})`,
      fix:
        share > 0.9
          ? 'Leave the column out'
          : `Impute it, for instance by its ${how}; say so to the model if that it is missing may mean something`,
      ...(share > 0.9 ? {} : { step: { step: 'impute', column, how } }),
    });
  }
  if (numbers && numbers.infinite > 0) {
    found.push({
      ...{ kind: 'infinite', severity: 'error', column, items: [] },
      message: `${shown} has ${number(numbers.infinite)} infinite values`,
      fix: 'Make them missing, then impute',
      step: { step: 'finite', column },
    });
  }
  if (distinct === 1 && missing === 0 && rows > 1) {
    const message = `${shown} is the same in all rows`;
    found.push({
      kind: 'constant',
      severity: 'note',
      column,
      message,
      fix: 'Leave it out: it can teach nothing',
      step: { step: 'drop-columns', columns: [column] },
      items: [],
    });
  }
  const unlike = distinct >= 0.98 * (rows - missing) && rows >= 50;
  if (
    unlike &&
    (type === 'text' || type === 'integer') &&
    missing === 0 &&
    (type !== 'integer' || /(^|[_\W])(id|index|key|no|nr|number|code)$|^#|id$/i.test(column))
  ) {
    found.push({
      ...{ kind: 'identifier', severity: 'warning', column, items: [] },
      message: `${shown} is another one in every row: an identifier, or free text`,
      fix: 'Leave it out of training; keep it to tell rows apart',
      step: { step: 'drop-columns', columns: [column] },
    });
  }
  return found;
}

/** Values beyond three interquartile ranges. */
function outliers({ columns, rows }: TableProfile, found: Distributions['outliers']): TableFinding[] {
  return columns.flatMap(({ name: column, numbers }): TableFinding[] => {
    const { low, high, count } = found.get(column) ?? { low: 0, high: 0, count: 0 };
    if (count === 0) return [];
    return [
      {
        ...{ kind: 'outliers', severity: count > 0.01 * rows ? 'note' : 'warning', column },
        message: `'${printable(column)}' has ${number(count)} values far from the others (below ${short(low)} or above ${short(high)})`,
        fix: 'See whether they are true; else clip or drop them, or scale by a robust scaler',
        step: { step: 'outliers', column, how: 'iqr', factor: 3, action: 'clip' },
        items: [{ file: column, reason: `from ${short(numbers!.least)} to ${short(numbers!.most)}` }],
      },
    ];
  });
}

function nullLike(words: Measured['words']): TableFinding[] {
  return [...words].map(
    ([column, { count, example }]): TableFinding => ({
      ...{ kind: 'null-like', severity: 'warning', column },
      message: `'${printable(column)}' has ${number(count)} cells with a word for no value, such as '${printable(example)}'`,
      fix: 'Make them missing',
      step: { step: 'null-words', column },
      items: [],
    }),
  );
}

async function duplicates(
  table: Table,
  { columns, rows }: TableProfile,
  { split }: ProfileOptions,
): Promise<TableFinding[]> {
  const all = table.columns.map(({ name: one }) => one).filter((one) => one !== split);
  const telling = columns
    .filter((column) => all.includes(column.name))
    .sort((a, b) => b.distinct - a.distinct)
    .slice(0, 2)
    .map((column) => column.name);
  const copies = await copiesOf(table.engine, table.numbered, all, telling);
  const { n } = await table.engine.one(`select count(*) as n from ${copies}`);
  const found: TableFinding[] = [];
  if (Number(n) > 0) {
    found.push({
      ...{ kind: 'duplicate-rows', severity: 'warning', items: [] },
      message: `${number(Number(n))} rows are copies of another`,
      fix: 'Keep the first of each',
      step: { step: 'deduplicate' },
    });
  }
  for (const { name: column, lengths, distinct } of columns) {
    if (!lengths || lengths.mean < 20 || distinct < 0.5 * rows) continue;
    const texts = (
      await table.engine.all(
        `select distinct ${name(column)} as v from (${table.query}) where ${name(column)} is not null limit ${mostCompared}`,
      )
    ).map(({ v }) => String(v));
    texts.sort();
    const pairs = nearDuplicateTexts(texts);
    if (pairs.length === 0) continue;
    found.push({
      ...{ kind: 'near-duplicate-text', severity: 'warning', column },
      message: `'${printable(column)}' has ${number(pairs.length)} pairs of texts that are nearly the same (they share four fifths of their runs of five characters)`,
      fix: 'Keep one of each, or keep both in the same split: group by the text',
      items: pairs.slice(0, 5).map(({ first: a, second: b, similarity }) => ({
        file: clip(texts[a]!),
        reason: `${percent(similarity)} as '${clip(texts[b]!)}'`,
      })),
    });
  }
  return found;
}

/** Units, times and dates written in several ways, cells that contradict the others, personal data. */
async function cells(table: Table): Promise<TableFinding[]> {
  const names = table.columns.map(({ name: one }) => one);
  const rows = await table.engine.all(
    `select ${names.map((one, i) => `coalesce(${name(one)}::varchar, '') as c${i}`).join(', ')} from (${table.query}) limit ${mostCompared}`,
  );
  const text: TextTable = { names, columns: names.map((_, i) => rows.map((row) => String(row[`c${i}`]))) };
  const found: TableFinding[] = [];
  for (const [c, column] of names.entries()) {
    const cells = text.columns[c]!;
    const personal = personalData(column, cells.filter((cell) => cell !== '').slice(0, 1000));
    if (personal) {
      found.push({
        ...{ kind: 'personal-data', severity: 'warning', column, items: [] },
        message: `'${printable(column)}' seems to hold ${personal}`,
        fix: 'Leave it out, or replace it by a keyed hash; ask whether you may train on it',
        step: { step: 'drop-columns', columns: [column] },
      });
    }
    if (table.columns[c]!.type !== 'text') continue;
    const formats = dateFormats(cells);
    if (formats.length > 1) {
      found.push({
        ...{ kind: 'mixed-dates', severity: 'error', column },
        message: `'${printable(column)}' holds dates in ${formats.length} formats: ${formats.map(({ format, count }) => `${format} (${number(count)})`).join(', ')}`,
        fix: 'Bring them to one; say whether the day or the month comes first where both are possible',
        step: { step: 'dates', column },
        items: formats.map(({ example, format }) => ({ file: example, reason: format })),
      });
    }
  }
  for (const [kind, some] of [
    ['mixed-units', [...mixedUnits(text), ...clockTimes(text)]],
    ['wrong-cells', repairCells(text)],
  ] as const) {
    const already = new Set(found.filter((one) => one.kind === 'mixed-units').map(({ column }) => column));
    for (const [column, repairs] of Map.groupBy(some, (one) => one.column)) {
      const known = repairs.filter(({ why }) => why !== 'a word for no value');
      if (already.has(column) || known.length === 0) continue;
      const what =
        kind === 'mixed-units'
          ? 'written in another way than the others'
          : 'that the other rows contradict, or that are misspelt';
      found.push({
        ...{ kind, severity: 'warning' as const, column },
        message: `'${printable(column)}' has ${number(known.length)} cells ${what}`,
        fix: 'Look at them in a dry run, then repair',
        step: { step: 'repair' },
        items: known.slice(0, 5).map(({ row, was, becomes, why }) => ({
          file: `row ${row + 1}`,
          reason: `'${clip(was)}'${becomes === undefined ? '' : ` → '${clip(becomes)}'`}, ${why}`,
        })),
      });
    }
  }
  return found;
}

async function ofTarget(
  table: Table,
  { columns, rows, target }: TableProfile,
  options: ProfileOptions,
): Promise<TableFinding[]> {
  if (!target || rows === 0) return [];
  const { column, classes } = target;
  const found: TableFinding[] = [];
  if (classes.length < 2) {
    const message = `the target '${printable(column)}' has ${classes.length === 0 ? 'no value' : `one class only, '${printable(classes[0]!.value)}'`}`;
    return [
      {
        kind: 'one-class',
        severity: 'error',
        column,
        message,
        fix: 'Nothing can be learnt from it: see whether rows of other classes were lost',
        items: [],
      },
    ];
  }
  const own = columns.find((one) => one.name === column)!;
  const categorical = own.distinct <= 50;
  if (categorical && classes[0]!.count > 3 * classes.at(-1)!.count) {
    found.push({
      ...{ kind: 'class-imbalance', severity: 'note', column, items: [] },
      message: `the classes of '${printable(column)}' are of very different size: ${number(classes[0]!.count)} and ${number(classes.at(-1)!.count)} rows`,
      fix: 'Weigh the loss, or over- or undersample; judge by more than accuracy',
    });
  }
  for (const other of columns) {
    if (other.name === column || other.name === options.split || other.distinct >= 0.5 * rows) continue;
    const [a, b] = [name(other.name), name(column)];
    const bin = other.numbers && other.distinct > 50 ? `ntile(50) over (order by ${a})` : a;
    const { share, base } = await table.engine.one(
      categorical
        ? `with g as (select ${bin} as g, ${b} as y from (${table.query}) where ${a} is not null and ${b} is not null), c as (select g, y, count(*) as n from g group by all) select (select sum(m) from (select max(n) as m from c group by g)) / (select sum(n) from c) as share, (select max(n) from (select sum(n) as n from c group by y)) / (select sum(n) from c) as base`
        : `select 0 as share, 1 as base`,
    );
    const alone = Number(share);
    if (alone > 0.98 && alone > Number(base) + 0.5 * (1 - Number(base))) {
      found.push({
        ...{ kind: 'target-leak', severity: 'error', column: other.name, items: [] },
        message: `'${printable(other.name)}' alone tells '${printable(column)}' in ${percent(alone)} of the rows`,
        fix: 'If it is not known before the target is, leave it out',
        step: { step: 'drop-columns', columns: [other.name] },
      });
    }
  }
  return found;
}

async function ofSplits(
  table: Table,
  { columns, rows }: TableProfile,
  { split }: ProfileOptions,
): Promise<TableFinding[]> {
  if (split === undefined || rows === 0) return [];
  const found: TableFinding[] = [];
  const s = name(split);
  const others = columns.filter((one) => one.name !== split);
  const { n } = await table.engine.one(
    `select count(*) as n from (select 1 from (${table.query}) group by hash(${others.map((one) => name(one.name)).join(', ')}) having count(distinct ${s}) > 1)`,
  );
  if (Number(n) > 0) {
    found.push({
      ...{ kind: 'split-overlap', severity: 'error', column: split, items: [] },
      message: `${number(Number(n))} rows are in more than one split`,
      fix: 'Take them out of training: what is tested must not have been seen',
      step: { step: 'deduplicate', except: [split] },
    });
  }
  for (const { name: column, type, numbers, distinct } of others) {
    const v = name(column);
    // Population stability index over tenths or categories: above 0.25 is a shift by convention.
    const bin = numbers && distinct > 10 ? `ntile(10) over (order by ${asNumber(column, type)})` : `${v}::varchar`;
    if (!(numbers && distinct > 10) && distinct > 50) continue;
    const { psi } = await table.engine.one(
      `with b as (select ${bin} as b, ${s} as s from (${table.query})), c as (select s, b, count(*) as n from b group by all), t as (select s, sum(n) as t from c group by s), p as (select c1.s as s1, c2.s as s2, sum((c1.n / t1.t - c2.n / t2.t) * ln((c1.n / t1.t) / (c2.n / t2.t))) as psi from c c1 join c c2 on c1.b is not distinct from c2.b and c1.s < c2.s join t t1 on t1.s = c1.s join t t2 on t2.s = c2.s group by all) select max(psi) as psi from p`,
    );
    if (Number(psi ?? 0) > 0.25) {
      found.push({
        ...{ kind: 'drift', severity: 'warning', column, items: [] },
        message: `'${printable(column)}' is distributed otherwise in another split (stability index ${Number(psi).toFixed(2)})`,
        fix: 'Split again at random, or by time if the future is what you predict',
      });
    }
  }
  return found;
}

function clip(value: string): string {
  const plain = printable(value);
  return plain.length > 60 ? `${plain.slice(0, 59)}…` : plain;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share > 0.1 && share < 0.99 ? 0 : 1)} %`;
}

function number(n: number): string {
  return n.toLocaleString('en');
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
