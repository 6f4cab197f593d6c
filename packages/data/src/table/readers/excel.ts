import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { DataError } from '../../errors.ts';
import type { TableEngine } from '../engine.ts';
import { csvLine } from '../text/csv-lines.ts';
import { openFile } from '../text/text-file.ts';
import type { TableReader } from './contract.ts';
import { readCsv } from './csv/read-csv.ts';
import type { ReadingOptions } from './options.ts';
import { zipOf } from './packed/zip-of.ts';
import type { Read } from './read.ts';
import { pick } from './sqlite.ts';

/**
 * A sheet of an .xlsx file (ECMA-376): values as they are stored, dates as ISO 8601; formulas give the value last computed.
 * DuckDB's extension is not in its package, and the format needs no more than this.
 * @throws {DataError} table-missing, table-unreadable — where there is no such file, sheet or table, or a file cannot be read as a table
 */
async function readExcel(engine: TableEngine, path: string, options: ReadingOptions = {}): Promise<Read> {
  await (await openFile(path)).close();
  const bytes = await readFile(path);
  const zip = zipOf(bytes, path);
  const workbook = zip.text('xl/workbook.xml');
  const sheets = new Map(
    [...workbook.matchAll(/<(?:\w+:)?sheet\s[^>]*>/g)].map(([tag]) => [
      plainText(attribute(tag, 'name')),
      attribute(tag, 'r:id'),
    ]),
  );
  const visible = [...sheets.keys()];
  const { sheet: named, area } = rangeOf(options.range, path);
  const wanted = options.sheet ?? named;
  const sheet = wanted === undefined && visible.length > 0 ? visible[0]! : pick(visible, wanted, path, 'sheet');
  const links = zip.text('xl/_rels/workbook.xml.rels');
  const link = [...links.matchAll(/<Relationship\s[^>]*>/g)].find(
    ([tag]) => attribute(tag, 'Id') === sheets.get(sheet),
  );
  const target = attribute(link?.[0] ?? '', 'Target');
  const entry = target.startsWith('/') ? target.slice(1) : posix.join('xl', target);
  const shared = zip.has('xl/sharedStrings.xml') ? sharedStrings(zip.text('xl/sharedStrings.xml')) : [];
  const dates = zip.has('xl/styles.xml') ? dateStyles(zip.text('xl/styles.xml')) : new Map<number, Shown>();
  const epoch = /date1904="(1|true)"/.test(workbook) ? 24107 : 25569; // days to 1970 from 1904 and from 1899-12-30
  const file = join(engine.folder, engine.name('excel'));
  const out = createWriteStream(file);
  let width = 0;
  for (const cells of rowsOf(zip.text(entry), { shared, dates, epoch }, area)) {
    width = Math.max(width, cells.length); // the header's width counts; later rows are padded
    const filled = Array.from({ length: width }, (_, i) => cells[i] ?? null);
    if (filled.every((cell) => cell === null)) continue;
    if (!out.write(`${csvLine(filled, ',')}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  const { sheet: _, range: __, encoding: ___, ...given } = options; // what is not of the cells
  const read = await readCsv(engine, file, { ...given, delimiter: ',', quote: '"', maxLine: 16_000_000 });
  const notes = [...read.notes];
  if (wanted === undefined && visible.length > 1) {
    const message = `the first of ${visible.length} sheets was read, '${sheet}'; the others are ${visible.slice(1).join(', ')}`;
    notes.push({
      kind: 'set-aside',
      count: visible.length - 1,
      message,
      hint: `Say which, for instance sheet: '${visible[1]}'`,
      items: [],
    });
  }
  return { ...read, bytes: bytes.length, notes };
}

/** How a style shows a number: as a date, with its time, as a time of day, or as a length of time. */
type Shown = 'date' | 'time' | 'elapsed';

type Book = { shared: readonly string[]; dates: ReadonlyMap<number, Shown>; epoch: number };

/** Rows and columns from 0, both ends included. */
type Area = { top: number; left: number; bottom: number; right: number };

/** `B3:F200`, `A:C`, `Visits!B3:F200`. @throws {DataError} option-invalid — where an option makes no sense */
function rangeOf(range: string | undefined, path: string): { sheet?: string; area?: Area } {
  if (range === undefined) return {};
  const [, sheet, cells = ''] = range.match(/^(?:'?(.+?)'?!)?(.*)$/) ?? [];
  const parts = cells.toUpperCase().match(/^\$?([A-Z]{1,3})\$?(\d*):\$?([A-Z]{1,3})\$?(\d*)$/);
  if (!parts) {
    throw new DataError('option-invalid', `range must be cells such as B3:F200, received ${JSON.stringify(range)}`, {
      file: path,
    });
  }
  const [, left = '', top = '', right = '', bottom = ''] = parts;
  const area = {
    top: top === '' ? 0 : Number(top) - 1,
    left: columnNumber(left)!,
    bottom: bottom === '' ? Number.POSITIVE_INFINITY : Number(bottom) - 1,
    right: columnNumber(right)!,
  };
  return { area, ...(sheet === undefined ? {} : { sheet }) };
}

function* rowsOf(xml: string, book: Book, area?: Area): Generator<(string | null)[]> {
  let row = -1;
  for (const [, rowHead = '', body = ''] of xml.matchAll(
    /<(?:\w+:)?row\b([^>]*?)(?:\/>|>([\s\S]*?)<\/(?:\w+:)?row>)/g,
  )) {
    row = Number(attribute(rowHead, 'r') || row + 2) - 1;
    if (area && (row < area.top || row > area.bottom)) continue;
    const cells: (string | null)[] = [];
    for (const [, head = '', content = ''] of body.matchAll(
      /<(?:\w+:)?c\b([^>]*?)(?:\/>|>([\s\S]*?)<\/(?:\w+:)?c>)/g,
    )) {
      const at = columnNumber(attribute(head, 'r')) ?? cells.length;
      if (at > 16383) continue; // beyond XFD: damaged
      while (cells.length < at) cells.push(null);
      cells[at] = cellText(head, content, book);
    }
    yield area
      ? Array.from(
          { length: Math.min(cells.length, area.right + 1) - area.left },
          (_, c) => cells[c + area.left] ?? null,
        )
      : cells;
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
  const shown = dates.get(Number(attribute(head, 's') || 0));
  return shown === undefined ? value : dateText(value, shown, epoch);
}

/** A number that is shown as a date or a time. Excel's days count from 1 January 1900, with a 29 February that never was. */
function dateText(value: string, shown: Shown, epoch: number): string {
  const serial = Number(value);
  if (shown === 'elapsed' || (shown === 'time' && serial >= 0 && serial < 1)) return clock(serial);
  const leap = epoch === 25569 && serial > 0 && serial < 60 ? 1 : 0;
  const time = Math.round((serial + leap - epoch) * 86_400_000);
  if (!Number.isFinite(time) || Math.abs(time) > 8e15) return value;
  if (serial >= 0 && serial < 1 && epoch === 25569) return clock(serial); // a time alone, whatever its style says
  const iso = new Date(time).toISOString();
  const rest = iso.slice(19, 23) === '.000' ? '' : iso.slice(19, 23);
  return serial % 1 === 0 ? iso.slice(0, 10) : `${iso.slice(0, 19).replace('T', ' ')}${rest}`;
}

/** A share of a day, or more than one, as hours, minutes and seconds. */
function clock(days: number): string {
  const seconds = Math.round(Math.abs(days) * 86_400_000) / 1000;
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  const rest = seconds % 1 === 0 ? '' : (seconds % 1).toFixed(3).slice(1);
  return `${days < 0 ? '-' : ''}${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}${rest}`;
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

/** Cell styles that show a number as a date or a time. */
function dateStyles(xml: string): Map<number, Shown> {
  const own = new Map(
    [...xml.matchAll(/<numFmt\s[^>]*>/g)].map(([tag]) => [
      Number(attribute(tag, 'numFmtId')),
      plainText(attribute(tag, 'formatCode')),
    ]),
  );
  const block = xml.match(/<cellXfs[\s\S]*?<\/cellXfs>/)?.[0] ?? '';
  const out = new Map<number, Shown>();
  for (const [i, [tag]] of [...block.matchAll(/<xf\s[^>]*>/g)].entries()) {
    const id = Number(attribute(tag, 'numFmtId'));
    const given = own.get(id)?.split(';')[0];
    const code = given?.replace(/"[^"]*"|\\.|_.|\*./g, '').replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '');
    if (id === 46 || (code && /\[[hms]+\]/i.test(code))) out.set(i, 'elapsed');
    else if ((id >= 18 && id <= 21) || id === 45 || id === 47 || (code && /[hs]/i.test(code) && !/[yd]/i.test(code)))
      out.set(i, 'time');
    else if ((id >= 14 && id <= 22) || (code && /[ymdhs]/i.test(code.replace(/general|red|blue|green/gi, ''))))
      out.set(i, 'date');
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

/** Spreadsheets since 2007. */
export const excelReader = {
  format: 'excel',
  help: 'a sheet of an .xlsx file',
  endings: ['xlsx', 'xlsm'],
  begins: (start: string) => start.startsWith('PK\x03\x04'),
  read: readExcel,
} as const satisfies TableReader;
