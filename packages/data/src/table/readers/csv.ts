import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { printable } from '@capstan/base';
import { DataError } from '../../errors.ts';
import { literal, name, type TableEngine, text } from '../engine.ts';
import { sqlError } from '../sql-error.ts';
import { rowColumn } from '../table.ts';
import { csvLine, csvRecords } from '../text/csv-lines.ts';
import { narrowText } from '../text/narrow-text.ts';
import { type Dialect, sniffCsv } from '../text/sniff-csv.ts';
import { textFile } from '../text/text-file.ts';
import { numberedParquet } from './parquet.ts';
import type { Read } from './read.ts';
import { mostItems, type ReadingNote } from './reading.ts';

export type CsvOptions = {
  /** Default: the one of `,` `;` tab `|` that cuts most lines alike. */
  delimiter?: string;
  /** Whether the first line names the columns. Default: what it looks like. */
  header?: boolean;
  /** A WHATWG label such as `gb18030`. Default: UTF-8, UTF-16 and Windows-1252 are told apart. */
  encoding?: string;
  /** Bytes that one line may have. Default 2,000,000. */
  maxLine?: number;
  /** Leave every cell of CSV as the text that it is: nothing is taken for a number or a date. Default false. */
  text?: boolean;
};

type Reject = { line: number; at: number; kind: string; column: number; text: string };

/**
 * Reads a CSV into a Parquet file of the engine. Every line is read, not a sample: what does not fit is padded, cut or set
 * aside, and counted.
 *
 * Parquet because it is written and read as a stream: a table of DuckDB's own takes half as long again, and the memory for it.
 */
export async function readCsv(
  engine: TableEngine,
  path: string,
  options: CsvOptions & { types?: Record<string, string> } = {},
): Promise<Read> {
  const { maxLine = 2_000_000 } = options;
  const file = await textFile(path, {
    copy: join(engine.folder, engine.name('utf8')),
    maxLine,
    encoding: options.encoding,
  });
  const dialect = await sniffCsv(file.path, options).catch((error) => {
    throw named(error, path);
  });
  for (const column of dialect.columns) {
    const type = options.types?.[column.name];
    if (type) column.type = type as typeof column.type; // a type that the source declares, in DuckDB's words
  }
  if (options.text) for (const column of dialect.columns) column.type = 'VARCHAR';
  const notes = [...file.notes, ...dialectNotes(dialect)];
  const table = join(engine.folder, `${engine.name('csv')}.parquet`);
  const wrong = new Map<Wrong, Reject[]>();
  let from = file.path;
  for (let round = 0; ; round++) {
    const loaded = await load(engine, table, from, dialect, maxLine, path);
    if (!loaded && dialect.quoted) {
      dialect.quoted = false;
      continue;
    }
    if (loaded?.rejects.length === 0) break;
    const { rows, rejects } = loaded ?? { rows: 0, rejects: [] };
    const bad = structural(rejects, dialect);
    if (!loaded || round > 7 || (!dialect.quoted && bad.length > 0)) {
      throw new DataError('table-malformed', 'lines go on being unreadable: its quotes do not pair', {
        file: path,
        fix: 'Write quotes within quoted text twice',
      });
    }
    await rm(table);
    if (bad.length > 0) {
      const mended = join(engine.folder, engine.name('mended'));
      for (const [kind, some] of await mend(from, mended, bad, dialect, rows, path)) {
        wrong.set(kind, [...(wrong.get(kind) ?? []), ...some]);
      }
      if (from !== path) await rm(from, { force: true });
      from = mended;
    }
    keepAsText(rejects, bad, dialect, notes);
  }
  if (from !== path) await rm(from, { force: true });
  if (!dialect.quoted) notes.push(await quotesNote(engine, table, dialect));
  notes.push(...(await dropTextHeaders(engine, table, dialect)));
  const guessed = dialect.columns.filter((column) => column.mixed && !options.text && !options.types?.[column.name]);
  const stored = `read_parquet(${text(literal(table))})`;
  const narrowed = await narrowText(engine, `select * from ${stored}`, guessed);
  return {
    query: `select *${narrowed.replace} from ${stored}`,
    numbered: numberedParquet(table, narrowed.replace),
    bytes: file.bytes,
    notes: [...notes, ...lineNotes(wrong), ...narrowed.notes],
  };
}

