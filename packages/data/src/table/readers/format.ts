import { DataError } from '../../errors.ts';
import { openFile } from '../text/text-file.ts';
import type { TableReader } from './contract.ts';
import { type Format, tableReaders } from './index.ts';
import { packing } from './packed/unpack.ts';

const readers: readonly TableReader<Format>[] = tableReaders;

/** Whether a name looks like a table's, packed or not. @example isTableName('beers.csv.gz') // true */
export function isTableName(path: string): boolean {
  const inner = path.replace(/\.(gz|zst)$/i, '');
  return readers.some(({ endings }) => endings.includes(ending(inner)));
}

/** The reader of a format. @throws {DataError} option-invalid — where an option makes no sense */
export function readerOf(format: string): TableReader<Format> {
  const found = readers.find((one) => one.format === format);
  if (found) return found;
  throw new DataError('option-invalid', `there is no format '${format}'`, {
    hint: `Say one of ${readers.map((one) => one.format).join(', ')}`,
  });
}

/**
 * The first bytes of a file, as Latin-1.
 *
 * @throws {DataError} table-missing, table-unreadable — where there is no such file, sheet or table, or a file cannot be read as a table
 */
export async function startOf(path: string): Promise<string> {
  await using file = await openFile(path);
  const head = Buffer.alloc(64);
  const { bytesRead } = await file.read(head, 0, 64, 0);
  return head.toString('latin1', 0, bytesRead);
}

/**
 * A file's format, by its first bytes where they tell, else by its name.
 *
 * @param name what it was called, where it was unpacked or downloaded
 * @throws {DataError} table-unsupported — where its format is not read
 */
export async function formatOf(path: string, name = path): Promise<Format> {
  const start = await startOf(path);
  const told = readers.find((one) => one.begins?.(start));
  if (told) return told.format;
  if (start.startsWith('\xd0\xcf\x11\xe0')) {
    throw new DataError('table-unsupported', 'it is an Excel file from before 2007', {
      file: path,
      hint: 'Save it as .xlsx',
    });
  }
  if (packing(start) !== undefined) {
    throw new DataError('table-unsupported', 'it is packed more than once', { file: path, hint: 'Unpack it first' });
  }
  if (/^\s*(<!doctype html|<html|<\?xml)/i.test(start)) {
    throw new DataError('table-unsupported', 'it is a web page or XML, not a table', {
      file: path,
      hint: 'Download the file itself',
    });
  }
  const named = readers.find(({ endings }) => endings.includes(ending(name)));
  if (named?.begins) {
    const reason = start === '' ? 'the file is empty' : `it does not begin as ${named.format} files do`;
    throw new DataError('table-unreadable', reason, {
      file: path,
      hint: start === '' ? 'Write it again, or name another' : 'Give it the ending of what it is, or write it again',
    });
  }
  if (named) return named.format;
  const plain = start.replace(/^\xef\xbb\xbf/, '').trimStart();
  return plain.startsWith('[') ? 'json' : plain.startsWith('{') ? 'jsonl' : 'csv';
}

function ending(path: string): string {
  return path.toLowerCase().match(/\.(\w+)$/)?.[1] ?? '';
}
