import { join } from 'node:path';
import { DataError } from '../../errors.ts';
import { columnsOf } from '../columns.ts';
import { literal, type TableEngine, text } from '../engine.ts';
import { sqlError } from '../sql-error.ts';
import { textFile } from '../text/text-file.ts';
import type { ReadingOptions } from './options.ts';
import type { Read } from './read.ts';
import { mostItems, type ReadingNote } from './reading.ts';

/**
 * JSON lines, or one JSON array of objects. Lines that are no JSON object are set aside and counted; types are inferred
 * from every line.
 * @throws DataError `table-malformed`, `table-empty`
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
  const from = text(literal(file.path));
  const size = `maximum_object_size=${Math.min(options.maxLine ?? 16_777_216, 1_000_000_000)}`;
  const table = engine.name('json');
  if (format === 'json') {
    try {
      await engine.run(`create table ${table} as select * from read_json(${from}, sample_size=-1, ${size})`);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message.split('\n')[0]! : String(cause);
      throw new DataError('table-malformed', `it is no JSON array of objects (${reason})`, { file: path, cause });
    }
    return { query: `select * from ${table}`, bytes: file.bytes, notes: file.notes };
  }
  const lines = engine.name('lines');
  // One cell a line: a delimiter and a quote that no text holds.
  const raw = `read_csv(${from}, auto_detect=false, header=false, delim=chr(1), quote='', escape='', columns={'line': 'VARCHAR'}, max_line_size=${maxLine})`;
  const notes: ReadingNote[] = [...file.notes];
  try {
    await engine.run(`create table ${lines} as select line, row_number() over () as number from ${raw}`);
  } catch (cause) {
    throw sqlError(cause);
  }
  const wrong = `line is not null and trim(line) != '' and (not json_valid(line) or json_type(try_cast(line as json)) != 'OBJECT')`;
  const { n, all } = await engine.one(`select count(*) filter (${wrong}) as n, count(*) as all from ${lines}`);
  if (Number(n) > 0) {
    const some = await engine.all(
      `select number, line from ${lines} where ${wrong} order by number limit ${mostItems}`,
    );
    const items = some.map((row) => ({ line: Number(row.number), text: String(row.line).slice(0, 200) }));
    if (Number(n) === Number(all)) throw new DataError('table-malformed', 'no line is a JSON object', { file: path });
    const message = `${Number(n).toLocaleString('en')} lines are no JSON object: set aside`;
    notes.push({ kind: 'malformed', count: Number(n), message, fix: 'Mend or delete them, then read again', items });
    const good = join(engine.folder, engine.name('good'));
    await engine.run(
      `copy (select line from ${lines} where line is not null and not (${wrong}) order by number) to ${text(good)} (format csv, header false, delimiter E'\\x01', quote '', escape '')`,
    );
    await read(good);
  } else await read(file.path);
  await engine.run(`drop table ${lines}`);
  const query = `select * from ${table}`;
  const columns = await columnsOf(engine, query);
  if (columns.length === 1 && columns[0]!.name === 'json') {
    throw new DataError('table-empty', 'its objects have nothing in them', { file: path });
  }
  return { query, bytes: file.bytes, notes };

  async function read(good: string): Promise<void> {
    try {
      await engine.run(
        `create table ${table} as select * from read_json(${text(literal(good))}, format='newline_delimited', sample_size=-1, ${size})`,
      );
    } catch (cause) {
      throw sqlError(cause);
    }
  }
}
