import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { nearest } from '@capstan/base';
import { syncFile, syncFolder } from '@capstan/base/files';
import { DataError } from '../errors.ts';

import { type Column, columnsOfQuery } from './columns.ts';
import { name, type TableEngine, text } from './engine.ts';

import type { Plain } from './plain.ts';
import type { Reading } from './readers/reading.ts';
import { sqlError } from './sql-error.ts';

/** The column in which `Table.numbered` counts. */
export const rowColumn = '__row';

/**
 * Columns of a batch: numbers, dates (milliseconds) and booleans as doubles with NaN where missing; text as strings, and so
 * whole numbers where some are beyond 2^53.
 */
export type TableBatch = { length: number; columns: Record<string, Float64Array | (string | null)[]> };

/**
 * A table that computes only what is asked for: `select`, `filter`, `derive` and `sql` make new tables, rows stream.
 *
 * @example
 * await using beers = await openTable('beers.csv');
 * const strong = beers.filter('abv > 0.07').select('style', 'abv');
 * for await (const { length, columns } of strong.batches({ size: 4096 })) console.log(length, columns.abv);
 */
export class Table implements AsyncDisposable {
  readonly engine: TableEngine;
  /** Where it came from, for people. */
  readonly source: string;
  readonly columns: readonly Column[];
  /** What had to be put right while it was read, and how often. */
  readonly reading: Reading;
  /** The query that gives its rows. */
  readonly query: string;
  /** The same with the row's number in front, as `__row`: it grows in the order of the rows. */
  readonly numbered: string;
  /** The Parquet file of the engine's own in which these very rows and columns lie, if they do. */
  readonly stored: string | undefined;
  readonly #owns: boolean;
  #wide: Promise<ReadonlySet<string>> | undefined;

  constructor(parts: {
    engine: TableEngine;
    source: string;
    columns: readonly Column[];
    reading: Reading;
    query: string;
    /** For a source that knows its row numbers; counting them keeps a scan to one thread. */
    numbered?: string | undefined;
    stored?: string | undefined;
    owns: boolean;
  }) {
    this.engine = parts.engine;
    this.source = parts.source;
    this.columns = parts.columns;
    this.reading = parts.reading;
    this.query = parts.query;
    this.numbered = parts.numbered ?? `select row_number() over () as ${rowColumn}, * from (${parts.query})`;
    this.stored = parts.stored;
    this.#owns = parts.owns;
  }

  /** Some of the columns. @throws {DataError} column-unknown — where there is no such column */
  select(...names: string[]): Table {
    const columns = names.map((one) => this.column(one));
    return this.#derived(`select ${names.map(name).join(', ')} from (${this.query})`, columns);
  }

  /** All columns but some. @throws {DataError} column-unknown — where there is no such column */
  without(...names: string[]): Table {
    for (const one of names) this.column(one);
    return this.select(...this.columns.map((column) => column.name).filter((one) => !names.includes(one)));
  }

  /** The rows for which an SQL condition holds. @throws {DataError} sql-invalid — where the query is refused */
  async filter(condition: string): Promise<Table> {
    return this.sql(`select * from this where ${condition}`);
  }

  /** New or replaced columns, each an SQL expression. @throws {DataError} sql-invalid — where the query is refused */
  async derive(expressions: Record<string, string>): Promise<Table> {
    const known = new Set(this.columns.map((column) => column.name));
    const entries = Object.entries(expressions);
    const replaced = entries.filter(([one]) => known.has(one)).map(([one, sql]) => `(${sql}) as ${name(one)}`);
    const added = entries.filter(([one]) => !known.has(one)).map(([one, sql]) => `, (${sql}) as ${name(one)}`);
    const replace = replaced.length > 0 ? ` replace (${replaced.join(', ')})` : '';
    return this.sql(`select *${replace}${added.join('')} from this`);
  }

  /**
   * The result of any query over `this`.
   *
   * @throws {DataError} sql-invalid — where the query is refused
   * @example await table.sql('from this limit 5')
   */
  async sql(query: string): Promise<Table> {
    const whole = `with this as (${this.query}) ${query}`;
    try {
      return this.#derived(whole, await columnsOfQuery(this.engine, whole));
    } catch (cause) {
      throw sqlError(cause);
    }
  }

