import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { mono, seconds } from '../audio/audio.ts';
import { decodeAudio } from '../audio/read-audio.ts';
import { DataError } from '../errors.ts';
import { readPicture } from '../files/read-picture.ts';
import { type OpenTableOptions, openTable } from '../table/open-table.ts';
import { mostItems, type ReadingNote } from '../table/readers/reading.ts';
import { Table } from '../table/table.ts';
import { type FolderFile, filesOf } from './files-of.ts';

export type OpenFolderOptions = OpenTableOptions & {
  onProgress?: (progress: { done: number; total: number }) => void;
};

type Row = Record<string, string | number | boolean>;
type Describe = (bytes: Buffer) => Row | Promise<Row>;

/**
 * A folder of WAV, FLAC and MP3 files as a table, a row for each: `file`, `class` and `split` where folders say them,
 * `seconds`, `sample_rate` (Hz), `channels`, `peak_db` and `rms_db` (0 is full scale), `silent` (never above −60 dB) and
 * `clipped` (more than one sample in a thousand at the limit). Copies and what cannot be decoded are set aside and noted.
 *
 * @throws DataError `folder-missing`, `folder-empty`
 * @example
 * await using calls = await openRecordings('recordings');
 * console.log(renderProfile(await profileTable(calls)));
 */
export const openRecordings = async (root: string, options: OpenFolderOptions = {}): Promise<Table> =>
  openFolder(root, filesOf(root, 'recordings'), describeRecording, options);

/**
 * A folder of text files as a table, a row for each: `file`, `class` and `split` where folders say them, `characters`,
 * `words` and `text`. Copies and what is no UTF-8 are set aside and noted.
 *
 * @throws DataError `folder-missing`, `folder-empty`
 * @example
 * await using letters = await openTexts('letters');
 */
export const openTexts = async (root: string, options: OpenFolderOptions = {}): Promise<Table> =>
  openFolder(root, filesOf(root, 'texts'), describeText, options);

async function describeRecording(bytes: Buffer): Promise<Row> {
  const audio = await decodeAudio(bytes);
  const samples = mono(audio);
  let [peak, square, limit] = [0, 0, 0];
  for (const value of samples) {
    const size = Math.abs(value);
    if (size > peak) peak = size;
    if (size >= 0.9999) limit++;
    square += value * value;
  }
  const decibels = (amplitude: number) => Math.round(200 * Math.log10(Math.max(amplitude, 1e-6))) / 10;
  return {
    seconds: Math.round(1000 * seconds(audio)) / 1000,
    sample_rate: audio.sampleRate,
    channels: audio.channels.length,
    peak_db: decibels(peak),
    rms_db: decibels(Math.sqrt(square / Math.max(1, samples.length))),
    silent: peak < 0.001,
    clipped: limit > samples.length / 1000,
  };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function describeText(bytes: Buffer): Row {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch (cause) {
    throw new DataError('text-unreadable', 'it is not UTF-8', { cause });
  }
  const words = text.split(/\s+/).filter((word) => word !== '').length;
  return { characters: [...text].length, words, text };
}

async function openFolder(root: string, files: FolderFile[], describe: Describe, options: OpenFolderOptions) {
  if (files.length === 0) throw new DataError('folder-empty', 'no file in it is read', { file: root });
  const { onProgress, ...rest } = options;
  const unreadable: string[] = [];
  const copies: string[] = [];
  const seen = new Map<string, string>();
  let bytesRead = 0;
  async function* lines() {
    for (const [i, one] of files.entries()) {
      rest.signal?.throwIfAborted();
      onProgress?.({ done: i + 1, total: files.length });
      try {
        const bytes = readPicture(join(root, one.file));
        bytesRead += bytes.length;
        const hash = createHash('sha256').update(bytes).digest('base64');
        const first = seen.get(hash);
        if (first !== undefined) copies.push(`${one.file}: of ${first}`);
        else yield `${JSON.stringify({ ...one, ...(await describe(bytes)) })}\n`;
        seen.set(hash, first ?? one.file);
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
        unreadable.push(`${one.file}: ${error.reason}`);
      }
    }
  }
  const folder = await mkdtemp(join(tmpdir(), 'capstan-folder-'));
  try {
    const rows = join(folder, 'rows.jsonl');
    await pipeline(Readable.from(lines()), createWriteStream(rows));
    if (unreadable.length === files.length)
      throw new DataError('folder-empty', `none of its ${files.length} files can be read: ${unreadable[0]}`, {
        file: root,
      });
    const table = await openTable(rows, { ...rest, format: 'jsonl' });
    const bad = unreadable.length === 1 ? '1 file cannot' : `${unreadable.length} files cannot`;
    const doubled = copies.length === 1 ? '1 file is a copy' : `${copies.length} files are copies`;
    const notes = [
      ...note('set-aside', unreadable, `${bad} be read: set aside`, 'Replace or delete them'),
      ...note('copies', copies, `${doubled} of another: set aside, the first by name stays`, 'Delete the copies'),
    ];
    const reading = { format: 'folder', bytes: bytesRead, notes: [...notes, ...table.reading.notes] };
    return new Table({ ...table, source: root, reading, owns: true });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function note(kind: ReadingNote['kind'], files: string[], what: string, hint: string): ReadingNote[] {
  if (files.length === 0) return [];
  const shown = files.slice(0, 3).join('; ') + (files.length > 3 ? '; …' : '');
  const items = files.slice(0, mostItems).map((text) => ({ line: 0, text })); // files have no line
  return [{ kind, count: files.length, message: `${what} (${shown})`, hint, items }];
}
