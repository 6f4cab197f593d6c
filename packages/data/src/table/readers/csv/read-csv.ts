import { rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { literal, type TableEngine, text } from '../../engine.ts';
import { rowColumn } from '../../table.ts';
import { narrowText } from '../../text/narrow-text.ts';
import { type Dialect, sniffCsv } from '../../text/sniff-csv.ts';
import type { TableReader } from '../contract.ts';
import { numberedParquet } from '../parquet.ts';
import type { Read } from '../read.ts';
import { mostItems, type ReadingNote } from '../reading.ts';
import { type CsvSource, headerSql, store } from './load.ts';
import { dialectNotes, lineNotes, lines, quotesNote, textNotes } from './notes.ts';
import { type CsvOptions, defaultLine, type Laid, readAny, settleTypes } from './passes.ts';
import { loadRegular, mayBeRegular } from './regular.ts';

/** Bytes of a file from which it is tried whether it is regular. */
const regularBytes = 8_000_000;

/**
 * Reads a CSV into a Parquet file of the engine. Every line is read, not a sample: what does not fit is padded, cut or set
 * aside, and counted. A cell is the text that it is until a type is proven to hold all of its column.
 *
 * Parquet because it is written and read as a stream: a table of DuckDB's own takes half as long again, and the memory for it.
 */
export async function readCsv(engine: TableEngine, path: string, options: CsvOptions = {}): Promise<Read> {
  const table = join(engine.folder, `${engine.name('csv')}.parquet`);
  const { dialect, bytes, notes, wrong, seemed, firstLine } =
    (await readRegular(engine, path, table, options)) ?? (await readAny(engine, path, table, options));
  if (dialect.quote === '' && options.quote === undefined) notes.push(await quotesNote(engine, table, dialect));
  notes.push(...(await dropTextHeaders(engine, table, dialect)));
  const guessed = dialect.columns.filter(
    ({ name, mixed }) => !options.text && (options.na || (mixed && !options.types?.[name])),
  );
  const stored = `read_parquet(${text(literal(table))})`;
  const narrowed = await narrowText(engine, `select * from ${stored}`, guessed, options);
  const still = [...seemed].filter(([column]) => !narrowed.columns.includes(column));
  notes.push(...(await textNotes(engine, table, new Map(still), firstLine)));
  if (narrowed.replace !== '') {
    const rest = `${table}.narrow`;
    await store(engine, `select *${narrowed.replace} from ${stored}`, rest);
    await rename(rest, table);
  }
  return {
    query: `select * from ${stored}`,
    numbered: numberedParquet(table),
    stored: table,
    bytes,
    notes: [...notes, ...lineNotes(wrong), ...narrowed.notes],
  };
}

/** A large file in one pass, where it is regular through and through; smaller ones are read as quickly in any case. */
async function readRegular(
  engine: TableEngine,
  path: string,
  table: string,
  options: CsvOptions,
): Promise<Laid | undefined> {
  const { maxLine = defaultLine } = options;
  const bytes = await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
  if (bytes < (options.regularBytes ?? regularBytes)) return undefined;
  const dialect = await sniffCsv(path, options).catch(() => undefined); // what is wrong is said by the reading that follows
  if (!dialect || !mayBeRegular(dialect, options)) return undefined;
  settleTypes(dialect, options);
  const source: CsvSource = { from: path, path, dialect, maxLine, dropHeaders: false };
  if (!(await loadRegular(engine, table, source))) return undefined;
  const firstLine = dialect.header ? 2 : 1;
  return { dialect, bytes, notes: dialectNotes(dialect), wrong: new Map(), seemed: new Map(), firstLine };
}

/** A header that comes again in a table of nothing but text is a row like any other. */
async function dropTextHeaders(engine: TableEngine, table: string, dialect: Dialect): Promise<ReadingNote[]> {
  const { header, columns, names } = dialect;
  if (!header || columns.some(({ type }) => type !== 'VARCHAR')) return [];
  const where = headerSql(dialect);
  const rows = await engine.all(`select ${rowColumn} as r from (${numberedParquet(table)}) where ${where} order by r`);
  if (rows.length === 0) return [];
  const rest = `${table}.rest`;
  await store(engine, `select * from read_parquet(${text(literal(table))}) where not (${where})`, rest);
  await rename(rest, table);
  const message = `${lines(rows, 'repeats', 'repeat')} the header: left out`;
  const items = rows.slice(0, mostItems).map(({ r }) => ({ line: Number(r) + 2, text: names.join(dialect.delimiter) }));
  return [{ kind: 'header-repeated', count: rows.length, message, hint: 'Nothing, if files were joined', items }];
}

/** Text with a delimiter between cells. */
export const csvReader = {
  format: 'csv',
  help: 'text with commas, semicolons, tabs, bars or spaces between cells',
  endings: ['csv', 'txt', 'data', 'dat', 'asc'],
  read: readCsv,
} as const satisfies TableReader;

/** Text with tabs between cells. */
export const tsvReader = {
  format: 'tsv',
  help: 'text with tabs between cells',
  endings: ['tsv', 'tab'],
  read: (engine, path, options) => readCsv(engine, path, { delimiter: '\t', ...options }),
} as const satisfies TableReader;
