import { statSync } from 'node:fs';
import { type CallFault, CapstanError, type Catalogue, codesOf } from '@capstan/base';

/** Every error of this package, by code; each message says what was expected, what was received and what to do. */
export const ledgerErrors = {
  'cannot-open': {
    what: 'the path is a folder, or lies where nothing may be written',
    hint: 'choose another, `openLedger(path)`',
  },
  'not-a-ledger': {
    what: 'the file is no SQLite database, or one of another program',
    hint: 'move it away, or choose another path',
  },
  newer: { what: 'a newer Capstan wrote it', hint: 'open it with that version or a newer one' },
  corrupt: { what: 'the file is damaged', hint: 'keep a copy, then `sqlite3 FILE .recover`' },
  'disk-full': {
    what: 'there is no room; what was committed is whole',
    hint: 'free some space and go on: what is buffered is tried again',
  },
  'read-only': { what: 'the file or its folder may not be written', hint: 'give permission, or choose another path' },
  busy: {
    what: 'another process held the write lock for more than ten seconds',
    hint: 'try again; end the process that keeps a transaction open',
  },
  closed: { what: 'it was used after `close`', hint: 'open it again' },
  gone: { what: 'the file was deleted or replaced while a run wrote to it', hint: 'put it back and write again' },
  'disk-failed': {
    what: 'the disk gave an error, or SQLite one that has no name here',
    hint: 'check the disk, then run again',
  },
  'run-not-found': { what: 'no run has such an id', hint: '`capstan runs` lists them' },
  'run-ambiguous': { what: 'several runs have an id that begins so', hint: 'give more letters of it' },
  'run-finished': { what: 'a finished run was written to', hint: 'start another' },
  'run-active': { what: 'a running run was to be deleted', hint: 'stop it first' },
  'param-invalid': {
    what: 'a parameter is nothing that JSON can say',
    hint: 'give numbers, texts, lists or plain objects',
  },
  'metric-invalid': { what: 'a step is no whole number, or a value no number', hint: 'count steps from 0' },
  'artifact-invalid': { what: 'the file cannot be read, or the hash is none', hint: 'write the file first' },
  'bill-overlaps': {
    what: 'what a provider charged in a month is in the ledger already',
    hint: '`{ replace: true }`, `capstan bill FILE --keep --replace`',
  },
  'charge-invalid': {
    what: 'a charge without a month, a currency or a finite amount',
    hint: 'say months as YYYY-MM and currencies by three capitals',
  },
  'price-invalid': { what: 'a price without amount, currency, date or source', hint: 'say all four' },
  'filter-invalid': { what: 'a limit or a date makes no sense', hint: 'limits are whole numbers, dates ISO 8601' },
} as const satisfies Catalogue;

/** The codes of `ledgerErrors`. */
export const ledgerErrorCodes = codesOf(ledgerErrors);

export type LedgerErrorCode = keyof typeof ledgerErrors | CallFault;

/**
 * What the ledger throws: a `code` from the catalogue, the values it is about in `fields`, and a message that says what to do.
 *
 * @example
 * try { ledger.run('k3'); } catch (error) { if (error instanceof LedgerError && error.code === 'run-ambiguous') … }
 */
export class LedgerError extends CapstanError<LedgerErrorCode> {
  override readonly name = 'LedgerError';
}

// SQLite's primary result codes, https://sqlite.org/rescode.html
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const CONSTRAINT = 19;
const NOTADB = 26;
/** The file system refused to grow the wal-index: what a full tmpfs answers. */
const IOERR_SHMSIZE = 4874;

/** The file was taken away under a run that writes to it. */
export function goneError(path: string, run: string): LedgerError {
  return new LedgerError(
    'gone',
    `The ledger ${path} was deleted, moved or replaced while run ${run} wrote to it; what is written now would be found nowhere. Put it back and write again; what is buffered is kept in memory.`,
    { fields: { path, run } },
  );
}

/** A run was deleted under the process that writes it. */
export function deletedError(path: string, run: string, doing: string): LedgerError {
  return new LedgerError(
    'run-not-found',
    `Cannot ${doing}: run ${run} is no longer in ${path}. It was deleted while this process still wrote to it.`,
    { fields: { path, run } },
  );
}

/** Turns what node:sqlite threw into a catalogue error; anything else is returned as it is. */
export function asLedgerError(error: unknown, path: string, doing: string): unknown {
  if (!(error instanceof Error) || error instanceof LedgerError) return error;
  const errcode = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : undefined;
  if (errcode === undefined) {
    if ('code' in error && error.code === 'ERR_INVALID_STATE')
      // what node:sqlite says of a closed database
      return new LedgerError(
        'closed',
        `Cannot ${doing}: the ledger ${path} is closed. Open it again with openLedger().`,
        { fields: { path }, cause: error },
      );
    return error;
  }
  const fields = { path, doing, sqlite: errcode };
  const make = (code: LedgerErrorCode, text: string) => new LedgerError(code, text, { fields, cause: error });
  if (errcode === IOERR_SHMSIZE) return full();
  switch (errcode & 0xff) {
    case FULL:
      return full();
    case BUSY:
    case LOCKED:
      return make(
        'busy',
        `Cannot ${doing}: another process held the write lock of ${path} for too long. Try again; if it stays so, find the process that keeps a transaction open.`,
      );
    case READONLY:
      return make(
        'read-only',
        `Cannot ${doing}: ${path} or its folder may not be written. Give write permission, or choose another ledger with openLedger(path).`,
      );
    case CORRUPT:
      return make(
        'corrupt',
        `Cannot ${doing}: ${path} is damaged (${error.message}). Keep a copy, then recover what is whole with: sqlite3 ${path} .recover | sqlite3 recovered.db`,
      );
    case NOTADB:
      return make(
        'not-a-ledger',
        `${path} is not a ledger: the file is no SQLite database. Move it away or choose another path.`,
      );
    case CANTOPEN:
      return make(
        'cannot-open',
        isFolder(path)
          ? `${path} is a folder, and the book of runs is a file, .capstan/ledger.db in the folder of the runs. Name the file.`
          : `${path} cannot be opened. Check that its folder is there, and that you may read and write both.`,
      );
    case CONSTRAINT:
      return make(
        'run-not-found',
        `Cannot ${doing}: the run is no longer in ${path}. It was deleted while this process still wrote to it.`,
      );
    case IOERR:
      return make(
        'disk-failed',
        `Cannot ${doing}: the disk under ${path} gave an error (${error.message}). What was committed before is whole; check the disk, then run again.`,
      );
    default:
      return make('disk-failed', `Cannot ${doing} in ${path}: ${error.message} (SQLite ${errcode}).`);
  }

  function full() {
    return make(
      'disk-full',
      `Cannot ${doing}: the disk that holds ${path} is full. Free some space and go on: what was committed before is whole, what is buffered is kept in memory and tried again.`,
    );
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
