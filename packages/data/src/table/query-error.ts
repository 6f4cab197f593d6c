// DuckDB's failures by their fields. With `errors_as_json` it writes them as JSON, and that alone is read: its English may
// change with any version.
import { constants } from 'node:os';

/** What every database is opened with, so that its errors can be told apart. */
export const structured = { errors_as_json: 'true' };

/** A query that failed. */
export class QueryError extends Error {
  override name = 'QueryError';
  /** DuckDB's kind: `IO`, `Out of Memory`, `Parser`, `Invalid Input` …; empty where it gave none. */
  readonly type: string;
  /** What it says, in its own words: to be shown, not to be decided by. */
  readonly reason: string;
  /** The system's number, of a file that could not be read or written. */
  readonly errno: number | undefined;

  constructor(type: string, reason: string, errno: number | undefined, cause: unknown) {
    super(type === '' ? reason : `${type} Error: ${reason}`, { cause });
    this.type = type;
    this.reason = reason;
    this.errno = errno;
  }

  /** Whether the disk, or what of it may be used, is full. */
  get isDiskFull(): boolean {
    return this.errno === constants.errno.ENOSPC || this.errno === constants.errno.EDQUOT;
  }
}

/** What DuckDB threw as a `QueryError`; other values as they are. */
export function queryError(cause: unknown): unknown {
  if (!(cause instanceof Error) || cause instanceof QueryError) return cause;
  const fields = fieldsOf(cause.message);
  if (typeof fields?.exception_type !== 'string') return new QueryError('', firstOf(cause.message), undefined, cause);
  const errno = Number(fields.errno);
  const reason = firstOf(String(fields.exception_message ?? ''));
  return new QueryError(fields.exception_type, reason, Number.isInteger(errno) ? errno : undefined, cause);
}

// The parser writes its kind before the JSON.
function fieldsOf(message: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const fields: unknown = JSON.parse(message.slice(message.indexOf('{')));
    return typeof fields === 'object' && fields !== null ? (fields as Readonly<Record<string, unknown>>) : undefined; // as: an object
  } catch {
    return undefined; // plain text: of an appender, or of another DuckDB
  }
}

/** What is wrong stands in the first paragraph; below are the query and advice on settings that we make. */
const firstOf = (message: string): string => message.split('\n\n', 1)[0]!;