/**
 * One pass of DuckDB over the file; nothing where a quote stays open and DuckDB, which cuts what it shows of such a line in the
 * middle of a character, cannot say which.
 */
async function load(engine: TableEngine, table: string, from: string, dialect: Dialect, maxLine: number, path: string) {
  const { delimiter, quoted, header, newline, columns } = dialect;
  const list = columns.map((column) => `${text(column.name)}: ${text(column.type)}`).join(', ');
  const [scans, errors] = [engine.name('scans'), engine.name('errors')];
  const settings = [
    'auto_detect=false',
    `delim=${text(delimiter)}`,
    quoted ? `quote='"', escape='"'` : `quote='', escape=''`,
    `header=${header}`,
    ...(newline ? [`new_line=${text(newline)}`] : []),
    `columns={${list}}`,
    `max_line_size=${maxLine}`,
    `store_rejects=true, rejects_limit=0, rejects_scan=${text(scans)}, rejects_table=${text(errors)}`,
  ];
  try {
    await store(engine, `select * from read_csv(${text(literal(from))}, ${settings.join(', ')})`, table);
  } catch (cause) {
    if (cause instanceof Error && /Invalid unicode/i.test(cause.message)) {
      await rm(table, { force: true });
      return undefined;
    }
    throw readError(cause, path);
  }
  const { rows } = await engine.one(`select count(*) as rows from read_parquet(${text(literal(table))})`);
  const found = await engine.all(
    `select line, line_byte_position as at, error_type::varchar as kind, column_idx as col, csv_line as text from ${errors} order by line_byte_position, column_idx`,
  );
  await engine.run(`drop table ${errors}; drop table ${scans}`);
  const rejects = found.map((row): Reject => {
    const content = String(row.text ?? '');
    // With a quote that never closes, DuckDB takes all that follows for one cell: only its own line is to blame.
    const open = row.kind === 'UNQUOTED VALUE' || content.split('"').length % 2 === 0;
    return {
      line: Number(row.line),
      at: Number(row.at) - 1,
      kind: open ? 'UNCLOSED QUOTE' : String(row.kind),
      column: Number(row.col) - 1,
      text: open ? firstLine(content) : content,
    };
  });
  return { rows: Number(rows), rejects };
}

function store(engine: TableEngine, query: string, path: string): Promise<void> {
  return engine.run(
    `copy (${query}) to ${text(path)} (format parquet, compression uncompressed, dictionary_size_limit 4096, write_bloom_filter false)`,
  );
}

function firstLine(content: string): string {
  return content.split(/\r\n|\n|\r/, 1)[0]!;
}

/** Of a file without quoting: cells that begin with a quote nevertheless, which keep it. */
async function quotesNote(engine: TableEngine, table: string, { columns, delimiter, header }: Dialect) {
  const starts = columns.map((column) => `starts_with(${name(column.name)}::varchar, '"')`).join(' or ');
  const cells = columns.map((column) => `coalesce(${name(column.name)}::varchar, '')`).join(', ');
  const rows = await engine.all(
    `select ${rowColumn} as r, left(concat_ws(${text(delimiter)}, ${cells}), 200) as t from (${numberedParquet(table)}) where ${starts} order by r`,
  );
  const message = `quotes do not pair: they are taken as they stand, ${lines(rows, 'has a cell that begins with one', 'have cells that begin with one')}`;
  const items = rows.slice(0, mostItems).map(({ r, t }) => ({ line: Number(r) + (header ? 2 : 1), text: String(t) }));
  return {
    kind: 'quotes' as const,
    count: rows.length,
    message,
    fix: 'Nothing, if no cell was meant to be quoted',
    items,
  };
}

/** A header that comes again in a table of nothing but text is a row like any other to DuckDB. */
async function dropTextHeaders(engine: TableEngine, table: string, dialect: Dialect): Promise<ReadingNote[]> {
  const { header, columns, names } = dialect;
  if (!header || columns.some(({ type }) => type !== 'VARCHAR')) return [];
  const same = columns.map(
    (column, c) => `${name(column.name)} is not distinct from ${names[c] ? text(names[c]) : 'null'}`,
  );
  const where = same.join(' and ');
  const rows = await engine.all(`select ${rowColumn} as r from (${numberedParquet(table)}) where ${where} order by r`);
  if (rows.length === 0) return [];
  const rest = `${table}.rest`;
  await store(engine, `select * from read_parquet(${text(literal(table))}) where not (${where})`, rest);
  await rename(rest, table);
  const message = `${lines(rows, 'repeats', 'repeat')} the header: left out`;
  const items = rows.slice(0, mostItems).map(({ r }) => ({ line: Number(r) + 2, text: names.join(dialect.delimiter) }));
  return [{ kind: 'header-repeated', count: rows.length, message, fix: 'Nothing, if files were joined', items }];
}

