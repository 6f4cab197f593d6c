import { asNumber } from '../../../table/as-number.ts';
import { name } from '../../../table/engine.ts';
import { sampled } from '../../../table/sampled.ts';
import type { Table } from '../../../table/table.ts';
import type { ColumnProfile } from '../../column-profile.ts';
import type { TableFindingKind } from '../contract.ts';
import { count, quoted, short } from '../words.ts';

/** Numbers that people write where there is none; 0 is looked at in its own way. */
const CODES = [-1, -9, -99, -999, -9999, -99999, 99, 999, 9999, 99999, 999999];

export const standIn: TableFindingKind = {
  kind: 'stand-in',
  place: 60,
  about: 'A number that stands for no value: −999, or 0 where nothing is near 0.',
  async look({ table, profile: { columns, rows } }) {
    if (rows < 20) return [];
    const numeric = columns.filter(
      ({ type, numbers, distinct }) => (type === 'integer' || type === 'number') && numbers && distinct > 10,
    );
    const suspects = await suspected(table, numeric, rows);
    if (suspects.length === 0) return [];
    const row = await table.engine.one(
      `select ${suspects.flatMap(({ column, codes }, i) => [
        ...codes.map((code, k) => `count(*) filter (${name(column.name)} = ${code}) as c${i}_${k}`),
        ...edges(column, i),
      ])} from (${table.query})`,
    );
    return suspects.flatMap(({ column, codes, middle, spread }, i) => {
      const [least, most] = [Number(row[`lo${i}`]), Number(row[`hi${i}`])];
      return codes
        .map((code, k) => ({ code, n: Number(row[`c${i}_${k}`]) }))
        .filter(({ code, n }) => n >= 2 && isBeyond(code, { least, most, middle, spread }))
        .filter(({ code }) => code !== 0 || least >= 5 * step(column, least, most))
        .map(({ code, n }) => ({
          ...{ kind: 'stand-in', severity: 'warning' as const, column: column.name, items: [] },
          message: `${quoted(column.name)} is ${code} in ${count(n)} rows, and from ${short(least)} to ${short(most)} in all others: a code for no value, it seems`,
          hint: `Make them missing: replace ${code} by nothing, after asking whoever wrote it`,
        }));
    });
  },
};

/** Where the other values lie: their ends, their middle, and the distance of their outer twentieths. */
type Others = { least: number; most: number; middle: number; spread: number };

/** Whether a code lies where no other value is near. */
function isBeyond(code: number, { least, most, middle, spread }: Others): boolean {
  if (code === 0) return least > 0 && least >= 0.2 * middle;
  return code < 0 ? least > 0 || code < least - spread : code > most + 2 * spread;
}

/**
 * The columns that may hold codes, and which: those within the column's range that lie beyond what a sample holds. All other
 * values lie at least as far out as the sample's, so that no code is lost by it.
 */
async function suspected(table: Table, columns: readonly ColumnProfile[], rows: number) {
  if (columns.length === 0) return [];
  const { from } = await sampled(table, rows);
  const sample = await table.engine.one(
    `select ${columns.flatMap((column, i) => [
      ...edges(column, i),
      `quantile_cont(${asNumber(column.name, column.type)}, [0.05, 0.5, 0.95]) filter (${isOther(column)}) as q${i}`,
    ])} from ${from}`,
  );
  return columns.flatMap((column, i) => {
    const quantiles = sample[`q${i}`];
    if (!Array.isArray(quantiles)) return [];
    const [low, middle, high] = quantiles.map(Number) as [number, number, number]; // as: three were asked for
    const spread = high - low;
    const [least, most] = [Number(sample[`lo${i}`]), Number(sample[`hi${i}`])];
    const isWithin = (code: number) => code >= column.numbers!.least && code <= column.numbers!.most;
    const codes = [...CODES, 0].filter((code) => isWithin(code) && isBeyond(code, { least, most, middle, spread }));
    return spread > 0 && codes.length > 0 ? [{ column, codes, middle, spread }] : [];
  });
}

const isOther = ({ name: column, type }: ColumnProfile) => `${asNumber(column, type)} not in (0, ${CODES.join(', ')})`;

/** Where the values begin and end that are no code, in SQL. */
function edges(column: ColumnProfile, i: number): string[] {
  const x = asNumber(column.name, column.type);
  return ['min', 'max'].map((end) => `${end}(${x}) filter (${isOther(column)}) as ${end === 'min' ? 'lo' : 'hi'}${i}`);
}

/** The usual distance of two neighbours, where values are spread evenly. */
function step({ type, distinct }: ColumnProfile, least: number, most: number): number {
  return type === 'integer' ? Math.max(1, (most - least) / (4 * distinct)) : (most - least) / (4 * distinct);
}
