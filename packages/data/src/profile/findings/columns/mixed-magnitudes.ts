import { asNumber } from '../../../table/as-number.ts';
import { sampled } from '../../../table/sampled.ts';
import type { Table } from '../../../table/table.ts';
import type { ColumnProfile } from '../../column-profile.ts';
import type { TableFindingKind } from '../contract.ts';
import { count, quoted, short } from '../words.ts';

/** Factors between units, and what they are between. */
const FACTORS: readonly [factor: number, what: string, name?: RegExp][] = [
  [1000, 'a thousand times, as grams beside kilograms'],
  [100, 'a hundred times, as cents beside whole units, or shares beside per cent'],
  [2.20462, '2.2 times, as pounds beside kilograms', /weight|mass|gewicht|kg|lb/i],
  [2.54, '2.54 times, as centimetres beside inches', /height|length|width|size|cm|inch/i],
  [3.28084, '3.28 times, as feet beside metres', /height|length|distance|altitude|feet|ft/i],
  [1.60934, '1.6 times, as kilometres beside miles', /distance|speed|km|mile/i],
];

export const mixedMagnitudes: TableFindingKind = {
  kind: 'mixed-magnitudes',
  place: 70,
  about: 'Numbers of which some are in another unit: the others, times a factor between units.',
  async look({ table, profile: { columns, rows } }) {
    const found = [];
    const { from, isSample } = await sampled(table, rows);
    for (const { column, x, factor, what, over, cut } of await divided(table, from, columns, rows)) {
      const inside = over ? `${x} > ${cut}` : `${x} < ${cut}`;
      const ends = `count(*) as rows, count(*) filter (${inside}) as n, min(${x}) filter (${inside}) as lo, max(${x}) filter (${inside}) as hi, min(${x}) filter (not (${inside})) as rlo, max(${x}) filter (not (${inside})) as rhi`;
      const middles = `quantile_cont(ln(${x}), 0.5) filter (${inside}) as m, quantile_cont(ln(${x}), 0.5) filter (not (${inside})) as rest, quantile_cont(ln(${x}), [0.01, 0.99]) filter (not (${inside})) as wide`;
      const isGap = ({ rows: all, n, lo, hi, rlo, rhi }: Record<string, unknown>) => {
        const gap = over ? Number(lo) / Number(rhi) : Number(rlo) / Number(hi);
        return isShare(Number(n), Number(all)) && gap >= (factor > 10 ? 3 : 1);
      };
      // A large table is looked at whole only where a sample of it says so, and then for where the two parts end.
      let row = await table.engine.one(`select ${ends}, ${middles} from ${from} where ${x} > 0`);
      if (!isGap(row)) continue;
      const shift = Math.abs(Number(row.m) - Number(row.rest));
      const wide = (row.wide as number[]).map(Number); // as: two were asked for
      const isNear = Math.abs(shift - Math.log(factor)) < (factor > 10 ? 0.35 : 0.12);
      const isApart = wide[1]! - wide[0]! < (factor > 10 ? 0.75 : 1.2) * Math.log(factor);
      if (!isNear || !isApart) continue;
      if (isSample) row = await table.engine.one(`select ${ends} from (${table.query}) where ${x} > 0`);
      if (!isGap(row)) continue;
      found.push({
        ...{ kind: 'mixed-magnitudes', severity: 'warning' as const, column },
        message: `${quoted(column)} has ${count(Number(row.n))} values that are ${what}`,
        hint: 'Convert them, if they are in another unit',
        items: [
          {
            file: column,
            reason: `${short(Number(row.lo))} to ${short(Number(row.hi))}; the others ${short(Number(row.rlo))} to ${short(Number(row.rhi))}`,
          },
        ],
      });
    }
    // One factor a column: the first that fits.
    return [...new Map(found.toReversed().map((one) => [one.column, one])).values()].toReversed();
  },
};

/** Whether some are so many that they are no chance, and so few that they are not the rule. */
const isShare = (n: number, all: number): boolean => n >= Math.max(3, 0.005 * all) && n <= 0.3 * all;

/** The columns and factors of which some values, not too many, lie half-way to where the factor leads or beyond: in one scan. */
async function divided(table: Table, from: string, columns: readonly ColumnProfile[], rows: number) {
  const cuts = columns.flatMap(({ name: column, type, numbers, distinct }) => {
    const isMeasure = numbers && (type === 'integer' || type === 'number') && numbers.quartiles[0] > 0;
    if (!isMeasure || distinct < 20 || rows < 40) return [];
    const [x, middle] = [asNumber(column, type), numbers.quartiles[1]];
    return FACTORS.filter(([, , wanted]) => !wanted || wanted.test(column)).flatMap(([factor, what]) => [
      // Cut half-way between the two on the logarithm, above and below.
      { column, x, factor, what, over: true, cut: middle * Math.sqrt(factor) },
      { column, x, factor, what, over: false, cut: middle / Math.sqrt(factor) },
    ]);
  });
  if (cuts.length === 0) return [];
  const counts = await table.engine.one(
    `select ${cuts.map(({ x, over, cut }, i) => `count(*) filter (${x} > 0) as all${i}, count(*) filter (${x} > 0 and ${x} ${over ? '>' : '<'} ${cut}) as n${i}`).join(', ')} from ${from}`,
  );
  return cuts.filter((_, i) => isShare(Number(counts[`n${i}`]), Number(counts[`all${i}`])));
}