/** Lines whose shape is wrong, or that repeat the header: these are mended in the file. */
function structural(rejects: readonly Reject[], dialect: Dialect): Reject[] {
  const seen = new Set<number>();
  return rejects.filter((reject) => {
    if (reject.kind === 'CAST' && !isHeader(reject, dialect)) return false;
    if (seen.has(reject.at)) return false;
    seen.add(reject.at);
    return true;
  });
}

function isHeader(reject: Reject, dialect: Dialect): boolean {
  if (!dialect.header) return false;
  const cells = csvRecords(reject.text, dialect.delimiter, 1)[0] ?? [];
  return cells.join('\0') === dialect.names.join('\0');
}

/** Copies the file with its wrong lines put right or left out. */
async function mend(from: string, to: string, bad: readonly Reject[], dialect: Dialect, rows: number, path: string) {
  const { delimiter, columns } = dialect;
  const groups: Record<Wrong, Reject[]> = {
    header: [],
    short: [],
    long: [],
    aside: [],
  };
  const out = createWriteStream(to);
  let at = 0;
  const copy = async (start: number, end?: number): Promise<void> => {
    if (end !== undefined && end <= start) return;
    for await (const chunk of createReadStream(from, { start, ...(end === undefined ? {} : { end: end - 1 }) })) {
      if (!out.write(chunk)) await once(out, 'drain');
    }
  };
  for (const reject of bad) {
    const cells = csvRecords(reject.text, delimiter, 1)[0] ?? [];
    let line: string | undefined;
    if (isHeader(reject, dialect)) groups.header.push(reject);
    else if (reject.kind === 'MISSING COLUMNS') {
      groups.short.push(reject);
      line = csvLine(
        [...cells.map((cell) => cell || null), ...Array(Math.max(0, columns.length - cells.length)).fill(null)],
        delimiter,
      );
    } else if (reject.kind === 'TOO MANY COLUMNS' && cells.slice(columns.length).every((cell) => cell.trim() === '')) {
      groups.long.push(reject);
      line = csvLine(
        cells.slice(0, columns.length).map((cell) => cell || null),
        delimiter,
      );
    } else if (reject.kind === 'LINE SIZE OVER MAXIMUM' && reject.text === firstLine(reject.text)) {
      throw new DataError('line-too-long', `line ${reject.line} is longer than is read`, {
        file: path,
        fix: 'Allow longer lines: maxLine (bytes)',
      });
    } else groups.aside.push(reject);
    await copy(at, reject.at);
    if (line !== undefined) out.write(`${line}\n`);
    at = reject.at + Buffer.byteLength(reject.text);
    at += await newlineAt(from, at);
  }
  await copy(at);
  out.end();
  await once(out, 'finish');
  if (groups.aside.length > Math.max(20, rows / 5)) {
    throw new DataError(
      'table-malformed',
      `${number(groups.aside.length)} lines do not fit the ${columns.length} columns, ${number(rows + groups.long.length + groups.short.length)} do`,
      {
        file: path,
        fix: `It was read with ${delimiter === '\t' ? 'tabs' : `'${delimiter}'`} between cells: say another with delimiter`,
      },
    );
  }
  return new Map(Object.entries(groups) as [Wrong, Reject[]][]); // as: its keys are those it was made with
}

type Wrong = 'header' | 'short' | 'long' | 'aside';

