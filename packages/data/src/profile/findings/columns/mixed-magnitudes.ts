import { asNumber } from '../../../table/as-number.ts';
import { sampled } from '../../../table/sampled.ts';
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
  about: 'Numbers of which some are in another unit: the others, times a factor between units.',
  async look({ table, profile: { columns, rows } }) {
    const found = [];
    const { from, isSample } = sampled(table, rows);
    for (const { name: column, type, numbers, distinct } of columns) {
      if (
        !numbers ||
        (type !== 'integer' && type !== 'number') ||
        distinct < 20 ||
        rows < 40 ||
        numbers.quartiles[0] <= 0
      )
        continue;
      const x = asNumber(column, type);
      const middle = numbers.quartiles[1];
      for (const [factor, what, wanted] of FACTORS) {
        if (wanted && !wanted.test(column)) continue;
        // Cut half-way between the two on the logarithm, above and below.
        for (const [over, cut] of [
          [true, middle * Math.sqrt(factor)],
          [false, middle / Math.sqrt(factor)],
        ] as const) {
          const inside = over ? `${x} > ${cut}` : `${x} < ${cut}`;
          const sql = (from: string) =>
            `select count(*) as rows, count(*) filter (${inside}) as n, quantile_cont(ln(${x}), 0.5) filter (${inside}) as m, quantile_cont(ln(${x}), 0.5) filter (not (${inside})) as rest, quantile_cont(ln(${x}), [0.01, 0.99]) filter (not (${inside})) as wide, min(${x}) filter (${inside}) as lo, max(${x}) filter (${inside}) as hi, min(${x}) filter (not (${inside})) as rlo, max(${x}) filter (not (${inside})) as rhi from ${from} where ${x} > 0`;
          const isApart = (row: Record<string, unknown>) => {
            const [n, all] = [Number(row.n), Number(row.rows)];
            if (n < Math.max(3, 0.005 * all) || n > 0.3 * all) return false;
            const shift = Math.abs(Number(row.m) - Number(row.rest));
            const wide = (row.wide as number[]).map(Number); // two were asked for
            const near = Math.abs(shift - Math.log(factor)) < (factor > 10 ? 0.35 : 0.12);
            const apart = wide[1]! - wide[0]! < (factor > 10 ? 0.75 : 1.2) * Math.log(factor);
            const gap = over ? Number(row.lo) / Number(row.rhi) : Number(row.rlo) / Number(row.hi);
            return near && apart && gap >= (factor > 10 ? 3 : 1);
          };
          // A large table is looked at whole only where a sample of it says so.
          let row = await table.engine.one(sql(from));
          if (!isApart(row)) continue;
          if (isSample) row = await table.engine.one(sql(`(${table.query})`));
          if (!isApart(row)) continue;
          const n = Number(row.n);
          found.push({
            ...{ kind: 'mixed-magnitudes', severity: 'warning' as const, column },
            message: `${quoted(column)} has ${count(n)} values that are ${what}`,
            hint: 'Convert them, if they are in another unit',
            items: [
              {
                file: column,
                reason: `${short(Number(row.lo))} to ${short(Number(row.hi))}; the others ${short(Number(row.rlo))} to ${short(Number(row.rhi))}`,
              },
            ],
          });
        }
      }
    }
    // One factor a column: the first that fits.
    return [...new Map(found.toReversed().map((one) => [one.column, one])).values()].toReversed();
  },
};
