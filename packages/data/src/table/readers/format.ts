import { DataError } from '../../errors.ts';
import { openFile } from '../text/text-file.ts';

/** The file formats of tables. */
export const formats = ['csv', 'tsv', 'json', 'jsonl', 'parquet', 'excel', 'sqlite'] as const;

export type Format = (typeof formats)[number];

/** Endings of table files. */
const endings: Record<string, Format> = {
  csv: 'csv',
  txt: 'csv',
  data: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  json: 'json',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  parquet: 'parquet',
  xlsx: 'excel',
  xlsm: 'excel',
  db: 'sqlite',
  sqlite: 'sqlite',
  sqlite3: 'sqlite',
};

/** Whether a name looks like a table's. @example isTableName('beers.csv') // true */
export function isTableName(path: string): boolean {
  return ending(path) in endings;
}

/** A file's format, by its first bytes where they tell, else by its name. @throws DataError `table-unsupported` */
export async function formatOf(path: string): Promise<Format> {
  await using file = await openFile(path);
  const head = Buffer.alloc(64);
  const { bytesRead } = await file.read(head, 0, 64, 0);
  const start = head.toString('latin1', 0, bytesRead);
  if (start.startsWith('PAR1')) return 'parquet';
  if (start.startsWith('SQLite format 3\0')) return 'sqlite';
  if (start.startsWith('PK\x03\x04')) return 'excel';
  if (start.startsWith('\xd0\xcf\x11\xe0')) {
    throw new DataError('table-unsupported', 'it is an Excel file from before 2007', {
      file: path,
      fix: 'Save it as .xlsx',
    });
  }
  if (start.startsWith('\x1f\x8b') || start.startsWith('(\xb5/\xfd')) {
    throw new DataError('table-unsupported', 'it is compressed', { file: path, fix: 'Unpack it first' });
  }
  if (/^\s*(<!doctype html|<html|<\?xml)/i.test(start)) {
    throw new DataError('table-unsupported', 'it is a web page or XML, not a table', {
      file: path,
      fix: 'Download the file itself',
    });
  }
  const format = endings[ending(path)];
  if (format === 'parquet' || format === 'sqlite' || format === 'excel') {
    const reason = bytesRead === 0 ? 'the file is empty' : `it does not begin as ${format} files do`;
    throw new DataError('table-unreadable', reason, { file: path });
  }
  if (format) return format;
  if (/^\s*[[{]/.test(start)) return start.trimStart().startsWith('[') ? 'json' : 'jsonl';
  return 'csv';
}

function ending(path: string): string {
  return path.toLowerCase().match(/\.(\w+)$/)?.[1] ?? '';
}
