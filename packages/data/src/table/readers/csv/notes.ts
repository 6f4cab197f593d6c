import { printable } from '@capstan/base';
import { name, type TableEngine, text } from '../../engine.ts';
import { rowColumn } from '../../table.ts';
import { typed } from '../../text/prove.ts';
import type { Rewritten } from '../../text/rewrite.ts';
import type { Dialect } from '../../text/sniff-csv.ts';
import type { CellType } from '../../text/values.ts';
import { numberedParquet } from '../parquet.ts';
import { mostItems, type ReadingNote } from '../reading.ts';
import type { Reject } from './load.ts';
import type { Mended, Wrong } from './mend.ts';

/** What was worked out before a row was read. */
export function dialectNotes({ header, renamed, columns, above, namedAbove, delimiter }: Dialect): ReadingNote[] {
  const notes: ReadingNote[] = [];
  if (above.lines.length > 0) {
    const items = above.lines.slice(0, mostItems).map((line, i) => ({ line: i + 1, text: line.slice(0, 200) }));
    const message = `${lines(above.lines, 'stands', 'stand')} above the table: ${printable(above.lines[0]!.slice(0, 60))}${namedAbove ? '; the last one names the columns' : ''}`;
    notes.push({
      kind: 'preamble',
      count: above.lines.length,
      message,
      hint: 'If they belong to it, say skip: 0',
      items,
    });
  }
  if (delimiter === ' ') {
    const message = 'its cells are parted by spaces';
    notes.push({ kind: 'delimiter', count: 1, message, hint: 'If not, say delimiter', items: [] });
  }
  if (!header && !namedAbove && columns[0]!.name === 'column1') {
    const message = `the first line names no columns: they are called ${columns[0]!.name} … ${columns.at(-1)!.name}`;
    notes.push({ kind: 'no-header', count: 1, message, hint: 'If it does, say header: true', items: [] });
  }
  if (header && renamed.length > 0) {
    const list = renamed.slice(0, 3).map(({ from, to }) => `'${printable(from)}' → '${printable(to)}'`);
    const message = `${renamed.length === 1 ? '1 column is' : `${renamed.length} columns are`} without a name or named like another: ${list.join(', ')}`;
    notes.push({ kind: 'renamed', count: renamed.length, message, items: [] });
  }
  return notes;
}

/** Line ends of several kinds, and comments among the rows. */
export function rewrittenNotes({ ends, comments }: Rewritten, wasMixed: boolean): ReadingNote[] {
  const notes: ReadingNote[] = [];
  const kinds = [...Object.entries({ CRLF: ends.crlf, LF: ends.lf, CR: ends.cr })].filter(([, count]) => count > 0);
  if (wasMixed && kinds.length > 1) {
    const [, ...others] = kinds.toSorted((a, b) => b[1] - a[1]);
    const count = others.reduce((sum, [, one]) => sum + one, 0);
    const message = `its lines end in several ways: ${kinds.map(([kind, one]) => `${grouped(one)} in ${kind}`).join(', ')}`;
    notes.push({ kind: 'line-ends', count, message, hint: 'Nothing, if files were joined', items: [] });
  }
  if (comments.length > 0) {
    const message = lines(comments, 'is a comment: left out', 'are comments: left out');
    notes.push({ kind: 'comments', count: comments.length, message, items: comments.slice(0, mostItems) });
  }
  return notes;
}

/** Lines put right or left out. */
export function lineNotes(wrong: Mended): ReadingNote[] {
  const note = (kind: ReadingNote['kind'], group: Wrong, one: string, several: string, hint: string): ReadingNote[] => {
    const some = wrong.get(group) ?? [];
    if (some.length === 0) return [];
    const sorted = some.toSorted((a, b) => a.line - b.line);
    return [{ kind, count: some.length, message: lines(some, one, several), hint, items: places(sorted) }];
  };
  const empty = 'empty cells beyond the last column: cut';
  const joined = 'Nothing, if files were joined';
  const hint = 'Quote text that holds the delimiter, close and double quotes, then read again';
  return [
    ...note('header-repeated', 'header', 'repeats the header: left out', 'repeat the header: left out', joined),
    ...note(
      'short-rows',
      'short',
      'has too few cells: the rest is taken as missing',
      'have too few cells: the rest is taken as missing',
      'See whether cells slipped to the left',
    ),
    ...note('long-rows', 'long', `has ${empty}`, `have ${empty}`, 'Nothing, if they are trailing delimiters'),
    ...note('set-aside', 'aside', 'does not fit the columns: set aside', 'do not fit the columns: set aside', hint),
  ];
}

/** Of a file without quoting: cells that begin with a quote nevertheless, which keep it. */
export async function quotesNote(
  engine: TableEngine,
  table: string,
  { columns, delimiter, header }: Dialect,
): Promise<ReadingNote> {
  const starts = columns.map((column) => `starts_with(${name(column.name)}::varchar, '"')`).join(' or ');
  const cells = columns.map((column) => `coalesce(${name(column.name)}::varchar, '')`).join(', ');
  const rows = await engine.all(
    `select ${rowColumn} as r, left(concat_ws(${text(delimiter)}, ${cells}), 200) as t from (${numberedParquet(table)}) where ${starts} order by r`,
  );
  const message = `quotes do not pair: they are taken as they stand, ${lines(rows, 'has a cell that begins with one', 'have cells that begin with one')}`;
  const items = rows.slice(0, mostItems).map(({ r, t }) => ({ line: Number(r) + (header ? 2 : 1), text: String(t) }));
  return { kind: 'quotes', count: rows.length, message, hint: 'Nothing, if no cell was meant to be quoted', items };
}

/** Columns that are text because some cells are not of the type that the others seem to be. */
export async function textNotes(
  engine: TableEngine,
  table: string,
  seemed: ReadonlyMap<string, CellType>,
  firstLine: number,
): Promise<ReadingNote[]> {
  const notes: ReadingNote[] = [];
  for (const [column, type] of seemed) {
    const cell = name(column);
    const unlike = `${cell} is not null and not (${typed(cell, type).fits})`;
    const from = `(${numberedParquet(table)})`;
    const { count } = await engine.one(`select count(*) filter (${unlike}) as count from ${from}`);
    if (Number(count) === 0) continue;
    const rows = await engine.all(
      `select ${rowColumn} as r, ${cell} as t from ${from} where ${unlike} order by r limit ${mostItems}`,
    );
    const items = rows.map(({ r, t }) => ({ line: Number(r) + firstLine, text: String(t).slice(0, 200) }));
    const message = `column '${printable(column)}' looked like ${words[type]}, but ${grouped(Number(count))} cells are not, or hold more than such a type can: kept as text`;
    notes.push({ kind: 'kept-as-text', count: Number(count), message, items });
  }
  return notes;
}

const words: Record<CellType, string> = {
  BIGINT: 'whole numbers',
  DOUBLE: 'numbers',
  BOOLEAN: 'true and false',
  DATE: 'dates',
  TIMESTAMP: 'times',
  ZONED: 'times with a zone',
  VARCHAR: 'text',
};

function places(rejects: readonly Reject[]): ReadingNote['items'] {
  return rejects.slice(0, mostItems).map(({ line, text: content }) => ({ line, text: content.slice(0, 200) }));
}

/** `1 line does`, `2 lines do`. */
export function lines(some: readonly unknown[], one: string, several: string): string {
  return some.length === 1 ? `1 line ${one}` : `${grouped(some.length)} lines ${several}`;
}

export function grouped(n: number): string {
  return n.toLocaleString('en');
}
