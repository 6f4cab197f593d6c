import { printable } from '@capstan/base';
import type { TableEngine } from '../engine.ts';
import type { ReadingOptions } from '../readers/options.ts';
import type { Narrowed, TextColumn } from './text-column.ts';

type Order = NonNullable<ReadingOptions['dateOrder']>;

const words: Record<Order, string> = { dmy: 'the day first', mdy: 'the month first', ymd: 'the year first' };

/** Dates of numbers, such as 13/04/2024: whether day or month comes first is decided by all cells. */
export async function dateReading(
  engine: TableEngine,
  about: TextColumn,
  { dateOrder }: ReadingOptions,
): Promise<Narrowed | undefined> {
  const { column, cell, given, count, from } = about;
  const label = `column '${printable(column)}'`;
  const date = (order: Order, sign: string) => {
    const format = order === 'dmy' ? ['%d', '%m', '%Y'] : order === 'mdy' ? ['%m', '%d', '%Y'] : ['%Y', '%m', '%d'];
    return `try_strptime(trim(${cell}), '${format.join(sign)}')::date`;
  };
  for (const sign of ['/', '-', '.']) {
    const shaped = (year: boolean) =>
      `regexp_full_match(${cell}, '\\s*${(year ? ['\\d{4}', '\\d{1,2}', '\\d{1,2}'] : ['\\d{1,2}', '\\d{1,2}', '\\d{4}']).join(`[${sign}]`)}\\s*')`;
    const each = (['dmy', 'mdy', 'ymd'] as const).map(
      (order) =>
        `count(*) filter (${given} and ${shaped(order === 'ymd')} and ${date(order, sign)} is not null) as ${order}`,
    );
    const row = await engine.one(
      `select ${each.join(', ')}, count(*) filter (${given} and (${shaped(true)} or ${shaped(false)})) as shaped from ${from}`,
    );
    if (Number(row.shaped) !== count) continue;
    const fits = (order: Order) => Number(row[order]) === count;
    const order =
      dateOrder ??
      (fits('ymd')
        ? 'ymd'
        : sign === '.' && fits('dmy')
          ? 'dmy'
          : fits('dmy') && !fits('mdy')
            ? 'dmy'
            : fits('mdy') && !fits('dmy')
              ? 'mdy'
              : undefined);
    if (order !== undefined && fits(order)) {
      const message = `${label}: dates with ${words[order]}, as all of its ${count.toLocaleString('en')} cells allow`;
      return { sql: date(order, sign), notes: [{ kind: 'date-order', count, message, items: [] }] };
    }
    const lost = order === undefined ? 0 : count - Number(row[order]);
    const isEither = fits('dmy') && fits('mdy');
    const message =
      order !== undefined
        ? `${label}: ${lost.toLocaleString('en')} of ${count.toLocaleString('en')} cells are no dates with ${words[order]}: kept as text`
        : isEither
          ? `${label}: ${count.toLocaleString('en')} dates that could have the day or the month first: kept as text`
          : `${label}: dates with the day first (${row.dmy} fit) and dates with the month first (${row.mdy} fit) are mixed: kept as text`;
    const hint = isEither
      ? "Say which: dateOrder: 'dmy' or 'mdy'"
      : 'See which are wrong; as text nothing of them is lost';
    return { sql: undefined, notes: [{ kind: 'ambiguous', count, message, hint, items: [] }] };
  }
  return undefined;
}
