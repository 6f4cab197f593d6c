/** Every error of this package, by code; each message says what was expected, what was received and what to do. */
export type LedgerErrorCode =
  | 'LEDGER_CANNOT_OPEN'
  | 'LEDGER_NOT_A_LEDGER'
  | 'LEDGER_NEWER'
  | 'LEDGER_CORRUPT'
  | 'LEDGER_DISK_FULL'
  | 'LEDGER_READ_ONLY'
  | 'LEDGER_BUSY'
  | 'LEDGER_CLOSED'
  | 'LEDGER_FAILED'
  | 'RUN_NOT_FOUND'
  | 'RUN_AMBIGUOUS'
  | 'RUN_FINISHED'
  | 'RUN_ACTIVE'
  | 'PARAM_INVALID'
  | 'METRIC_INVALID'
  | 'ARTIFACT_INVALID'
  | 'PRICE_INVALID'
  | 'FILTER_INVALID';

/**
 * What the ledger throws: a `code` from the catalogue, the values it is about in `fields`, and a message that says what to do.
 *
 * @example
 * try { ledger.run('k3'); } catch (error) { if (error instanceof LedgerError && error.code === 'RUN_AMBIGUOUS') … }
 */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';
  readonly code: LedgerErrorCode;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(code: LedgerErrorCode, message: string, fields: Record<string, unknown> = {}, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
    this.fields = fields;
  }
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

/** Turns what node:sqlite threw into a catalogue error; anything else is returned as it is. */
export function asLedgerError(error: unknown, path: string, doing: string): unknown {
  if (!(error instanceof Error) || error instanceof LedgerError) return error;
  const errcode = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : undefined;
  if (errcode === undefined) {
    if (/database is not open/.test(error.message))
      return new LedgerError(
        'LEDGER_CLOSED',
        `Cannot ${doing}: the ledger ${path} is closed. Open it again with openLedger().`,
        { path },
        error,
      );
    return error;
  }
  const fields = { path, doing, sqlite: errcode };
  const make = (code: LedgerErrorCode, text: string) => new LedgerError(code, text, fields, error);
  if (errcode === IOERR_SHMSIZE) return full();
  switch (errcode & 0xff) {
    case FULL:
      return full();
    case BUSY:
    case LOCKED:
      return make(
        'LEDGER_BUSY',
        `Cannot ${doing}: another process held the write lock of ${path} for too long. Try again; if it stays so, find the process that keeps a transaction open.`,
      );
    case READONLY:
      return make(
        'LEDGER_READ_ONLY',
        `Cannot ${doing}: ${path} or its folder may not be written. Give write permission, or choose another ledger with openLedger(path).`,
      );
    case CORRUPT:
      return make(
        'LEDGER_CORRUPT',
        `Cannot ${doing}: ${path} is damaged (${error.message}). Keep a copy, then recover what is whole with: sqlite3 ${path} .recover | sqlite3 recovered.db`,
      );
    case NOTADB:
      return make(
        'LEDGER_NOT_A_LEDGER',
        `${path} is not a ledger: the file is no SQLite database. Move it away or choose another path.`,
      );
    case CANTOPEN:
      return make(
        'LEDGER_CANNOT_OPEN',
        `Cannot open ${path}: ${error.message}. Check that the path is a file, not a folder, and that you may read and write it.`,
      );
    case CONSTRAINT:
      return make(
        'RUN_NOT_FOUND',
        `Cannot ${doing}: the run is no longer in ${path}. It was deleted while this process still wrote to it.`,
      );
    case IOERR:
      return make(
        'LEDGER_FAILED',
        `Cannot ${doing}: the disk under ${path} gave an error (${error.message}). What was committed before is whole; check the disk, then run again.`,
      );
    default:
      return make('LEDGER_FAILED', `Cannot ${doing} in ${path}: ${error.message} (SQLite ${errcode}).`);
  }

  function full() {
    return make(
      'LEDGER_DISK_FULL',
      `Cannot ${doing}: the disk that holds ${path} is full. Free some space and go on: what was committed before is whole, what is buffered is kept in memory and tried again.`,
    );
  }
}
