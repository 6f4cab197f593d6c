import { columnType } from './column-type.ts';
import { type CsvRecord, type Cutting, recordsAt } from './csv-lines.ts';

/** Where a table begins in its file's first part, and what stood above it. */
export type Preamble = {
  /** Characters above the table. */
  at: number;
  /** The lines there. */
  lines: string[];
  /** What comment lines begin with. */
  comment: string | undefined;
  /** The delimiter that a `sep=` line names. */
  delimiter: string | undefined;
  /** Names of columns that stand in a comment line. */
  names: string[] | undefined;
};

/** Lines looked at for titles. */
const mostLines = 60;

/** A `sep=` line (Excel's) and comment lines at the top; `skip` leaves out as many lines and looks no further. */
export function marked(text: string, options: { skip?: number | undefined; comment?: string | undefined }): Preamble {
  let at = 0;
  const lines: string[] = [];
  const take = () => {
    const rest = text.slice(at);
    const end = rest.search(/\r\n|\n|\r/);
    const length = end < 0 ? rest.length : end + (rest.startsWith('\r\n', end) ? 2 : 1);
    lines.push(rest.slice(0, end < 0 ? undefined : end));
    at += length;
  };
  const { skip } = options;
  for (let i = 0; i < (skip ?? 0) && at < text.length; i++) take();
  const separator = skip === undefined ? text.slice(at).match(/^"?sep=([^\r\n])"?(?=\r|\n|$)/i)?.[1] : undefined;
  if (separator !== undefined) take();
  const comment = options.comment ?? (skip === undefined && /^\s*#/.test(text.slice(at)) ? '#' : undefined);
  let names: string[] | undefined;
  if (comment !== undefined) {
    let last = '';
    while (
      at < text.length &&
      (text.slice(at).trimStart().startsWith(comment) || /^[ \t]*(\r|\n)/.test(text.slice(at)))
    ) {
      take();
      if (lines.at(-1)!.trim() !== '') last = lines.at(-1)!.trim();
    }
    if (last !== '') names = [last.slice(comment.length)];
  }
  return { at, lines, comment, delimiter: separator, names };
}

/**
 * Titles above the table: lines with less than half the cells of the table's own, up to the first line that is as wide as it
 * and filled. A header that names only some columns is no title: it has three names or more, or data right below it.
 */
export function titles(
  text: string,
  cutting: Cutting,
  width: number,
  isHeader: (cells: readonly string[], below: readonly string[][]) => boolean,
): { at: number; lines: string[] } {
  const none = { at: 0, lines: [] };
  if (width < 2) return none;
  const records = recordsAt(text, cutting, mostLines);
  const filled = ({ cells }: CsvRecord) => cells.filter((cell) => cell.trim() !== '').length;
  const enough = Math.max(2, Math.ceil(0.75 * width));
  const first = records.findIndex((record) => record.cells.length >= enough && filled(record) >= enough);
  if (first <= 0) return none;
  const above = records.slice(0, first).filter((record) => filled(record) > 0);
  const isTitle = above.every((record) => filled(record) === 1);
  const below = records.slice(first + 1).map(({ cells }) => cells);
  // Lines of two cells ("Date:,2024-01-01") could be a header that names some columns: they are titles only where what follows
  // is plainly a header, over a column of numbers or dates.
  const isShort = above.every(({ cells }) => cells.length < width && cells.length <= 2);
  const isPlain =
    isHeader(records[first]!.cells, below) && records[first]!.cells.some((_, c) => columnType(below, c) !== 'VARCHAR');
  if (!isTitle && !(isShort && isPlain)) return none;
  const at = records[first]!.at;
  return { at, lines: above.map(({ cells }) => cells.filter((cell) => cell.trim() !== '').join(' ')) };
}
