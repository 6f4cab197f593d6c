import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DataError } from '../../../errors.ts';
import { columnsOfQuery } from '../../columns.ts';
import { literal, type TableEngine, text } from '../../engine.ts';
import { sqlError } from '../../sql-error.ts';
import { openFile, textFile } from '../../text/text-file.ts';
import type { TableReader } from '../contract.ts';
import type { ReadingOptions } from '../options.ts';
import type { Read } from '../read.ts';
import { mostItems, type ReadingNote } from '../reading.ts';
import { readObjects } from './json-objects.ts';

/**
 * JSON lines, or one JSON array of objects. Lines that are no JSON object are set aside and counted; types are inferred
 * from every line.
 * @throws {DataError} table-malformed, table-empty — where most lines do not fit, or there is no column, or no row
 */
export async function readJson(
  engine: TableEngine,
  path: string,
  format: 'json' | 'jsonl',
  options: ReadingOptions,
): Promise<Read> {
  // An array may be one line of any length; DuckDB bounds the object instead.
  const maxLine = format === 'json' ? Number.MAX_SAFE_INTEGER : (options.maxLine ?? 16_000_000);
  const copy = join(engine.folder, engine.name('utf8'));
  const file = await textFile(path, { copy, maxLine, encoding: options.encoding });
  const from = await withoutMark(file.path, join(engine.folder, engine.name('plain')));
  const size = `maximum_object_size=${Math.min(options.maxLine ?? 16_777_216, 1_000_000_000)}`;
  const notes: ReadingNote[] = [...file.notes];
  if (format === 'json') {
    const query = await readObjects(engine, from, `format='auto', ${size}`, notes).catch((cause) => {
      throw new DataError('table-malformed', 'it is no JSON array of objects', {
        file: path,
        hint: 'Write [{…}, {…}], or an object a line in a .jsonl file',
        cause,
      });
    });
    await refuseEmpty(engine, query, path);
    return { query, bytes: file.bytes, notes };
  }
  const good = await goodLines(engine, from, path, maxLine, notes);
  const query = await readObjects(engine, good, `format='newline_delimited', ${size}`, notes).catch((cause) => {
    throw sqlError(cause);
  });
  await refuseEmpty(engine, query, path);
  return { query, bytes: file.bytes, notes };
}

/**
 * Without a name in any object there is no column.
 *
 * @throws {DataError} table-empty — where there is no column, or no row
 */
async function refuseEmpty(engine: TableEngine, query: string, path: string): Promise<void> {
  const columns = await columnsOfQuery(engine, query);
  if (columns.length !== 1 || columns[0]!.name !== 'json') return;
  throw new DataError('table-empty', 'there is no object in it, or nothing in its objects', {
    file: path,
    hint: 'See how it was written',
  });
}

/** The file without the mark that some editors put in front, which is no JSON. */
async function withoutMark(path: string, copy: string): Promise<string> {
  await using file = await openFile(path);
  const head = Buffer.alloc(3);
  await file.read(head, 0, 3, 0);
  if (!head.equals(Buffer.of(0xef, 0xbb, 0xbf))) return path;
  await pipeline(createReadStream(path, { start: 3 }), createWriteStream(copy));
  return copy;
}

/** The lines that are JSON objects: the file itself where all are. Others are set aside and counted. */
async function goodLines(engine: TableEngine, from: string, path: string, maxLine: number, notes: ReadingNote[]) {
  const lines = engine.name('lines');
  // One cell a line: a delimiter and a quote that no text holds.
  const raw = `read_csv(${text(literal(from))}, auto_detect=false, header=false, delim=chr(1), quote='', escape='', columns={'line': 'VARCHAR'}, max_line_size=${maxLine})`;
  try {
    await engine.run(`create table ${lines} as select line, row_number() over () as number from ${raw}`);
  } catch (cause) {
    throw sqlError(cause);
  }
  const wrong = `line is not null and trim(line) != '' and (not json_valid(line) or json_type(try_cast(line as json)) != 'OBJECT')`;
  const { n, all } = await engine.one(`select count(*) filter (${wrong}) as n, count(*) as all from ${lines}`);
  if (Number(n) === 0) {
    await engine.run(`drop table ${lines}`);
    return from;
  }
  const some = await engine.all(`select number, line from ${lines} where ${wrong} order by number limit ${mostItems}`);
  const items = some.map((row) => ({ line: Number(row.number), text: String(row.line).slice(0, 200) }));
  const count = (of: unknown) => Number(of).toLocaleString('en');
  if (Number(n) * 2 > Number(all)) {
    const reason =
      Number(n) === Number(all) ? 'no line is a JSON object' : `${count(n)} of ${count(all)} lines are no JSON object`;
    throw new DataError('table-malformed', reason, { file: path, hint: 'Write one object a line' });
  }
  const message = `${count(n)} lines are no JSON object: set aside`;
  notes.push({ kind: 'malformed', count: Number(n), message, hint: 'Mend or delete them, then read again', items });
  const good = join(engine.folder, engine.name('good'));
  await engine.run(
    `copy (select line from ${lines} where line is not null and not (${wrong}) order by number) to ${text(good)} (format csv, header false, delimiter E'\\x01', quote '', escape '')`,
  );
  await engine.run(`drop table ${lines}`);
  return good;
}

/** One list of objects. */
export const jsonReader = {
  format: 'json',
  help: 'a list of objects',
  endings: ['json'],
  read: (engine, path, options) => readJson(engine, path, 'json', options),
} as const satisfies TableReader;

/** An object a line. */
export const jsonlReader = {
  format: 'jsonl',
  help: 'an object a line',
  endings: ['jsonl', 'ndjson'],
  read: (engine, path, options) => readJson(engine, path, 'jsonl', options),
} as const satisfies TableReader;
