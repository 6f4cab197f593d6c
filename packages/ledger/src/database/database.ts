import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { asLedgerError, LedgerError } from '../errors.ts';
import { numberOf } from './row.ts';
import { APPLICATION_ID, MIGRATIONS } from './schema.ts';

/** How long a writer waits for another process's transaction, in ms; ours last some milliseconds. */
const BUSY_TIMEOUT = 10_000;

/** Opens (and creates or migrates) the SQLite file of a ledger, ready for several processes at once. */
export function openDatabase(path: string): DatabaseSync {
  if (path !== ':memory:') {
    try {
      mkdirSync(dirname(path), { recursive: true });
    } catch (error) {
      throw new LedgerError(
        'cannot-open',
        `Cannot create the folder of ${path}: ${String(error)}. Choose a path in a folder that you may write.`,
        { fields: { path }, cause: error },
      );
    }
  }
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT, enableForeignKeyConstraints: true, defensive: true });
    refuseForeign(db, path);
    db.exec(`
      PRAGMA journal_mode = WAL;          -- readers never wait for the writer
      PRAGMA synchronous = FULL;          -- a commit survives a power cut
      PRAGMA trusted_schema = OFF;
      PRAGMA journal_size_limit = 16777216;
    `);
    migrate(db, path);
    return db;
  } catch (error) {
    db?.close();
    throw asLedgerError(error, path, 'open the ledger');
  }
}

/** Runs `body` in one transaction that takes the write lock at once; rolls back when it throws. */
export function transaction<T>(db: DatabaseSync, body: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = body();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk has rolled back already.
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

/** Refuses a SQLite file that is not ours before a byte of it is changed. */
function refuseForeign(db: DatabaseSync, path: string): void {
  db.exec('BEGIN'); // both answers of one moment: another process may be making the ledger right now
  const ours = pragma(db, 'application_id') === APPLICATION_ID;
  const tables = numberOf(db.prepare('SELECT count(*) AS n FROM sqlite_schema').get(), 'n');
  db.exec('COMMIT');
  if (!ours && tables > 0)
    throw new LedgerError('not-a-ledger', `${path} is a SQLite database of another program. Choose another path.`, {
      fields: {
        path,
      },
    });
}

function migrate(db: DatabaseSync, path: string): void {
  if (pragma(db, 'user_version') === MIGRATIONS.length) return;
  transaction(db, () => {
    // Read again under the lock: another process may have migrated meanwhile.
    const version = pragma(db, 'user_version');
    if (version > MIGRATIONS.length)
      throw new LedgerError(
        'newer',
        `${path} was written by a newer Capstan (schema ${version}, this one knows ${MIGRATIONS.length}). Update Capstan.`,
        { fields: { path, version } },
      );
    for (const migration of MIGRATIONS.slice(version)) db.exec(migration);
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${MIGRATIONS.length};`);
  });
}

function pragma(db: DatabaseSync, name: string): number {
  return numberOf(db.prepare(`PRAGMA ${name}`).get(), name);
}
