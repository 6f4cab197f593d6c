import { rm } from 'node:fs/promises';
import { DataError } from '../../../errors.ts';
import { literal, name, type TableEngine, text } from '../../engine.ts';
import { QueryError } from '../../query-error.ts';
import { sqlError } from '../../sql-error.ts';
import { provenOrStop, typed, unproven } from '../../text/prove.ts';
import type { Dialect } from '../../text/sniff-csv.ts';
import type { CellType } from '../../text/values.ts';

/** A line that does not have the columns. */
export type Reject = { line: number; at: number; kind: string; text: string };

/** What one pass over the file gave. */
export type Loaded =
  | { how: 'loaded'; rows: number; rejects: Reject[] }
  /** DuckDB could not cut it into cells: line ends of several kinds, or a quote that stays open. It tells in English which. */
  | { how: 'uncut'; cause: QueryError }
  /** Some column holds a cell that its type does not hold. */
  | { how: 'unproven' };

/** The file to read, and how it is read. */
export type CsvSource = {
  from: string;
  path: string;
  dialect: Dialect;
  maxLine: number;
  dropHeaders: boolean;
  /** Columns of numbers hold nothing but plain numbers: DuckDB reads them as such. */
  isProven?: boolean;
};

/** One pass of DuckDB over the file: each cell is read as text, and kept as its column's type only where that says the same. */
export async function load(engine: TableEngine, table: string, source: CsvSource): Promise<Loaded> {
  const { path, dialect } = source;
  const [scans, errors] = [engine.name('scans'), engine.name('errors')];
  const cells = dialect.columns.map(({ name: one, type }) => {
    const cell = readAs(source, type) === type ? name(one) : provenOrStop(name(one), type);
    return `${cell} as ${name(one)}`;
  });
  const query = `select ${cells.join(', ')} from ${scan(source, `store_rejects=true, rejects_limit=0, rejects_scan=${text(scans)}, rejects_table=${text(errors)}`)}${where(source)}`;
  try {
    await store(engine, query, table);
  } catch (cause) {
    await rm(table, { force: true });
    if (cause instanceof QueryError && cause.reason === unproven) return { how: 'unproven' };
    if (cause instanceof QueryError && isOfContent(cause)) return { how: 'uncut', cause };
    throw readError(cause, path);
  }
  const { rows } = await engine.one(`select count(*) as rows from read_parquet(${text(literal(table))})`);
  const found = await engine.all(
    `select line, line_byte_position as at, error_type::varchar as kind, csv_line as text from ${errors} order by line_byte_position, column_idx`,
  );
  await engine.run(`drop table ${errors}; drop table ${scans}`);
  const rejects = found.map((row): Reject => {
    const content = String(row.text ?? '');
    // With a quote that never closes, DuckDB takes all that follows for one cell: only its own line is to blame.
    const { quote } = dialect;
    const open = row.kind === 'UNQUOTED VALUE' || (quote !== '' && content.split(quote).length % 2 === 0);
    return {
      line: Number(row.line),
      at: Number(row.at) - 1,
      kind: open ? 'UNCLOSED QUOTE' : String(row.kind),
      text: open ? firstLine(content) : content,
    };
  });
  return { how: 'loaded', rows: Number(rows), rejects };
}

/**
 * Looks at all cells of a file: the columns whose type does not hold them become text. Says of each what it looked like.
 * Lines that repeat the header are told apart.
 */
export async function keepAsText(engine: TableEngine, source: CsvSource): Promise<Map<string, CellType>> {
  const { columns } = source.dialect;
  const isHeader = headerSql(source.dialect);
  const each = columns.flatMap(({ name: one, type }, c) =>
    type === 'VARCHAR' ? [] : [`count(*) filter (${name(one)} is not null and not ${typedFits(one, type)}) as c${c}`],
  );
  const query = `select ${each.join(', ')}, count(*) filter (${isHeader}) as headers from ${scan(source, 'ignore_errors=true')} where not (${isHeader})`;
  const counts = await engine.one(query).catch((cause) => {
    throw readError(cause, source.path);
  });
  const out = new Map<string, CellType>();
  for (const [c, column] of columns.entries()) {
    if (column.type === 'VARCHAR' || Number(counts[`c${c}`]) === 0) continue;
    out.set(column.name, column.type);
    column.type = 'VARCHAR';
    column.mixed = true;
  }
  return out;
}

/** Whether a row repeats the header, in SQL. */
export function headerSql({ header, columns, names }: Dialect): string {
  if (!header) return 'false';
  const same = columns.map(
    ({ name: one }, c) => `${name(one)} is not distinct from ${names[c] ? text(names[c]) : 'null'}`,
  );
  return same.join(' and ');
}

function where(source: CsvSource): string {
  return source.dropHeaders ? ` where not (${headerSql(source.dialect)})` : '';
}

function typedFits(column: string, type: CellType): string {
  return `(${typed(name(column), type).fits})`;
}

/** The type as which DuckDB is to read a column's cells. */
function readAs({ isProven }: CsvSource, type: CellType): CellType {
  return isProven && (type === 'BIGINT' || type === 'DOUBLE') ? type : 'VARCHAR';
}

/** The file as rows of text, and of numbers where they are proven. */
function scan(source: CsvSource, how: string): string {
  const { from, dialect, maxLine } = source;
  const { delimiter, quote, escaping, header, newline, columns } = dialect;
  const list = columns.map((column) => `${text(column.name)}: '${readAs(source, column.type)}'`).join(', ');
  const settings = [
    'auto_detect=false',
    `delim=${text(delimiter)}`,
    `quote=${text(quote)}, escape=${text(quote === '' ? '' : escaping)}`,
    `header=${header}`,
    ...(newline ? [`new_line=${text(newline)}`] : []),
    `columns={${list}}`,
    `max_line_size=${maxLine}`,
    how,
  ];
  return `read_csv(${text(literal(from))}, ${settings.join(', ')})`;
}

/** Writes a query's rows, in their order, to a Parquet file. */
export function store(engine: TableEngine, query: string, path: string): Promise<void> {
  return engine.run(
    `copy (${query}) to ${text(path)} (format parquet, compression uncompressed, dictionary_size_limit 4096, write_bloom_filter false)`,
  );
}

export function firstLine(content: string): string {
  return content.split(/\r\n|\n|\r/, 1)[0]!;
}

/** Whether what stands in the file failed, not the memory, the disk, the file or the query's end. */
const isOfContent = ({ type }: QueryError): boolean => type === 'Invalid Input' || type === 'Conversion';

function readError(cause: unknown, path: string): unknown {
  if (!(cause instanceof QueryError)) return cause;
  if (isOfContent(cause))
    return new DataError('table-malformed', 'it cannot be cut into cells', {
      file: path,
      hint: 'Close every quote, and write quotes within quoted text twice; or say how it is written: delimiter, quote, escape, encoding, maxLine',
      cause,
    });
  if (cause.type !== 'IO' || cause.isDiskFull) return sqlError(cause);
  return new DataError('source-lost', 'it went away while it was read', {
    file: path,
    hint: 'Nothing of it was kept; read it again',
    cause,
  });
}
