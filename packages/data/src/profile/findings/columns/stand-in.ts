import { asNumber } from '../../../table/as-number.ts';
import { name } from '../../../table/engine.ts';
import { sampled } from '../../../table/sampled.ts';
import type { ColumnProfile } from '../../column-profile.ts';
import type { TableFindingKind } from '../contract.ts';
import { count, quoted, short } from '../words.ts';

/** Numbers that people write where there is none. */
const CODES = [-1, -9, -99, -999, -9999, -99999, 99, 999, 9999, 99999, 999999];

export const standIn: TableFindingKind = {
  kind: 'stand-in',
  about: 'A number that stands for no value: −999, or 0 where nothing is near 0.',
  async look({ table, profile: { columns, rows } }) {
    const numeric = columns.filter(
      ({ type, numbers, distinct }) => (type === 'integer' || type === 'number') && numbers && distinct > 10,
    );
    if (numeric.length === 0 || rows < 20) return [];
    const parts = numeric.flatMap((column, i) => {
      const x = asNumber(column.name, column.type);
      return [
        ...CODES.map((code, k) => `count(*) filter (${name(column.name)} = ${code}) as c${i}_${k}`),
        `count(*) filter (${name(column.name)} = 0) as z${i}`,
        // Of the others: where they begin and end, and how close they lie.
        `min(${x}) filter (${x} not in (0, ${CODES.join(', ')})) as lo${i}`,
        `max(${x}) filter (${x} not in (0, ${CODES.join(', ')})) as hi${i}`,
      ];
    });
    const spreads = numeric.map(({ name: column, type }, i) => {
      const x = asNumber(column, type);
      return `quantile_cont(${x}, [0.05, 0.5, 0.95]) filter (${x} not in (0, ${CODES.join(', ')})) as q${i}`;
    });
    const row = {
      ...(await table.engine.one(`select ${parts.join(', ')} from (${table.query})`)),
      ...(await table.engine.one(`select ${spreads.join(', ')} from ${sampled(table, rows).from}`)),
    };
    return numeric.flatMap((column, i) => {
      const quantiles = row[`q${i}`];
      if (!Array.isArray(quantiles)) return [];
      const [low, middle, high] = quantiles.map(Number) as [number, number, number]; // three were asked for
      const spread = high - low;
      if (!(spread > 0)) return [];
      const least = Number(row[`lo${i}`]);
      const most = Number(row[`hi${i}`]);
      const found = CODES.flatMap((code, k) => {
        const n = Number(row[`c${i}_${k}`]);
        const beyond = code < 0 ? least > 0 || code < least - spread : code > most + 2 * spread;
        return n >= 2 && beyond ? [{ code, n }] : [];
      });
      const zeros = Number(row[`z${i}`]);
      if (zeros >= 2 && least >= 0.2 * middle && least > 0 && least >= 5 * step(column, least, most)) {
        found.push({ code: 0, n: zeros });
      }
      return found.map(({ code, n }) => ({
        ...{ kind: 'stand-in', severity: 'warning' as const, column: column.name, items: [] },
        message: `${quoted(column.name)} is ${code} in ${count(n)} rows, and from ${short(least)} to ${short(most)} in all others: a code for no value, it seems`,
        hint: `Make them missing: replace ${code} by nothing, after asking whoever wrote it`,
      }));
    });
  },
};

/** The usual distance of two neighbours, where values are spread evenly. */
function step({ type, distinct }: ColumnProfile, least: number, most: number): number {
  return type === 'integer' ? Math.max(1, (most - least) / (4 * distinct)) : (most - least) / (4 * distinct);
}
