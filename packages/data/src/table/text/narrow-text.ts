import { printable } from '@capstan/base';
import { name, type TableEngine, text } from '../engine.ts';
import type { ReadingNote } from '../readers/reading.ts';
import { nullLike } from './values.ts';

/** Null-like words in SQL. */
export const nullWords = nullLike.map(text).join(', ');

/**
 * Text columns that hold nothing but numbers and words for "no value" become numbers, and the words missing, counted.
 * Codes with leading zeros stay text; so does everything that is not wholly numeric.
 *
 * @returns what follows the star: `select * ${replace} from …`
 */
export async function narrowText(
  engine: TableEngine,
  query: string,
  columns: readonly { name: string; type: string }[],
): Promise<{ replace: string; notes: ReadingNote[] }> {
  const textual = columns.filter((column) => column.type === 'VARCHAR');
  if (textual.length === 0) return { replace: '', notes: [] };
  const parts = textual.flatMap((column, i) => {
    const v = name(column.name);
    const given = `${v} is not null and lower(trim(${v})) not in (${nullWords})`;
    return [
      `count(*) filter (${given}) as g${i}`,
      `count(*) filter (${given} and try_cast(${v} as double) is not null and not regexp_matches(${v}, '^\\s*[+-]?0\\d')) as d${i}`,
      `count(*) filter (${given} and try_cast(${v} as bigint) is not null and not contains(${v}, '.')) as b${i}`,
      `count(*) filter (${v} is not null and not (${given})) as n${i}`,
    ];
  });
  const row = await engine.one(`select ${parts.join(', ')} from (${query})`);
  const notes: ReadingNote[] = [];
  const casts = textual.flatMap((column, i) => {
    const [given, numbers, whole, words] = [row[`g${i}`], row[`d${i}`], row[`b${i}`], row[`n${i}`]].map(Number);
    if (!given || numbers !== given) return [];
    const v = name(column.name);
    if (words) {
      const message = `column '${printable(column.name)}': ${words.toLocaleString('en')} cells with a word for no value, such as N/A, are read as missing; the others are numbers`;
      notes.push({ kind: 'null-like', count: words, message, items: [] });
    }
    return [`try_cast(${v} as ${whole === given ? 'bigint' : 'double'}) as ${v}`];
  });
  return { replace: casts.length === 0 ? '' : ` replace (${casts.join(', ')})`, notes };
}
