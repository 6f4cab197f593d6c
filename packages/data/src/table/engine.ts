import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { DataError } from '../errors.ts';
import type { Plain } from './plain.ts';
import { queryError, structured } from './query-error.ts';

/** How much of the machine tables may use. */
export type EngineOptions = {
  /** Memory that DuckDB may hold, as `2GB`; what is larger goes to `temp`. Default `2GB`. */
  memory?: string;
  /** Default: all cores. */
  threads?: number;
  /** Folder for what does not fit in memory; a folder of its own is made in it and removed at the end. */
  temp?: string;
  /** Ends the question that is worked on, and refuses every later one, with its reason. */
  signal?: AbortSignal;
};

/** An interruption that comes before DuckDB has begun with a query is lost, so it is said again until none runs. */
const AGAIN_MS = 50;

/** DuckDB's library weighs 70 MB and more than a hundred files: it is loaded with the first table. */
let toPlain: typeof import('./plain.ts').toPlain;

const folders = new Set<string>();

process.on('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** One DuckDB database in a temporary folder: what was read lies there by column, and what does not fit in `memory`. */
export class TableEngine {
  readonly folder: string;
  /** How many threads queries and loops of our own may take. */
  readonly threads: number;
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #signal: AbortSignal | undefined;
  readonly #queries = new Set<Promise<void>>();
  /** Those that are read in chunks. */
  readonly #streams = new Set<DuckDBConnection>();
  #again: NodeJS.Timeout | undefined;
  #names = 0;
  #closed = false;

  private constructor(
    folder: string,
    threads: number,
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    signal?: AbortSignal,
  ) {
    this.folder = folder;
    this.threads = threads;
    this.#instance = instance;
    this.#connection = connection;
    this.#signal = signal;
    signal?.addEventListener('abort', this.#onAbort);
  }

  /** @throws {DataError} option-invalid — where an option makes no sense */
  static async open(options: EngineOptions = {}): Promise<TableEngine> {
    const { memory = '2GB', threads, temp = tmpdir(), signal } = options;
    signal?.throwIfAborted();
    if (!/^\d+(\.\d+)?\s*(MB|GB|TB|MiB|GiB|TiB)$/i.test(memory)) {
      throw new DataError('option-invalid', `memory must be a size such as '2GB', received '${memory}'`);
    }
    if (threads !== undefined && !(Number.isInteger(threads) && threads > 0)) {
      throw new DataError('option-invalid', `threads must be a whole number from 1, received ${threads}`);
    }
    const [{ DuckDBInstance }, plain] = await Promise.all([import('@duckdb/node-api'), import('./plain.ts')]);
    toPlain = plain.toPlain;
    const folder = mkdtempSync(join(temp, 'capstan-table-'));
    folders.add(folder);
    const instance = await DuckDBInstance.create(join(folder, 'tables.duckdb'), {
      memory_limit: memory,
      temp_directory: join(folder, 'spill'),
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      ...structured,
      ...(threads === undefined ? {} : { threads: String(threads) }),
    });
    const own = threads ?? availableParallelism();
    const engine = new TableEngine(folder, own, instance, await instance.connect(), signal);
    await engine.run("set checkpoint_threshold = '1TB'"); // temporary anyway: no log to fold in while we work
    return engine;
  }

  /** A name that no table has yet. */
  name(prefix: string): string {
    this.#names += 1;
    return `${prefix}_${this.#names}`;
  }

  /** Runs statements that give nothing back. @throws {QueryError} — where DuckDB refuses or fails */
  async run(sql: string): Promise<void> {
    this.#open();
    await this.#running(this.#connection.run(sql));
  }

  /** All rows of a small result. */
  async all(sql: string): Promise<Record<string, Plain>[]> {
    this.#open();
    const reader = await this.#running(this.#connection.runAndReadAll(sql));
    const names = reader.deduplicatedColumnNames();
    return reader.getRows().map((row) => Object.fromEntries(names.map((name, i) => [name, toPlain(row[i]!)])));
  }

  /** All cells of a small result, by column. */
  async columns(sql: string): Promise<Plain[][]> {
    this.#open();
    const reader = await this.#running(this.#connection.runAndReadAll(sql));
    return reader.getColumns().map((column) => column.map(toPlain));
  }

  /** What a query gives. Its end is waited for before the database is closed: DuckDB dies of a close under a query. */
  async #running<T>(query: Promise<T>): Promise<T> {
    const settled = query.then(
      () => {},
      () => {},
    );
    this.#queries.add(settled);
    try {
      return await query;
    } catch (cause) {
      this.#signal?.throwIfAborted();
      throw queryError(cause);
    } finally {
      this.#queries.delete(settled);
    }
  }

  readonly #onAbort = (): void => {
    this.interrupt();
    this.#again ??= setInterval(() => this.interrupt(), AGAIN_MS).unref();
  };

  /** Ends the queries that run, with an error. */
  interrupt(): void {
    if (this.#closed) return;
    for (const connection of [this.#connection, ...this.#streams]) connection.interrupt();
  }

  /** The first row of a result. */
  async one(sql: string): Promise<Record<string, Plain>> {
    return (await this.all(sql))[0] ?? {};
  }

  /** Chunks of up to 2,048 rows, on a connection of their own: other queries may run meanwhile. */
  async *stream(sql: string): AsyncGenerator<Plain[][]> {
    this.#open();
    const connection = await this.#instance.connect();
    this.#streams.add(connection);
    try {
      const result = await connection.stream(sql);
      for await (const chunk of result) {
        this.#signal?.throwIfAborted();
        yield chunk.getColumns().map((column) => column.map(toPlain));
      }
    } catch (cause) {
      this.#signal?.throwIfAborted();
      throw queryError(cause);
    } finally {
      this.#streams.delete(connection);
      connection.closeSync();
    }
  }

  /** Puts columns into a new table: numbers with NaN as missing, or text. Gives its name. */
  async load(prefix: string, columns: Record<string, Float64Array | readonly (string | null)[]>): Promise<string> {
    this.#open();
    const table = this.name(prefix);
    const entries = Object.entries(columns);
    const types = entries.map(
      ([one, values]) => `${name(one)} ${values instanceof Float64Array ? 'double' : 'varchar'}`,
    );
    await this.run(`create table ${table} (${types.join(', ')})`);
    const appender = await this.#connection.createAppender(table);
    for (let row = 0; row < (entries[0]?.[1].length ?? 0); row++) {
      for (const [, values] of entries) {
        const value = values[row]!;
        if (typeof value === 'string') appender.appendVarchar(value);
        else if (value === null || Number.isNaN(value)) appender.appendNull();
        else appender.appendDouble(value);
      }
      appender.endRow();
    }
    appender.closeSync();
    return table;
  }

  /** Takes no more queries, waits for those that run, and removes every table and the folder. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#signal?.removeEventListener('abort', this.#onAbort);
    if (this.#queries.size > 0) await Promise.all(this.#queries);
    this.#remove();
  }

  #remove(): void {
    clearInterval(this.#again);
    this.#connection.closeSync();
    this.#instance.closeSync();
    rmSync(this.folder, { recursive: true, force: true });
    folders.delete(this.folder);
  }

  #open(): void {
    if (this.#closed) throw new DataError('table-closed', 'the table was closed', { hint: 'Open it again' });
    this.#signal?.throwIfAborted();
  }
}

/** A name in SQL. @example name('a"b') // '"a""b"' */
export function name(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** A text in SQL. @example text("it's") // "'it''s'" */
export function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** A path that DuckDB takes as it is, not as a pattern. */
export function literal(path: string): string {
  return path.replace(/[*?[]/g, (character) => `[${character}]`);
}
