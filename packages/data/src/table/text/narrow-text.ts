import { printable } from '@capstan/base';
import { name, type TableEngine, text } from '../engine.ts';
import type { ReadingOptions } from '../readers/options.ts';
import type { ReadingNote } from '../readers/reading.ts';
import { dateReading } from './date-reading.ts';
import { numberReading } from './number-reading.ts';
import { typed } from './prove.ts';
import type { Narrowed, TextColumn } from './text-column.ts';
import { wordsForNothing } from './values.ts';

/** Null-like words in SQL. */
export const nullWordsSql = wordsForNothing.map(text).join(', ');

/**
 * Text columns that turn out, by all of their cells, to hold nothing but numbers or dates: however they are written, and with
 * words for no value among them, which are counted. What is not wholly so stays text, as do codes with leading zeros.
 *
 * @returns what follows the star: `select * ${replace} from …`
 */
export async function narrowText(
  engine: TableEngine,
  query: string,
  columns: readonly { name: string; type: string }[],
  options: ReadingOptions = {},
): Promise<{ replace: string; columns: string[]; notes: ReadingNote[] }> {
  const notes: ReadingNote[] = [];
  const casts: string[] = [];
  const done: string[] = [];
  const own = (options.na ?? []).map((word) => text(word.trim().toLowerCase()));
  const na = [nullWordsSql, ...own].join(', ');
  for (const { name: column, type } of columns) {
    if (type !== 'VARCHAR') continue;
    const cell = name(column);
    const given = `${cell} is not null and lower(trim(${cell})) not in (${na})`;
    const from = `(${query})`;
    const facts = await engine.one(
      `select count(*) filter (${given}) as given, count(*) filter (${cell} is not null and not (${given})) as words from ${from}`,
    );
    const [count, words] = [Number(facts.given), Number(facts.words)];
    if (count === 0 && own.length === 0) continue;
    const about = { column, cell, given, count, from };
    const found =
      count === 0
        ? undefined
        : ((await plain(engine, about, options)) ??
          (await numberReading(engine, about, options)) ??
          (await dateReading(engine, about, options)));
    notes.push(...(found?.notes ?? []));
    if (found?.sql === undefined) {
      if (own.length > 0)
        casts.push(`case when lower(trim(${cell})) in (${own.join(', ')}) then null else ${cell} end as ${cell}`);
      continue;
    }
    if (words > 0) {
      const message = `column '${printable(column)}': ${words.toLocaleString('en')} cells with a word for no value, such as N/A, are read as missing`;
      notes.push({ kind: 'null-like', count: words, message, items: [] });
    }
    done.push(column);
    casts.push(`case when ${given} then ${found.sql} end as ${cell}`);
  }
  return { replace: casts.length === 0 ? '' : ` replace (${casts.join(', ')})`, columns: done, notes };
}

/** Plain numbers and times, beside words for no value. */
async function plain(
  engine: TableEngine,
  { cell, given, count, from }: TextColumn,
  { decimal, thousands }: ReadingOptions,
): Promise<Narrowed | undefined> {
  const types = (['BIGINT', 'DOUBLE', 'TIMESTAMP', 'ZONED'] as const).filter(
    (type) => type !== 'DOUBLE' || (decimal !== ',' && thousands !== '.'),
  );
  const each = types.map((type) => `count(*) filter (${given} and ${typed(cell, type).fits}) as ${type}`);
  const row = await engine.one(`select ${each.join(', ')} from ${from}`);
  const type = types.find((one) => Number(row[one]) === count);
  return type && { sql: typed(cell, type).value, notes: [] };
}
