import { DataError } from '../../errors.ts';
import { numberText } from '../numbers/number-text.ts';
import type { ReadingOptions } from '../readers/options.ts';
import { columnType } from './column-type.ts';
import { type Cutting, csvRecords } from './csv-lines.ts';
import { looksLikeHeader } from './header.ts';
import { marked, titles } from './preamble.ts';
import { openFile } from './text-file.ts';
import { type CellType, cellType, isNullLike } from './values.ts';

/** A column of text as it seems from samples. */
export type SniffedColumn = {
  name: string;
  type: CellType;
  /** Text that could be more, once all cells are looked at: numbers and words for no value, or another way to write them. */
  mixed: boolean;
};

/** How a CSV is written, and what its columns seem to hold. */
export type Dialect = {
  delimiter: string;
  /** `''`: quotes are text like any other. */
  quote: string;
  escaping: string;
  header: boolean;
  newline: '\\n' | '\\r\\n' | '\\r' | undefined;
  columns: SniffedColumn[];
  /** Columns whose name in the file was empty or there twice. */
  renamed: { from: string; to: string }[];
  /** The header as it stands in the file. */
  names: string[];
  /** What stands above the table. */
  above: { bytes: number; lines: string[] };
  comment: string | undefined;
  /** The header stood in a comment. */
  namedAbove: boolean;
};

const delimiters = [',', ';', '\t', '|'];
const sampleBytes = 256 * 1024;
const samples = 8;

/**
 * Guesses a CSV's dialect from samples all over the file: the delimiter that cuts most lines alike, a header if the first
 * line is unlike the others, the narrowest type for each column. What the options say is taken as said.
 *
 * @throws {DataError} table-empty — where there is no column, or no row
 */
export async function sniffCsv(path: string, options: ReadingOptions = {}): Promise<Dialect> {
  const { parts, mark } = await readSamples(path);
  const whole = parts[0]!;
  if (whole.trim() === '')
    throw new DataError('table-empty', 'the file is empty', { file: path, hint: 'Write it again, or name another' });
  const { quote = '"', escape: escaping = quote } = options;
  const above = marked(whole, options);
  const rest = whole.slice(above.at);
  const delimiter = options.delimiter ?? above.delimiter ?? bestDelimiter(rest, quote, escaping, above.comment);
  const cutting = { delimiter, quote, escaping };
  const isFilled = (cells: readonly string[]) => cells.length > 1 || (cells[0] !== undefined && cells[0] !== '');
  const isRow = (cells: readonly string[]) =>
    isFilled(cells) && !(above.comment && cells[0]?.trimStart().startsWith(above.comment));
  const width = modal(
    csvRecords(rest, cutting)
      .filter(isRow)
      .map((cells) => cells.length),
  );
  const title = options.skip === undefined ? titles(rest, cutting, width, looksLikeHeader) : { at: 0, lines: [] };
  const first = rest.slice(title.at);
  const head = csvRecords(first, cutting).filter(isRow);
  if (head.length === 0)
    throw new DataError('table-empty', 'there is nothing but comments and titles in it', { file: path });
  const body = [
    ...head.slice(1),
    ...parts
      .slice(1)
      .flatMap((part) => csvRecords(part, cutting))
      .filter(isRow),
  ];
  const fitting = body.filter((cells) => cells.length === width);
  const top = head[0]!;
  const isNamed = options.header ?? looksLikeHeader(top, fitting);
  const inComment = isNamed ? undefined : commentNames(above.names?.[0], cutting, width);
  const header = isNamed;
  const rows = header ? fitting.filter((cells) => cells.join('\0') !== top.join('\0')) : [top, ...fitting];
  // A header may name the first columns only, as wdbc's does; one cell over several columns is a title.
  const length = !header ? width : Math.max(width, top.length);
  const own = header ? top : (inComment ?? []);
  const given = options.names;
  if (given && given.length !== length) {
    const reason = `names has ${given.length} names, and the table ${length} columns`;
    throw new DataError('option-invalid', reason, { file: path, hint: 'Give a name for each column' });
  }
  const names = Array.from(
    { length },
    (_, i) => given?.[i] ?? (own.length > 0 ? (own[i]?.trim() ?? '') : `column${i + 1}`),
  );
  const { columns, renamed } = unique(names);
  return {
    delimiter,
    quote,
    escaping,
    header,
    newline: newlineOf(first),
    columns: columns.map((name, c) => {
      const type = columnType(rows, c);
      return { name, type, mixed: type === 'VARCHAR' && isMixed(rows, c) };
    }),
    renamed: given ? [] : renamed,
    names: top,
    above: {
      bytes: above.at + title.at === 0 ? 0 : mark + Buffer.byteLength(whole.slice(0, above.at + title.at)),
      lines: [...above.lines, ...title.lines].filter((line) => line.trim() !== ''),
    },
    comment: above.comment,
    namedAbove: inComment !== undefined && given === undefined,
  };
}

