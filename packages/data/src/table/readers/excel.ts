import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { TableEngine } from '../engine.ts';
import { csvLine } from '../text/csv-lines.ts';
import { openFile } from '../text/text-file.ts';
import { readCsv } from './csv/read-csv.ts';
import type { Read } from './read.ts';
import { pick } from './sqlite.ts';
import { Zip } from './unzip.ts';

/**
 * A sheet of an .xlsx file (ECMA-376): values as they are stored, dates as ISO 8601; formulas give the value last computed.
 * DuckDB's extension is not in its package, and the format needs no more than this.
 * @throws DataError `table-missing`, `table-unreadable`
 */
export async function readExcel(engine: TableEngine, path: string, options: { sheet?: string } = {}): Promise<Read> {
  await (await openFile(path)).close();
  const bytes = await readFile(path);
  const zip = new Zip(bytes, path);
  const workbook = zip.text('xl/workbook.xml');
  const sheets = new Map(
    [...workbook.matchAll(/<(?:\w+:)?sheet\s[^>]*>/g)].map(([tag]) => [
      plainText(attribute(tag, 'name')),
      attribute(tag, 'r:id'),
    ]),
  );
  const visible = [...sheets.keys()];
  const sheet =
    options.sheet === undefined && visible.length > 0 ? visible[0]! : pick(visible, options.sheet, path, 'sheet');
  const links = zip.text('xl/_rels/workbook.xml.rels');
  const link = [...links.matchAll(/<Relationship\s[^>]*>/g)].find(
    ([tag]) => attribute(tag, 'Id') === sheets.get(sheet),
  );
  const target = attribute(link?.[0] ?? '', 'Target');
  const entry = target.startsWith('/') ? target.slice(1) : posix.join('xl', target);
  const shared = zip.has('xl/sharedStrings.xml') ? sharedStrings(zip.text('xl/sharedStrings.xml')) : [];
  const dates = zip.has('xl/styles.xml') ? dateStyles(zip.text('xl/styles.xml')) : new Set<number>();
  const epoch = /date1904="(1|true)"/.test(workbook) ? 24107 : 25569; // days to 1970 from 1904 and from 1899-12-30
  const file = join(engine.folder, engine.name('excel'));
  const out = createWriteStream(file);
  let width = 0;
  for (const cells of rowsOf(zip.text(entry), { shared, dates, epoch })) {
    width = Math.max(width, cells.length); // the header's width counts; later rows are padded
    const filled = Array.from({ length: width }, (_, i) => cells[i] ?? null);
    if (filled.every((cell) => cell === null)) continue;
    if (!out.write(`${csvLine(filled, ',')}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  const read = await readCsv(engine, file, { delimiter: ',', maxLine: 16_000_000 });
  const notes = [...read.notes];
  if (options.sheet === undefined && visible.length > 1) {
    const message = `the first of ${visible.length} sheets was read, '${sheet}'; the others are ${visible.slice(1).join(', ')}`;
    notes.push({
      kind: 'set-aside',
      count: visible.length - 1,
      message,
      fix: "Say which: { excel: file, sheet: 'name' }",
      items: [],
    });
  }
  return { query: read.query, bytes: bytes.length, notes };
}

type Book = { shared: readonly string[]; dates: ReadonlySet<number>; epoch: number };

function* rowsOf(xml: string, book: Book): Generator<(string | null)[]> {
  for (const [, body = ''] of xml.matchAll(/<(?:\w+:)?row\b[^>]*?(?:\/>|>([\s\S]*?)<\/(?:\w+:)?row>)/g)) {
    const cells: (string | null)[] = [];
    for (const [, head = '', content = ''] of body.matchAll(
      /<(?:\w+:)?c\b([^>]*?)(?:\/>|>([\s\S]*?)<\/(?:\w+:)?c>)/g,
    )) {
      const at = columnNumber(attribute(head, 'r')) ?? cells.length;
      if (at > 16383) continue; // beyond XFD: damaged
      while (cells.length < at) cells.push(null);
      cells[at] = cellText(head, content, book);
    }
    yield cells;
  }
}

function cellText(head: string, content: string, { shared, dates, epoch }: Book): string | null {
  const type = attribute(head, 't');
  if (type === 'inlineStr') return joinRuns(content);
  const value = content.match(/<(?:\w+:)?v[^>]*>([\s\S]*?)<\/(?:\w+:)?v>/)?.[1];
  if (value === undefined || value === '') return null;
  if (type === 's') return shared[Number(value)] ?? null;
  if (type === 'b') return value === '1' ? 'true' : 'false';
  if (type === 'e') return null; // #N/A and its like
  if (type === 'str' || type === 'd') return plainText(value);
  if (!dates.has(Number(attribute(head, 's') || 0))) return value;
  const time = Math.round((Number(value) - epoch) * 86_400_000);
  if (!Number.isFinite(time) || Math.abs(time) > 8e15) return value;
  const iso = new Date(time).toISOString();
  return Number(value) % 1 === 0 ? iso.slice(0, 10) : iso.slice(0, 19).replace('T', ' ');
}

function sharedStrings(xml: string): string[] {
  return Array.from(xml.matchAll(/<(?:\w+:)?si>([\s\S]*?)<\/(?:\w+:)?si>|<(?:\w+:)?si\/>/g), ([, body = '']) =>
    joinRuns(body),
  );
}

/** Runs of rich text joined; what is said on how to pronounce it left out. */
function joinRuns(xml: string): string {
  const spoken = xml.replace(/<(?:\w+:)?rPh[\s\S]*?<\/(?:\w+:)?rPh>/g, '');
  return Array.from(spoken.matchAll(/<(?:\w+:)?t\b[^>]*?(?:\/>|>([\s\S]*?)<\/(?:\w+:)?t>)/g), ([, part = '']) =>
    plainText(part),
  ).join('');
}

/** Cell styles that show a number as a date. */
function dateStyles(xml: string): Set<number> {
  const own = new Map(
    [...xml.matchAll(/<numFmt\s[^>]*>/g)].map(([tag]) => [
      Number(attribute(tag, 'numFmtId')),
      plainText(attribute(tag, 'formatCode')),
    ]),
  );
  const block = xml.match(/<cellXfs[\s\S]*?<\/cellXfs>/)?.[0] ?? '';
  const out = new Set<number>();
  for (const [i, [tag]] of [...block.matchAll(/<xf\s[^>]*>/g)].entries()) {
    const id = Number(attribute(tag, 'numFmtId'));
    const code = own.get(id)?.replace(/"[^"]*"|\[[^\]]*\]|\\./g, '');
    if ((id >= 14 && id <= 22) || (id >= 45 && id <= 47) || (code && /[ymdhs]/i.test(code))) out.add(i);
  }
  return out;
}

function attribute(tag: string, name: string): string {
  return tag.match(new RegExp(`(?:^|\\s)${name}="([^"]*)"`))?.[1] ?? '';
}

/** `BC12` is column 54. */
function columnNumber(reference: string): number | undefined {
  const letters = reference.match(/^[A-Z]+/)?.[0];
  if (!letters) return undefined;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function plainText(text: string): string {
  return text
    .replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, word) => {
      const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
      return word ? (entities[word] ?? whole) : code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    })
    .replace(/_x([\dA-F]{4})_/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}
