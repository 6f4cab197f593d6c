import { asNumber } from '../../../table/as-number.ts';
import { name } from '../../../table/engine.ts';
import type { TableFindingKind } from '../contract.ts';
import { quoted } from '../words.ts';

/** Above it a shift by convention. */
const SHIFT = 0.25;
const CATEGORIES = 50; // the most frequent; what is left counts as one

export const drift: TableFindingKind = {
  kind: 'drift',
  about: 'A column that is distributed otherwise in another split (population stability index above 0.25).',
  async look({ table, profile: { columns, rows }, options: { split } }) {
    if (split === undefined || rows === 0) return [];
    const found = [];
    for (const { name: column, type, numbers, distinct, missing } of columns) {
      if (column === split) continue;
      const v = name(column);
      const numeric = numbers !== undefined && distinct > 10;
      // What is another one in every row is in one split alone by nature.
      if (!numeric && distinct > 0.5 * (rows - missing)) continue;
      // Bins between the tenths of all splits together; equal values are never parted.
      const bin = numeric
        ? `len(list_filter((select list_distinct(quantile_disc(${asNumber(column, type)}, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])) from (${table.query})), lambda cut: cut < ${asNumber(column, type)}))::varchar`
        : `case when ${v}::varchar in (select v from (select ${v}::varchar as v, count(*) as n from (${table.query}) group by 1 order by n desc, v limit ${CATEGORIES})) then ${v}::varchar else '…' end`;
      // Every bin counts in every split, with half a row put into each (Jeffreys), so that what is in one alone weighs most.
      const { psi } = await table.engine.one(
        `with b as (select coalesce(${bin}, '(missing)') as b, ${name(split)} as s from (${table.query}) where ${name(split)} is not null), g as (select s, b, count(*) as n from b group by all), cells as (select s.s, b.b, coalesce(g.n, 0) + 0.5 as n from (select distinct s from b) s cross join (select distinct b from b) b left join g on g.s = s.s and g.b = b.b), p as (select s, b, n / sum(n) over (partition by s) as p from cells) select max(psi) as psi from (select sum((x.p - y.p) * ln(x.p / y.p)) as psi from p x join p y on x.b = y.b and x.s < y.s group by x.s, y.s)`,
      );
      if (Number(psi ?? 0) <= SHIFT) continue;
      found.push({
        psi: Number(psi),
        finding: {
          ...{ kind: 'drift', severity: 'warning' as const, column, items: [] },
          message: `${quoted(column)} is distributed otherwise in another split (stability index ${Number(psi).toFixed(2)})`,
          hint: 'Split again at random, or by time if the future is what you predict',
        },
      });
    }
    return found.sort((a, b) => b.psi - a.psi).map(({ finding }) => finding);
  },
};
