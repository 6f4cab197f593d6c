import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataError } from '../../errors.ts';
import { type OpenTableOptions, openTable } from '../../table/open-table.ts';
import { startOf } from '../../table/readers/format.ts';
import type { ReadingNote } from '../../table/readers/reading.ts';
import { Table } from '../../table/table.ts';
import { readConll } from './conll.ts';
import { hasSpans, taggedLine } from './spans.ts';

/** How words are told apart in a file of tags: by spaces alone, or as `wordsAndMarks` does. */
export type TaggedWords = 'spaces' | 'marks';

const CONLL = /\.(conll|iob|iob2|bio|bioes|iobes)$/i;
const SPANS = /\.(jsonl|ndjson)$/i;

/**
 * Whether a file holds texts whose words have tags: CoNLL's by its name, JSONL with spans by its first line.
 *
 * @returns how its words are told apart
 * @example await taggedWords('names.conll') // 'spaces'
 */
export async function taggedWords(path: string): Promise<TaggedWords | undefined> {
  if (CONLL.test(path)) return 'spaces';
  if (!SPANS.test(path) || !existsSync(path)) return undefined;
  if (!(await startOf(path)).trimStart().startsWith('{')) return undefined;
  const [line = ''] = (await readFile(path, 'utf8'))
    .replace(/^\uFEFF/, '')
    .trimStart()
    .split('\n', 1);
  return hasSpans(line) ? 'marks' : undefined;
}

/**
 * Texts whose words have tags as a table, a row a text: `text`, whose words a file in CoNLL's form gives with spaces between them,
 * and `tags`, with spaces between them. Owns what it opens: close it.
 *
 * @throws {DataError} table-missing, table-malformed, table-empty — where there is no such file, a line is not of the form, or there is no text
 * @example
 * await using table = await openTagged('names.conll');
 * await table.head(1) // [{ text: 'Ada went to Bonn', tags: 'B-PER O O B-LOC' }]
 */
export async function openTagged(path: string, options: OpenTableOptions = {}): Promise<Table> {
  if (!existsSync(path))
    throw new DataError('table-missing', 'there is no such file', { file: path, hint: 'See what is in that folder' });
  const bytes = await readFile(path);
  try {
    const { rows, format, notes } = rowsOf(bytes, await taggedWords(path));
    if (rows.length === 0) throw new DataError('table-empty', 'there is no text in it', { file: path });
    const folder = await mkdtemp(join(tmpdir(), 'capstan-tagged-'));
    try {
      const file = join(folder, 'rows.jsonl');
      await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      const table = await openTable(file, { ...options, format: 'jsonl' });
      return new Table({ ...table, source: path, reading: { format, bytes: bytes.length, notes }, owns: true });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  } catch (error) {
    if (!(error instanceof DataError) || error.file !== undefined) throw error;
    const { code, reason, hint } = error;
    throw new DataError(code, reason, { file: path, cause: error, ...(hint === undefined ? {} : { hint }) });
  }
}

function rowsOf(
  bytes: Buffer,
  words: TaggedWords | undefined,
): { rows: { text: string; tags: string }[]; format: string; notes: ReadingNote[] } {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes); // a mark of the byte order is passed over
  } catch (cause) {
    throw new DataError('table-malformed', 'it is not UTF-8', { cause });
  }
  if (words !== 'marks') {
    const rows = readConll(text).map((one) => ({ text: one.words.join(' '), tags: one.tags.join(' ') }));
    return { rows, format: 'conll', notes: [] };
  }
  const read = text.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [taggedLine(line, i + 1)]));
  const widened = read.reduce((sum, one) => sum + one.widened, 0);
  const message = `${widened} spans begin or end within a word: they were widened to whole words`;
  const rows = read.map(({ text, tags }) => ({ text, tags: tags.join(' ') }));
  return {
    rows,
    format: 'spans',
    notes: widened === 0 ? [] : [{ kind: 'widened', count: widened, message, items: [] }],
  };
}
