import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { printable } from '@capstan/base';
import { DataError } from '../errors.ts';
import type { Table } from '../table/table.ts';

/** A version of a data set: what it is, and what it was made from. */
export type Version = {
  hash: string;
  name: string;
  rows: number;
  time: string;
  parents: { hash: string; how: string }[];
};

/**
 * The book of data sets: which content was made from which, and which of them hold a record.
 *
 * @example
 * using book = openLineage('.capstan/lineage.db');
 * const raw = await book.add(table, { name: 'visits', id: 'patient' });
 * await book.add(clean, { name: 'visits, clean', id: 'patient', parents: [{ hash: raw, how: JSON.stringify(steps) }] });
 * book.holding('patient 4711');
 */
export class Lineage implements Disposable {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /**
   * Writes down a table's version and, where a column identifies records, which ones it holds: as SHA-256 of the id, so that
   * the book itself is no copy of personal data. Gives the content's hash; the same content again changes nothing.
   * @throws {DataError} column-unknown, option-invalid — where there is no such column, or an option makes no sense
   */
  async add(
    table: Table,
    options: { name: string; id?: string; parents?: readonly { hash: string; how: string }[] },
  ): Promise<string> {
    const { name, id, parents = [] } = options;
    for (const { hash } of parents) this.version(hash);
    const hash = await table.hash();
    const rows = await table.count();
    const records = id === undefined ? undefined : await table.texts(id);
    const db = this.#database;
    db.exec('begin immediate');
    try {
      db.prepare('insert or ignore into version (hash, name, rows, time) values (?, ?, ?, ?)').run(
        hash,
        name,
        rows,
        new Date().toISOString(),
      );
      const link = db.prepare('insert or ignore into parent (child, parent, how) values (?, ?, ?)');
      for (const parent of parents) if (parent.hash !== hash) link.run(hash, parent.hash, parent.how);
      const hold = db.prepare('insert or ignore into record (id, version) values (?, ?)');
      for (const record of records ?? []) if (record !== null) hold.run(digest(record), hash);
      db.exec('commit');
    } catch (error) {
      db.exec('rollback');
      throw error;
    }
    return hash;
  }

  /** One version. @throws {DataError} option-invalid — when there is none with this hash, or beginning of one */
  version(hash: string): Version {
    const found = this.#database.prepare("select * from version where hash like ? || '%' limit 2").all(hash);
    const [row] = found;
    if (!row || found.length > 1 || !/^[\da-f]+$/.test(hash)) {
      throw new DataError(
        'option-invalid',
        `${found.length > 1 ? 'more than one' : 'no'} data set has a hash that begins with '${hash}'`,
        {
          hint: 'See them all: capstan data lineage',
        },
      );
    }
    return this.#version(row);
  }

  /** All versions, the oldest first. */
  versions(): Version[] {
    return this.#database
      .prepare('select * from version order by time, rowid')
      .all()
      .map((row) => this.#version(row));
  }

  /** The versions that hold a record: what must be mended when it is to be erased. */
  holding(id: string): Version[] {
    const sql = 'select v.* from version v join record r on r.version = v.hash where r.id = ? order by v.time, v.rowid';
    return this.#database
      .prepare(sql)
      .all(digest(id))
      .map((row) => this.#version(row));
  }

  close(): void {
    this.#database.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #version(row: Record<string, unknown>): Version {
    const hash = String(row.hash);
    const parents = this.#database.prepare('select parent, how from parent where child = ? order by rowid').all(hash);
    return {
      hash,
      name: String(row.name),
      rows: Number(row.rows),
      time: String(row.time),
      parents: parents.map(({ parent, how }) => ({ hash: String(parent), how: String(how) })),
    };
  }
}

/**
 * Opens the book, and makes it where there is none unless `create` is false.
 *
 * @throws {DataError} table-missing, table-unreadable — where there is no such file, sheet or table, or a file cannot be read as a table
 */
export function openLineage(path: string, options: { create?: boolean } = {}): Lineage {
  if (options.create === false && !existsSync(path)) {
    throw new DataError('table-missing', 'no data set has been written down yet', {
      file: path,
      hint: 'capstan data clean FILE --out NEW does it',
    });
  }
  mkdirSync(dirname(resolve(path)), { recursive: true });
  try {
    const database = new DatabaseSync(path);
    database.exec(`pragma journal_mode = wal; pragma busy_timeout = 5000;
      create table if not exists version (hash text primary key, name text not null, rows integer not null, time text not null) strict;
      create table if not exists parent (child text not null, parent text not null, how text not null, primary key (child, parent, how)) strict;
      create table if not exists record (id blob not null, version text not null, primary key (id, version)) strict, without rowid;`);
    return new Lineage(database);
  } catch (cause) {
    throw new DataError('table-unreadable', 'it is no book of data sets', { file: path, cause });
  }
}

/** The versions as a tree for the terminal. */
export function renderLineage(versions: readonly Version[]): string {
  const shown = (one: Version, depth: number, how: string): string[] => [
    `${'  '.repeat(depth)}${depth > 0 ? '└ ' : ''}${one.hash.slice(0, 12)}  ${printable(one.name)}  ${one.rows.toLocaleString('en')} rows  ${one.time.slice(0, 16).replace('T', ' ')}${how && `  ${printable(how).slice(0, 120)}`}`,
    ...versions.flatMap((child) => {
      const link = child.parents.find(({ hash }) => hash === one.hash);
      return link && depth < 50 ? shown(child, depth + 1, link.how) : [];
    }),
  ];
  return versions
    .filter(({ parents }) => parents.length === 0)
    .flatMap((one) => shown(one, 0, ''))
    .join('\n');
}

function digest(id: string): Buffer {
  return createHash('sha256').update(id).digest();
}