function lineNotes(wrong: ReadonlyMap<Wrong, Reject[]>): ReadingNote[] {
  const note = (kind: ReadingNote['kind'], group: Wrong, one: string, several: string, fix: string): ReadingNote[] => {
    const some = wrong.get(group) ?? [];
    if (some.length === 0) return [];
    const sorted = some.toSorted((a, b) => a.line - b.line);
    return [{ kind, count: some.length, message: lines(some, one, several), fix, items: places(sorted) }];
  };
  const empty = 'empty cells beyond the last column: cut';
  return [
    ...note(
      'header-repeated',
      'header',
      'repeats the header: left out',
      'repeat the header: left out',
      'Nothing, if files were joined',
    ),
    ...note(
      'short-rows',
      'short',
      'has too few cells: the rest is taken as missing',
      'have too few cells: the rest is taken as missing',
      'See whether cells slipped to the left',
    ),
    ...note('long-rows', 'long', `has ${empty}`, `have ${empty}`, 'Nothing, if they are trailing delimiters'),
    ...note(
      'set-aside',
      'aside',
      'does not fit the columns: set aside',
      'do not fit the columns: set aside',
      'Quote text that holds the delimiter, close and double quotes, then read again',
    ),
  ];
}

async function newlineAt(path: string, at: number): Promise<number> {
  let ends = '';
  for await (const chunk of createReadStream(path, { start: at, end: at + 1 })) ends += chunk;
  return ends.startsWith('\r\n') ? 2 : /^[\r\n]/.test(ends) ? 1 : 0;
}

/** Columns with cells that are not of the type guessed become text; nothing is lost. */
function keepAsText(rejects: readonly Reject[], bad: readonly Reject[], dialect: Dialect, notes: ReadingNote[]): void {
  const mended = new Set(bad.map(({ at }) => at));
  const casts = rejects.filter((reject) => reject.kind === 'CAST' && !mended.has(reject.at));
  for (const [c, some] of Map.groupBy(casts, (reject) => reject.column)) {
    const column = dialect.columns[c];
    if (!column) continue;
    const items = places(some).map((item) => ({
      line: item.line,
      text: csvRecords(item.text, dialect.delimiter, 1)[0]?.[c] ?? item.text,
    }));
    const message = `column '${printable(column.name)}' looked like ${words[column.type] ?? column.type}, but ${number(some.length)} cells are not: kept as text`;
    notes.push({ kind: 'kept-as-text', count: some.length, message, items });
    column.type = 'VARCHAR';
    column.mixed = true;
  }
}

const words: Record<string, string> = {
  BIGINT: 'whole numbers',
  DOUBLE: 'numbers',
  BOOLEAN: 'true and false',
  DATE: 'dates',
  TIMESTAMP: 'times',
};

function dialectNotes({ header, renamed, columns }: Dialect): ReadingNote[] {
  const notes: ReadingNote[] = [];
  if (!header) {
    const message = `the first line names no columns: they are called ${columns[0]!.name} … ${columns.at(-1)!.name}`;
    notes.push({ kind: 'no-header', count: 1, message, fix: 'If it does, say header: true', items: [] });
  }
  if (header && renamed.length > 0) {
    const list = renamed.slice(0, 3).map(({ from, to }) => `'${printable(from)}' → '${printable(to)}'`);
    const message = `${renamed.length === 1 ? '1 column is' : `${renamed.length} columns are`} without a name or named like another: ${list.join(', ')}`;
    notes.push({ kind: 'renamed', count: renamed.length, message, items: [] });
  }
  return notes;
}

function places(rejects: readonly Reject[]): ReadingNote['items'] {
  return rejects.slice(0, mostItems).map(({ line, text: content }) => ({ line, text: content.slice(0, 200) }));
}

function lines(some: readonly unknown[], one: string, several: string): string {
  return some.length === 1 ? `1 line ${one}` : `${number(some.length)} lines ${several}`;
}

function number(n: number): string {
  return n.toLocaleString('en');
}

function readError(cause: unknown, path: string): unknown {
  if (!(cause instanceof Error)) return cause;
  if (/No files found|Could not read|Cannot open|IO Error.*(No such file|read)/i.test(cause.message)) {
    return new DataError('source-lost', 'it went away while it was read', {
      file: path,
      fix: 'Nothing of it was kept; read it again',
      cause,
    });
  }
  if (/Maximum line size/i.test(cause.message)) {
    return new DataError('table-malformed', 'a line is endless, or a quote never closes', {
      file: path,
      fix: 'Close it, double quotes within quoted text, or allow longer lines: maxLine',
      cause,
    });
  }
  return sqlError(cause);
}

function named(error: unknown, path: string): unknown {
  if (!(error instanceof DataError)) return error;
  const { code, reason, fix, cause } = error;
  return new DataError(code, reason, { file: path, ...(fix ? { fix } : {}), cause });
}
