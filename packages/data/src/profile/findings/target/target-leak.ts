import { asNumber, isNumeric } from '../../../table/as-number.ts';
import { name } from '../../../table/engine.ts';
import type { Table } from '../../../table/table.ts';
import type { ColumnProfile, TableProfile } from '../../column-profile.ts';
import type { TableFindingKind } from '../contract.ts';
import { percent, quoted } from '../words.ts';

const BINS = 100; // of a column of numbers
const MOST_CLASSES = 50; // above them a target is a number
const SURE = 0.98;

export const targetLeak: TableFindingKind = {
  kind: 'target-leak',
  place: 240,
  about: 'A column that alone gives the target away, in rows that it was not learnt from.',
  async look({ table, profile, options }) {
    const { target, columns, rows } = profile;
    if (!target || target.classes.length < 2 || rows < 20) return [];
    const own = columns.find(({ name }) => name === target.column)!;
    const found = [];
    for (const other of columns) {
      if (other.name === own.name || other.name === options.split || other.distinct < 2) continue;
      const told =
        isNumeric(own.type) && own.distinct > MOST_CLASSES
          ? await tellsNumber(table, other, own)
          : await tellsClass(table, other, own, profile);
      if (told === undefined) continue;
      found.push({
        ...{ kind: 'target-leak', severity: 'error' as const, column: other.name, items: [] },
        message: `${quoted(other.name)} alone tells ${quoted(own.name)} ${told}`,
        hint: 'If it is not known before the target is, leave it out',
        step: { step: 'drop-columns' as const, columns: [other.name] },
      });
    }
    return found;
  },
};

/** Rows with x, y and the half they are in; numbers by the hundredth of the rows that they are in. */
function halves(table: Table, other: ColumnProfile, own: ColumnProfile): string {
  const x =
    isNumeric(other.type) && other.distinct > BINS
      ? `ntile(${BINS}) over (order by ${asNumber(other.name, other.type)})`
      : `${name(other.name)}::varchar`;
  return `select ${x} as x, ${name(own.name)} as y, ${name(other.name)} as raw, hash(row_number() over ()) % 2 as half from (${table.query}) where ${name(other.name)} is not null and ${name(own.name)} is not null`;
}

/** Whether the most frequent class of each value, learnt in one half, is right in the other; and the best single cut. */
async function tellsClass(
  table: Table,
  other: ColumnProfile,
  own: ColumnProfile,
  { target, rows }: TableProfile,
): Promise<string | undefined> {
  const { share, base, cover } = await table.engine.one(
    `with h as (${halves(table, other, own)}), c as (select half, x, y, count(*) as n from h group by all), m as (select half, x, arg_max(y, n) as y from c group by all), scored as (select count(*) as n, count(m.y) as seen, count(*) filter (m.y = h.y) as hits from h left join m on m.x = h.x and m.half <> h.half) select hits / nullif(seen, 0) as share, seen / nullif(n, 0) as cover, (select max(n) from (select count(*) as n from h group by y)) / n as base from scored`,
  );
  const least = Number(base) + 0.5 * (1 - Number(base));
  if (Number(cover) >= 0.5 && Number(share) > SURE && Number(share) > least) {
    return `in ${percent(Number(share))} of the rows`;
  }
  // A score with a threshold: two classes, and hardly a row on the wrong side of the best cut.
  if (target!.classes.length !== 2 || !isNumeric(other.type) || own.distinct !== 2) return undefined;
  const { auc } = await table.engine.one(
    `with h as (select ${asNumber(other.name, other.type)} as x, (${name(own.name)}::varchar = (select min(${name(own.name)}::varchar) from (${table.query})))::int as y from (${table.query}) where ${name(other.name)} is not null and ${name(own.name)} is not null), r as (select y, (rank() over (order by x) + rank() over (order by x) + count(*) over (partition by x) - 1) / 2.0 as rank from h) select (sum(rank) filter (y = 1) - count(*) filter (y = 1) * (count(*) filter (y = 1) + 1) / 2.0) / nullif(count(*) filter (y = 1)::double * count(*) filter (y = 0), 0) as auc from r`,
  );
  const sure = Math.max(Number(auc), 1 - Number(auc));
  return sure > 0.995 && rows >= 50 ? `by a threshold (AUC ${sure.toFixed(4)})` : undefined;
}

/** Whether the order of one is the order of the other, or the mean of each value, learnt in one half, explains the other. */
async function tellsNumber(table: Table, other: ColumnProfile, own: ColumnProfile): Promise<string | undefined> {
  if (isNumeric(other.type) && other.distinct > 10) {
    const { r } = await table.engine.one(
      `with k as (select rank() over (order by ${asNumber(other.name, other.type)}) as a, rank() over (order by ${asNumber(own.name, own.type)}) as b from (${table.query}) where ${name(other.name)} is not null and ${name(own.name)} is not null) select corr(a, b) as r from k`,
    );
    if (Math.abs(Number(r)) > 0.995) return `by its order (rank correlation ${Number(r).toFixed(4)})`;
  }
  const { explained, cover } = await table.engine.one(
    `with h as (select x, half, y::double as y from (${halves(table, other, own)})), m as (select half, x, avg(y) as y from h group by all), j as (select h.y as y, m.y as p from h left join m on m.x = h.x and m.half <> h.half) select 1 - sum((y - p) ** 2) / nullif(var_pop(y) filter (p is not null) * count(p), 0) as explained, count(p) / count(*) as cover from j where p is not null`,
  );
  return Number(cover) >= 0.5 && Number(explained) > SURE
    ? `(${percent(Number(explained))} of its variance)`
    : undefined;
}
