import { DataError } from '../../errors.ts';
import { csvRecords } from './csv-lines.ts';
import { openFile } from './text-file.ts';
import { type CellType, cellType, isNullLike, widest } from './values.ts';

/** How a CSV is written, and what its columns seem to hold. */
export type Dialect = {
  delimiter: string;
  /** `false`: quotes are text like any other. */
  quoted: boolean;
  header: boolean;
  newline: '\\n' | '\\r\\n' | '\\r' | undefined;
  /** `mixed`: text that may be numbers and words for no value. */
  columns: { name: string; type: CellType; mixed: boolean }[];
  /** Columns whose name in the file was empty or there twice. */
  renamed: { from: string; to: string }[];
  /** The header as it stands in the file. */
  names: string[];
};

const delimiters = [',', ';', '\t', '|'];
const sampleBytes = 256 * 1024;
const samples = 8;

/**
 * Guesses a CSV's dialect from samples all over the file: the delimiter that cuts most lines alike, a header if the first
 * line is unlike the others, the narrowest type for each column.
 *
 * @throws DataError `table-empty`
 */
export async function sniffCsv(
  path: string,
  options: { delimiter?: string | undefined; header?: boolean | undefined } = {},
): Promise<Dialect> {
  const parts = await readSamples(path);
  const first = parts[0]!;
  if (first.trim() === '') throw new DataError('table-empty', 'the file is empty', { file: path });
  const delimiter = options.delimiter ?? bestDelimiter(first);
  const head = csvRecords(first, delimiter).filter((cells) => cells.length > 1 || cells[0] !== '');
  const width = modal(head.map((cells) => cells.length));
  const body = [...head.slice(1), ...parts.slice(1).flatMap((part) => csvRecords(part, delimiter))];
  const fitting = body.filter((cells) => cells.length === width);
  const top = head[0]!;
  const header = options.header ?? looksLikeHeader(top, fitting);
  const rows = header ? fitting.filter((cells) => cells.join('\0') !== top.join('\0')) : [top, ...fitting];
  // A header may name the first columns only, as wdbc's does; one cell over several columns is a title.
  const length = !header ? width : top.length === 1 ? 1 : Math.max(width, top.length);
  const names = Array.from({ length }, (_, i) => (header ? (top[i]?.trim() ?? '') : `column${i + 1}`));
  const { columns, renamed } = unique(names);
  return {
    delimiter,
    quoted: true,
    header,
    newline: newlineOf(first),
    columns: columns.map((name, c) => {
      const type = columnType(rows, c);
      return { name, type, mixed: type === 'VARCHAR' && isMixed(rows, c) };
    }),
    renamed,
    names: top,
  };
}

async function readSamples(path: string): Promise<string[]> {
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
    if (i === 0) text = text.replace(/^\ufeff/, '');
    else text = text.slice(text.indexOf('\n') + 1); // begins inside a line
    const cut = at + bytesRead < size || (i === 0 && bytesRead < size);
    out.push(cut ? text.slice(0, text.lastIndexOf('\n') + 1) || text : text);
  }
  return out;
}

/** The delimiter that cuts the largest share of lines into the same number of cells, more cells preferred. */
function bestDelimiter(text: string): string {
  let best = { delimiter: ',', score: 0 };
  for (const delimiter of delimiters) {
    const widths = csvRecords(text, delimiter, 500)
      .filter((cells) => cells.length > 1 || cells[0] !== '')
      .map((cells) => cells.length);
    const width = modal(widths);
    if (width < 2) continue;
    const alike = widths.filter((one) => one === width).length / widths.length;
    const score = alike * alike * Math.log2(width + 1);
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

function modal(numbers: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const one of numbers) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [1, 0])[0];
}

/** Names are text, filled and unlike; under a header some column holds other things than text, or none repeats its name. */
function looksLikeHeader(top: readonly string[], rows: readonly string[][]): boolean {
  const plain = top.filter((cell) => cell.trim() !== '');
  if (plain.length === 0 || plain.some((cell) => cellType(cell.trim()) !== 'VARCHAR')) return false;
  if (plain.some((cell) => cell.length > 100)) return false;
  if (rows.length === 0) return true;
  const types = top.map((_, c) => columnType(rows, c));
  if (types.some((type) => type !== 'VARCHAR')) return true;
  // All text: values of a category come again in the first lines, names do not. A header repeated further down is rare.
  const repeats = top.filter(
    (cell, c) => rows.filter((row) => row[c] === cell).length > Math.max(2, rows.length / 1000),
  );
  return repeats.length === 0 && new Set(plain).size === plain.length;
}

function columnType(rows: readonly string[][], c: number): CellType {
  let type: CellType | undefined;
  for (const row of rows) {
    const cell = row[c];
    if (cell === undefined || cell === '') continue;
    const own = isNullLike(cell) ? 'VARCHAR' : cellType(cell.trim() === cell ? cell : 'text');
    type = type === undefined ? own : widest(type, own);
    if (type === 'VARCHAR') return type;
  }
  return type ?? 'VARCHAR';
}

/** Whether all cells but words for no value are numbers. */
function isMixed(rows: readonly string[][], c: number): boolean {
  return rows.every((row) => {
    const cell = (row[c] ?? '').trim();
    return isNullLike(cell) || ['BIGINT', 'DOUBLE'].includes(cellType(cell));
  });
}

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
