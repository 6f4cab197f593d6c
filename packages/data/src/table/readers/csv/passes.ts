import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../../../errors.ts';
import { literal, type TableEngine, text } from '../../engine.ts';
import { rewrite } from '../../text/rewrite.ts';
import { type Dialect, sniffCsv } from '../../text/sniff-csv.ts';
import { textFile } from '../../text/text-file.ts';
import type { CellType } from '../../text/values.ts';
import type { ReadingOptions } from '../options.ts';
import type { ReadingNote } from '../reading.ts';
import { type CsvSource, headerSql, keepAsText, load, type Reject } from './load.ts';
import { type Mended, mend } from './mend.ts';
import { dialectNotes, rewrittenNotes } from './notes.ts';

/** Passes over a file after which its lines are given up. */
const mostRounds = 12;
/** Bytes that a line may have. */
export const defaultLine = 2_000_000;

/** How a CSV is read. */
export type CsvOptions = ReadingOptions & {
  /** Types that the source declares, in DuckDB's words. */
  types?: Record<string, string>;
  /** Bytes of a file from which it is tried whether it is regular. */
  regularBytes?: number;
};

/** What is known of a file once its lines lie in the table. */
export type Laid = {
  dialect: Dialect;
  bytes: number;
  notes: ReadingNote[];
  wrong: Mended;
  seemed: Map<string, CellType>;
  firstLine: number;
};

/** Any file, in as many passes as it takes. */
export async function readAny(engine: TableEngine, path: string, table: string, options: CsvOptions): Promise<Laid> {
  const { maxLine = defaultLine } = options;
  const file = await textFile(path, {
    copy: join(engine.folder, engine.name('utf8')),
    maxLine,
    encoding: options.encoding,
  });
  const dialect = await sniffCsv(file.path, options).catch((error) => {
    throw named(error, path);
  });
  settleTypes(dialect, options);
  const notes = [...file.notes, ...dialectNotes(dialect)];
  const source: CsvSource = { from: file.path, path, dialect, maxLine, dropHeaders: false };
  const above = await leaveOut(engine, source, notes, false);
  const { wrong, seemed } = await loadAll(engine, table, source, notes);
  return { dialect, bytes: file.bytes, notes, wrong, seemed, firstLine: above + (dialect.header ? 2 : 1) };
}

/** Types that a source declares, or that options rule out. */
export function settleTypes(dialect: Dialect, options: CsvOptions): void {
  const comma = options.decimal === ',' || options.thousands === '.';
  for (const column of dialect.columns) {
    const type = options.types?.[column.name];
    if (type) column.type = type as CellType; // readers declare no others
    if (options.text) column.type = 'VARCHAR';
    else if (options.na || (comma && column.type === 'DOUBLE')) [column.type, column.mixed] = ['VARCHAR', true];
  }
}

/** Passes over the file until every line and every cell has its place. */
async function loadAll(engine: TableEngine, table: string, source: CsvSource, notes: ReadingNote[]) {
  const { dialect, path } = source;
  const wrong: Mended = new Map();
  const seemed = new Map<string, CellType>();
  let isOneEnd = false;
  for (let round = 0; ; round++) {
    const loaded = await load(engine, table, source);
    if (loaded.how === 'uncut' && !isOneEnd) {
      isOneEnd = true;
      await leaveOut(engine, source, notes, true); // notes line ends where they are of several kinds
      continue;
    }
    if (loaded.how === 'unproven' && round <= mostRounds) {
      for (const [column, type] of await keepAsText(engine, source)) seemed.set(column, type);
      source.dropHeaders = true; // a header among numbers is no reason to keep them as text
      continue;
    }
    if (loaded.how === 'uncut' && dialect.quote !== '') {
      dialect.quote = '';
      continue;
    }
    if (loaded.how === 'loaded' && loaded.rejects.length === 0) break;
    const { rows, rejects } = loaded.how === 'loaded' ? loaded : { rows: 0, rejects: [] };
    const bad = firstOfEach(rejects);
    if (
      loaded.how !== 'loaded' ||
      round > mostRounds ||
      (dialect.quote === '' && bad.some(({ kind }) => kind === 'UNCLOSED QUOTE'))
    ) {
      throw new DataError('table-malformed', 'lines go on being unreadable: its quotes do not pair', {
        file: path,
        hint: 'Write quotes within quoted text twice, or say quote and escape',
        ...(loaded.how === 'uncut' && { cause: loaded.cause }),
      });
    }
    await rm(table);
    const mended = join(engine.folder, engine.name('mended'));
    for (const [kind, some] of await mend(source.from, mended, bad, dialect, rows, path)) {
      wrong.set(kind, [...(wrong.get(kind) ?? []), ...some]);
    }
    await replaced(source, mended);
  }
  if (source.dropHeaders) await noteHeaders(engine, source, wrong);
  if (source.from !== path) await rm(source.from, { force: true });
  return { wrong, seemed };
}

/** Copies the file without what stands above the table, comments and unlike line ends; gives the lines above. */
async function leaveOut(
  engine: TableEngine,
  source: CsvSource,
  notes: ReadingNote[],
  isMixed: boolean,
): Promise<number> {
  const { dialect, path } = source;
  const { above, comment, delimiter, quote, escaping } = dialect;
  const isSpaced = delimiter === ' ';
  if (above.bytes === 0 && comment === undefined && !isSpaced && !isMixed) return 0;
  const clean = join(engine.folder, engine.name('clean'));
  const done = await rewrite(source.from, clean, {
    skipBytes: above.bytes,
    comment,
    isSpaced,
    delimiter,
    quote,
    escaping,
  });
  notes.push(...rewrittenNotes(done, isMixed));
  await replaced(source, clean);
  const lost = above.lines.length;
  above.bytes = 0;
  if (isSpaced) dialect.delimiter = '\t';
  dialect.comment = undefined;
  dialect.newline = '\\n';
  source.path = path;
  return lost;
}

async function replaced(source: CsvSource, next: string): Promise<void> {
  if (source.from !== source.path) await rm(source.from, { force: true });
  source.from = next;
}

/** Of several faults in a line, the first. */
function firstOfEach(rejects: readonly Reject[]): Reject[] {
  const seen = new Set<number>();
  return rejects.filter(({ at }) => !seen.has(at) && seen.add(at));
}

/** Counts the headers that a query left out. */
async function noteHeaders(engine: TableEngine, source: CsvSource, wrong: Mended): Promise<void> {
  const kept = source.dropHeaders;
  if (!kept || !source.dialect.header) return;
  const { dialect, from } = source;
  const list = dialect.columns.map((column) => `${text(column.name)}: 'VARCHAR'`).join(', ');
  const rows = await engine.all(
    `select r, from (select row_number() over () as r, * from read_csv(${text(literal(from))}, auto_detect=false, header=true, delim=${text(dialect.delimiter)}, quote=${text(dialect.quote)}, escape=${text(dialect.quote === '' ? '' : dialect.escaping)}, columns={${list}}, max_line_size=${source.maxLine}, ignore_errors=true)) where ${headerSql(dialect)} order by r`,
  );
  const some = rows.map(
    ({ r }): Reject => ({ line: Number(r) + 1, at: -1, kind: 'HEADER', text: dialect.names.join(dialect.delimiter) }),
  );
  if (some.length > 0) wrong.set('header', [...(wrong.get('header') ?? []), ...some]);
}

function named(error: unknown, path: string): unknown {
  if (!(error instanceof DataError)) return error;
  const { code, reason, hint, cause } = error;
  return new DataError(code, reason, { file: path, ...(hint ? { hint } : {}), cause });
}