  /** One column. @throws {DataError} column-unknown — with the nearest name */
  column(wanted: string): Column {
    const found = this.columns.find((column) => column.name === wanted);
    if (found) return found;
    const names = this.columns.map((column) => column.name);
    const close = nearest(wanted, names);
    throw new DataError('column-unknown', `there is no column '${wanted}'`, {
      file: this.source,
      hint: close ? `Did you mean '${close}'?` : `Its columns are ${names.slice(0, 12).join(', ')}`,
    });
  }

  async count(): Promise<number> {
    return Number((await this.#read(`select count(*) as n from (${this.query})`))[0]!.n);
  }

  /** Rows as objects, as they come. */
  async *rows(): AsyncGenerator<Record<string, Plain>> {
    const names = this.columns.map((column) => column.name);
    for await (const chunk of this.#stream(this.query)) {
      for (let i = 0; i < (chunk[0]?.length ?? 0); i++) {
        yield Object.fromEntries(names.map((one, c) => [one, chunk[c]![i]!]));
      }
    }
  }

  /** The first rows. */
  async head(count = 10): Promise<Record<string, Plain>[]> {
    return this.#read(`select * from (${this.query}) limit ${Math.max(0, Math.trunc(count))}`);
  }

  /** Batches of `size` rows (default 8,192) by column; memory stays bounded by it. */
  async *batches(options: { size?: number } = {}): AsyncGenerator<TableBatch> {
    const { size = 8192 } = options;
    if (!(Number.isInteger(size) && size > 0)) {
      throw new DataError('option-invalid', `size must be a whole number from 1, received ${size}`);
    }
    const wide = await this.#wideColumns();
    const numeric = this.columns.map(({ name: one, type }) => type !== 'text' && type !== 'other' && !wide.has(one));
    const sql = `select ${this.columns.map((column) => asBatchColumn(column, wide)).join(', ')} from (${this.query})`;
    let waiting: Plain[][] = this.columns.map(() => []);
    const cut = (length: number): TableBatch => {
      const columns = this.columns.map(({ name: one }, c) => {
        const values = waiting[c]!.slice(0, length);
        const typed = numeric[c]
          ? Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value)))
          : values.map((value) => (value === null ? null : String(value)));
        return [one, typed] as const;
      });
      waiting = waiting.map((values) => values.slice(length));
      return { length, columns: Object.fromEntries(columns) };
    };
    for await (const chunk of this.#stream(sql)) {
      for (const [c, values] of chunk.entries()) for (const value of values) waiting[c]!.push(value);
      while (waiting[0]!.length >= size) yield cut(size);
    }
    if (waiting[0] && waiting[0].length > 0) yield cut(waiting[0].length);
  }

  /**
   * A numeric, date or boolean column in one array; NaN where it is missing.
   *
   * @throws {DataError} column-unknown — where there is no such column
   */
  async numbers(wanted: string): Promise<Float64Array> {
    const { columns, length } = await this.#gather(wanted);
    const values = columns[wanted]!;
    return values instanceof Float64Array ? values : new Float64Array(length).fill(Number.NaN);
  }

  /** A column's cells as text. @throws {DataError} column-unknown — where there is no such column */
  async texts(wanted: string): Promise<(string | null)[]> {
    this.column(wanted);
    const rows = await this.#read(`select ${name(wanted)}::varchar as v from (${this.query})`);
    return rows.map(({ v }) => (v === null ? null : String(v)));
  }

  /** The same rows computed once and kept: what follows reads them instead of computing again. */
  async keep(): Promise<Table> {
    const kept = this.engine.name('kept');
    try {
      await this.engine.run(`create table ${kept} as ${this.query}`);
    } catch (cause) {
      throw sqlError(cause);
    }
    return this.#derived(`select * from ${kept}`, this.columns);
  }

  /**
   * Writes it as Parquet (zstd), CSV or JSON lines, by the name's ending; whole or not at all.
   * @throws {DataError} table-unsupported — where its format is not read
   * @throws {DataError} table-missing — and the system's error when the disk is full
   */
  async write(path: string): Promise<void> {
    const format = formats[path.toLowerCase().match(/\.(\w+)$/)?.[1] ?? ''];
    if (!format) {
      throw new DataError('table-unsupported', 'cannot tell what to write by its name', {
        file: path,
        hint: 'End it in .parquet, .csv, .tsv or .jsonl',
      });
    }
    const folder = dirname(path);
    if (!existsSync(folder))
      throw new DataError('table-missing', 'there is no such folder to write to', { file: folder });
    const draft = `${path}.next`;
    try {
      await this.engine.run(`copy (${this.query}) to ${text(draft)} (${format})`);
      syncFile(draft);
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true }).catch(() => {}); // the first error says more
      throw sqlError(error);
    }
    syncFolder(folder);
  }

  /** SHA-256 of column names, types and cells in their order: the same for the same content, whatever file it was in. */
  async hash(): Promise<string> {
    const sum = createHash('sha256').update(JSON.stringify(this.columns.map(({ name: n, type }) => [n, type])));
    const row = `md5(concat_ws(chr(31), ${this.columns.map(({ name: n }) => `coalesce(${name(n)}::varchar, chr(30))`).join(', ')}))`;
    for await (const [digests] of this.#stream(`select ${row} as d from (${this.query})`)) {
      sum.update((digests ?? []).join(''));
    }
    return sum.digest('hex');
  }

  /** Frees what the table that was opened holds, once what runs has ended; tables made from it end with it. */
  async close(): Promise<void> {
    if (this.#owns) await this.engine.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Columns of whole numbers of which some are beyond 2^53: as doubles, unlike ones would be alike. */
  #wideColumns(): Promise<ReadonlySet<string>> {
    this.#wide ??= (async () => {
      const whole = this.columns.filter(({ sql }) => /^U?(BIG|HUGE)INT$/.test(sql));
      if (whole.length === 0) return new Set<string>();
      const each = whole.map(({ name: one }, i) => {
        const most = `max(${name(one)}) > 9007199254740991 or min(${name(one)}) < -9007199254740991`;
        return `coalesce(${most}, false) as c${i}`;
      });
      const [row] = await this.#read(`select ${each.join(', ')} from (${this.query})`);
      return new Set(whole.filter((_, i) => row![`c${i}`] === true).map(({ name: one }) => one));
    })();
    return this.#wide;
  }

  #derived(query: string, columns: readonly Column[]): Table {
    const { engine, source, reading } = this;
    return new Table({ engine, source, columns, reading, query, owns: false });
  }

  async #gather(wanted: string): Promise<TableBatch> {
    const column = this.column(wanted);
    const parts: TableBatch[] = [];
    for await (const part of this.select(column.name).batches({ size: 65536 })) parts.push(part);
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    const out = new Float64Array(length);
    let at = 0;
    for (const part of parts) {
      const values = part.columns[wanted]!;
      if (!(values instanceof Float64Array)) {
        const what =
          column.type === 'integer'
            ? 'whole numbers beyond 2^53, which no double holds'
            : `${column.type}, not numbers`;
        throw new DataError('option-invalid', `column '${wanted}' is ${what}`, {
          file: this.source,
          hint: 'Read it with texts(), or convert it first',
        });
      }
      out.set(values, at);
      at += part.length;
    }
    return { length, columns: { [wanted]: out } };
  }

  async #read(sql: string): Promise<Record<string, Plain>[]> {
    try {
      return await this.engine.all(sql);
    } catch (cause) {
      throw sqlError(cause);
    }
  }

  async *#stream(sql: string): AsyncGenerator<Plain[][]> {
    try {
      yield* this.engine.stream(sql);
    } catch (cause) {
      throw sqlError(cause);
    }
  }
}

const formats: Record<string, string> = {
  // Arrow's level. Dictionaries pay for categories; looking for more values than that takes a quarter of the time.
  parquet:
    'format parquet, compression zstd, compression_level 1, dictionary_size_limit 4096, write_bloom_filter false',
  csv: 'format csv, header',
  tsv: "format csv, header, delimiter '\t'",
  jsonl: 'format json',
  ndjson: 'format json',
};

function asBatchColumn({ name: one, type }: Column, wide: ReadonlySet<string>): string {
  const quoted = name(one);
  if (type === 'date' || type === 'timestamp') return `epoch_ms(${quoted}::timestamp)::double as ${quoted}`;
  if (type === 'time') return `(epoch(${quoted}) * 1000)::double as ${quoted}`;
  if (type === 'text' || type === 'other' || wide.has(one)) return `${quoted}::varchar as ${quoted}`;
  return `${quoted}::double as ${quoted}`;
}
