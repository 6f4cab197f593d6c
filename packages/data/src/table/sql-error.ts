import { DataError } from '../errors.ts';

/** An error of DuckDB in the package's terms: its first lines say what is wrong. */
export function sqlError(cause: unknown): unknown {
  if (cause instanceof DataError || !(cause instanceof Error)) return cause;
  const [first = ''] = cause.message.split('\n\n');
  if (/^Out of Memory/i.test(first)) {
    return new DataError('table-memory', 'the memory allowed is too little for this', {
      hint: `Open the table with more than ${first.match(/\(([\d.]+ \w+)\/[\d.]+ \w+ used/)?.[1] ?? 'it has'}: memory: '4GB'`,
      cause,
    });
  }
  if (/No space left|ENOSPC/i.test(cause.message)) {
    return new DataError('table-memory', 'the disk is full', {
      hint: 'Free some, or give another folder: temp',
      cause,
    });
  }
  if (/^IO Error: (No files found|Cannot open file|Could not read)/.test(cause.message)) {
    return new DataError('source-lost', `it went away while it was read (${first})`, { hint: 'Open it again', cause });
  }
  return new DataError('sql-invalid', first.replaceAll('\n', ' '), { cause });
}