/** A comment right above the table that names as many columns as it has. */
function commentNames(line: string | undefined, cutting: Cutting, width: number): string[] | undefined {
  if (line === undefined) return undefined;
  const cells = csvRecords(line.trim(), cutting, 1)[0] ?? [];
  const isNames =
    cells.length === width && cells.every((cell) => cell.trim() !== '' && cellType(cell.trim()) === 'VARCHAR');
  return isNames && new Set(cells).size === width ? cells : undefined;
}

async function readSamples(path: string): Promise<{ parts: string[]; mark: number }> {
  let mark = 0;
  await using file = await openFile(path);
  const { size } = await file.stat();
  const small = size <= sampleBytes * samples; // one sample holds all of it
  const out: string[] = [];
  for (let i = 0; i < samples; i++) {
    const at = Math.floor((i * Math.max(0, size - sampleBytes)) / (samples - 1));
    if (i > 0 && small) break;
    const buffer = Buffer.alloc(small ? size : sampleBytes);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, i === 0 ? 0 : at);
    let text = buffer.toString('utf8', 0, bytesRead);
    if (i === 0 && text.startsWith('\ufeff')) [text, mark] = [text.slice(1), 3];
    if (i > 0) text = text.slice(text.indexOf('\n') + 1); // begins inside a line
    const cut = at + bytesRead < size || (i === 0 && bytesRead < size);
    out.push(cut ? text.slice(0, text.lastIndexOf('\n') + 1) || text : text);
  }
  return { parts: out, mark };
}

/** The delimiter that cuts the largest share of lines into the same number of cells, more cells preferred; else spaces. */
function bestDelimiter(text: string, quote: string, escaping: string, comment: string | undefined): string {
  let best = { delimiter: ',', score: 0 };
  const score = (delimiter: string) => {
    const widths = csvRecords(text, { delimiter, quote, escaping }, 500)
      .filter((cells) => cells.length > 1 || (cells[0] !== undefined && cells[0] !== ''))
      .filter((cells) => !(comment && cells[0]!.trimStart().startsWith(comment)))
      .map((cells) => cells.length);
    const width = modal(widths);
    const alike = widths.filter((one) => one === width).length / widths.length;
    return { width, alike, score: width < 2 ? 0 : alike * alike * Math.log2(width + 1) };
  };
  for (const delimiter of delimiters) {
    const found = score(delimiter).score;
    if (found > best.score) best = { delimiter, score: found };
  }
  if (best.delimiter === ',' && best.score > 0) {
    // Commas may be decimal signs between cells that something else parts.
    const other = delimiters.find((one) => one !== ',' && score(one).alike > 0.95 && score(one).width > 1);
    const cells = other === undefined ? [] : csvRecords(text, { delimiter: other, quote, escaping }, 500).flat();
    const withComma = cells.filter((cell) => cell.includes(','));
    if (other && withComma.every((cell) => numberText(cell, ',') !== undefined)) return other;
  }
  if (best.score > 0) return best.delimiter;
  // Prose has spaces too: only lines that are all cut alike, into numbers for the most part, are a table.
  const spaced = score(' ');
  if (spaced.width < 2 || spaced.alike < 0.98) return ',';
  const cells = csvRecords(text, { delimiter: ' ', quote, escaping }, 100).slice(1).flat();
  return cells.filter((cell) => cellType(cell) !== 'VARCHAR').length > cells.length / 2 ? ' ' : ',';
}

function modal(numbers: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const one of numbers) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [1, 0])[0];
}

/** Whether all cells but words for no value may be numbers or dates, however they are written. */
function isMixed(rows: readonly string[][], c: number): boolean {
  return rows.every((row) => {
    const cell = (row[c] ?? '').trim();
    return (
      isNullLike(cell) || ['BIGINT', 'DOUBLE', 'ZONED', 'TIMESTAMP'].includes(cellType(cell)) || mayBeMore.test(cell)
    );
  });
}

// A first letter or word before the number (a currency) and a last one behind it (a unit); dates of numbers.
const mayBeMore =
  /^\(?[^\p{L}\d]{0,3}\d[\d.,'\u2019 \u00a0\u202f\u2009]*(e[+-]?\d+)?\s?[^\d]{0,14}\)?$|^\d{1,4}([-/.])\d{1,2}\2\d{1,4}$/iu;

function unique(names: readonly string[]): { columns: string[]; renamed: { from: string; to: string }[] } {
  const seen = new Set<string>();
  const renamed: { from: string; to: string }[] = [];
  const columns = names.map((name, i) => {
    const wanted = name === '' ? `column${i + 1}` : name;
    let given = wanted;
    for (let n = 2; seen.has(given.toLowerCase()); n++) given = `${wanted}_${n}`; // SQL does not tell cases apart
    seen.add(given.toLowerCase());
    if (given !== name) renamed.push({ from: name, to: given });
    return given;
  });
  return { columns, renamed };
}

function newlineOf(text: string): Dialect['newline'] {
  const n = text.indexOf('\n');
  if (n < 0) return text.includes('\r') ? '\\r' : undefined;
  return text[n - 1] === '\r' ? '\\r\\n' : '\\n';
}
