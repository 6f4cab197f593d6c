import { getSystemErrorName } from 'node:util';
import { DataError } from '../errors.ts';
import { QueryError } from './query-error.ts';

/** A failed query in the package's terms. */
export function sqlError(cause: unknown): unknown {
  if (!(cause instanceof QueryError)) return cause;
  const { type, errno, reason } = cause;
  if (type === 'Out of Memory')
    return new DataError('table-memory', 'the memory allowed is too little for this', {
      hint: "Open the table with more: memory: '4GB'",
      cause,
    });
  if (cause.isDiskFull)
    return new DataError('table-memory', 'the disk is full', {
      hint: 'Free some, or give another folder: temp',
      cause,
    });
  if (type === 'IO') {
    const why = errno === undefined ? '' : `, ${getSystemErrorName(-errno)}`;
    return new DataError('source-lost', `it went away while it was read (${reason}${why})`, {
      hint: 'Open it again',
      cause,
    });
  }
  return new DataError('sql-invalid', cause.message.replaceAll('\n', ' '), { cause });
}
