import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { printable } from '@capstan/base';
import { DataError } from '../../errors.ts';
import { columnsOfQuery } from '../columns.ts';
import { name, type TableEngine } from '../engine.ts';
import type { Format } from './index.ts';
import type { ReadingOptions } from './options.ts';
import type { Read } from './read.ts';
import { readPlain } from './read-file.ts';
import type { ReadingNote } from './reading.ts';

/**
 * The files that a pattern names, sorted.
 *
 * @throws {DataError} table-missing — where there is no such file, sheet or table
 */
export function expanded(pattern: string): string[] {
  const files = globSync(pattern).sort();
  if (files.length > 0) return files;
  throw new DataError('table-missing', 'no file is called so', { file: pattern, hint: 'See what is in that folder' });
}

/**
 * Several files as one table, one below the other, their columns matched by name; what a file lacks is missing there, and said.
 * @throws {DataError} table-malformed — where they have no column in common
 */
export async function readFiles(
  engine: TableEngine,
  files: readonly string[],
  options: ReadingOptions & { format?: Format },
): Promise<{ format: Format; read: Read }> {
  if (files.length === 0)
    throw new DataError('table-missing', 'the list of files is empty', { hint: 'Give at least one' });
  const parts: { file: string; format: Format; read: Read; columns: { name: string; sql: string }[] }[] = [];
  for (const file of files) {
    const { format, read } = await readPlain(engine, file, options);
    parts.push({ file, format, read, columns: await columnsOfQuery(engine, read.query) });
  }
  const [first] = parts;
  const notes: ReadingNote[] = [];
  const types = new Map<string, Set<string>>();
  for (const { columns } of parts) {
    for (const { name: one, sql } of columns) types.set(one, new Set([...(types.get(one) ?? []), sql]));
  }
  const everywhere = [...types.keys()].filter((one) =>
    parts.every(({ columns }) => columns.some((column) => column.name === one)),
  );
  if (everywhere.length === 0) {
    throw new DataError('table-malformed', 'these files have no column in common', {
      file: files[0]!,
      hint: 'Open them one by one, or say names and header',
    });
  }
  const message = `${files.length} files were read one below the other`;
  notes.push({ kind: 'files', count: files.length, message, items: [] });
  const lacking = [...types.keys()].filter((one) => !everywhere.includes(one));
  if (lacking.length > 0) {
    const list = lacking.slice(0, 4).map(printable).join(', ');
    const text = `${lacking.length} columns are not in all files, and missing where they are not: ${list}`;
    notes.push({
      kind: 'short-rows',
      count: lacking.length,
      message: text,
      hint: 'See whether they are named alike',
      items: [],
    });
  }
  // A type that holds one file's cells may not hold another's: unlike ones meet as text, but for whole numbers and others.
  const asText: string[] = [];
  for (const [one, some] of types) {
    if (some.size > 1 && !(isNumbers(some) && !(await isWide(engine, one, parts)))) asText.push(one);
  }
  for (const one of asText) {
    const text = `column '${printable(one)}' is ${[...types.get(one)!].join(' and ')} by file: kept as text`;
    notes.push({ kind: 'kept-as-text', count: 1, message: text, items: [] });
  }
  const queries = parts.map(({ read, columns }) => {
    const cast = columns
      .filter((column) => asText.includes(column.name))
      .map((column) => `${name(column.name)}::varchar as ${name(column.name)}`);
    return `select *${cast.length > 0 ? ` replace (${cast.join(', ')})` : ''} from (${read.query})`;
  });
  for (const { file, read } of parts) {
    for (const note of read.notes) notes.push({ ...note, message: `${printable(basename(file))}: ${note.message}` });
  }
  const bytes = parts.reduce((sum, { read }) => sum + read.bytes, 0);
  return { format: first!.format, read: { query: queries.join(' union all by name '), bytes, notes } };
}

function isNumbers(types: ReadonlySet<string>): boolean {
  return [...types].every((type) => type === 'BIGINT' || type === 'DOUBLE');
}

/** Whether whole numbers of a column are beyond what a double holds. */
async function isWide(
  engine: TableEngine,
  column: string,
  parts: readonly { read: Read; columns: readonly { name: string; sql: string }[] }[],
): Promise<boolean> {
  for (const { read, columns } of parts) {
    if (columns.find((one) => one.name === column)?.sql !== 'BIGINT') continue;
    const { wide } = await engine.one(
      `select max(abs(${name(column)}::hugeint)) > 9007199254740991 as wide from (${read.query})`,
    );
    if (wide === true) return true;
  }
  return false;
}
