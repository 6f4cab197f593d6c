import { isNumeric, numberIn } from '../../../table/as-number.ts';
import { countUpTo } from '../../../table/double.ts';
import { name } from '../../../table/engine.ts';
import type { Table } from '../../../table/table.ts';
import type { ColumnProfile } from '../../column-profile.ts';
import { isShifted, mostCategories, type Shift, sharedCuts, stability, tenths } from '../../stability.ts';
import type { TableFindingKind } from '../contract.ts';
import { quoted } from '../words.ts';

export const drift: TableFindingKind = {
  kind: 'drift',
  place: 260,
  about:
    'A column that is distributed otherwise in another split (population stability index above 0.25, and above what chance gives).',
  async look({ table, profile: { columns, rows }, options: { split } }) {
    if (split === undefined || rows === 0) return [];
    const found = [];
    for (const column of columns) {
      if (column.name === split) continue;
      const isNumber = isNumeric(column.type) && column.numbers !== undefined && column.distinct > 10;
      // What is another one in every row is in one split alone by nature.
      if (!isNumber && column.distinct > 0.5 * (rows - column.missing)) continue;
      const counts = await (isNumber ? numbersBySplit : categoriesBySplit)(table, column, split);
      const worst = most(counts);
      if (worst === undefined) continue;
      found.push({
        ...worst,
        finding: {
          ...{ kind: 'drift', severity: 'warning' as const, column: column.name, items: [] },
          message: `${quoted(column.name)} is distributed otherwise in another split (stability index ${worst.shift.toFixed(2)})`,
          hint: 'Split again at random, or by time if the future is what you predict',
        },
      });
    }
    return found.sort((a, b) => b.shift - a.shift).map(({ finding }) => finding);
  },
};

/** Of all pairs of splits that are told apart, the one that is farthest apart. */
function most(splits: readonly (readonly number[])[]): Shift | undefined {
  const pairs = splits.flatMap((a, i) => splits.slice(i + 1).map((b) => stability(a, b)));
  return pairs.filter(isShifted).sort((a, b) => b.shift - a.shift)[0];
}

/** Of each split, the rows in each bin between shared cuts, and those without a number. */
async function numbersBySplit(table: Table, column: ColumnProfile, split: string): Promise<number[][]> {
  const [x, s] = [numberIn(column, false), name(split)];
  const from = `from (${table.query}) where ${s} is not null group by ${s}`;
  const cuts = await table.engine.all(`select ${tenths(x)} as cuts ${from}`);
  const shared = sharedCuts(cuts.map((row) => numbers(row.cuts)));
  if (shared.length === 0) return [];
  const found = await table.engine.all(
    `select ${countUpTo(x, shared).sql} as counts, count(*) - count(${x}) as gaps ${from}`,
  );
  // A histogram ends with what is above all cuts where something is, and is nothing where there is no number.
  return found.map((row) => {
    const counts = numbers(row.counts);
    return [...Array.from({ length: shared.length + 1 }, (_, i) => counts[i] ?? 0), Number(row.gaps)];
  });
}

/** Of each split, the rows of each of the most frequent categories, of all others together, and of none. */
async function categoriesBySplit(table: Table, column: ColumnProfile, split: string): Promise<number[][]> {
  const [v, s] = [`${name(column.name)}::varchar`, `${name(split)}::varchar`];
  const found = await table.engine.all(
    `with frequent as (select ${v} as v, count(*) as n from (${table.query}) where ${v} is not null group by 1 order by n desc, v limit ${mostCategories})
    select ${s} as s, case when ${v} is null then 'none' when ${v} in (select v from frequent) then '=' || ${v} else 'other' end as b, count(*) as n from (${table.query}) where ${s} is not null group by all`,
  );
  const bins = [...new Set(found.map(({ b }) => b))];
  return [...Map.groupBy(found, (row) => row.s).values()].map((rows) => {
    const counts = new Map(rows.map(({ b, n }) => [b, Number(n)]));
    return bins.map((bin) => counts.get(bin) ?? 0);
  });
}

const numbers = (list: unknown): number[] => (Array.isArray(list) ? list.map(Number) : []);
