import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Progress } from '@capstan/base';
import { decodeAudio } from '../audio/read-audio.ts';
import { DataError } from '../errors.ts';
import { readPicture } from '../files/read-picture.ts';
import { type OpenTableOptions, openTable } from '../table/open-table.ts';
import { type FoundInFiles, mostItems, type ReadingNote } from '../table/readers/reading.ts';
import { Table } from '../table/table.ts';
import { describe } from './describe-recording.ts';
import { type FolderFile, filesOf } from './files-of.ts';
import type { FileFindingKind, FileItem, ReadRecording, ReadText } from './findings/contract.ts';
import { findInFiles, recordingFindings, textFindings } from './findings/index.ts';

export type OpenFolderOptions = OpenTableOptions & {
  onProgress?: (progress: Progress) => void;
};

type Row = Record<string, string | number | boolean>;
/** A file as a row of the table, and as the findings look at it. */
type Described<Read> = { row: Row; read: Read };
type Describe<Read> = (bytes: Buffer, file: FolderFile) => Described<Read> | Promise<Described<Read>>;

/**
 * A folder of WAV, FLAC and MP3 files as a table, a row for each: `file`, `class` and `split` where folders say them,
 * `seconds`, `sample_rate` (Hz), `channels`, `peak_db` and `rms_db` (0 is full scale), `silent` (never above −60 dB) and
 * `clipped` (more than one sample in a thousand at the limit). Copies and what cannot be decoded are set aside and noted.
 *
 * @throws {DataError} folder-missing, folder-empty — where there is no such folder, or there is nothing in it
 * @example
 * await using calls = await openRecordings('recordings');
 * console.log(renderProfile(await profileTable(calls)));
 */
export const openRecordings = async (root: string, options: OpenFolderOptions = {}): Promise<Table> =>
  openFolder(root, 'recordings', readRecording, recordingFindings, options);

/**
 * A folder of text files as a table, a row for each: `file`, `class` and `split` where folders say them, `characters`,
 * `words` and `text`. Copies and what is no UTF-8 are set aside and noted.
 *
 * @throws {DataError} folder-missing, folder-empty — where there is no such folder, or there is nothing in it
 * @example
 * await using letters = await openTexts('letters');
 */
export const openTexts = async (root: string, options: OpenFolderOptions = {}): Promise<Table> =>
  openFolder(root, 'texts', readText, textFindings, options);

async function readRecording(bytes: Buffer, file: FolderFile): Promise<Described<ReadRecording>> {
  const read = { ...file, ...describe(await decodeAudio(bytes)) };
  const decibels = (amplitude: number) => Math.round(200 * Math.log10(Math.max(amplitude, 1e-6))) / 10;
  return {
    read,
    row: {
      seconds: Math.round(1000 * read.seconds) / 1000,
      sample_rate: read.sampleRate,
      channels: read.channels,
      peak_db: decibels(read.peak),
      rms_db: decibels(10 ** (read.loudness / 20)),
      silent: read.peak < 0.001,
      clipped: read.clipped > 0.001,
    },
  };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function readText(bytes: Buffer, file: FolderFile): Described<ReadText> {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch (cause) {
    throw new DataError('text-unreadable', 'it is not UTF-8', { cause });
  }
  const words = text.split(/\s+/).filter((word) => word !== '').length;
  return { read: { ...file, text }, row: { characters: [...text].length, words, text } };
}

async function openFolder<Read extends FolderFile>(
  root: string,
  unit: 'recordings' | 'texts',
  describeFile: Describe<Read>,
  kinds: readonly FileFindingKind<Read>[],
  options: OpenFolderOptions,
) {
  const files = filesOf(root, unit);
  if (files.length === 0) throw new DataError('folder-empty', 'no file in it is read', { file: root });
  const { onProgress, ...rest } = options;
  const unreadable: string[] = [];
  const contents = new Map<string, FolderFile[]>();
  const reads: Read[] = [];
  let bytesRead = 0;
  async function* lines() {
    for (const [i, one] of files.entries()) {
      rest.signal?.throwIfAborted();
      onProgress?.({ done: i + 1, total: files.length, unit });
      try {
        const bytes = readPicture(join(root, one.file));
        bytesRead += bytes.length;
        const hash = createHash('sha256').update(bytes).digest('base64');
        const same = contents.get(hash);
        if (same) same.push(one);
        else {
          const { row, read } = await describeFile(bytes, one);
          contents.set(hash, [one]);
          reads.push(read);
          yield `${JSON.stringify({ ...one, ...row })}\n`;
        }
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
    const { copies, conflicts } = sorted([...contents.values()]);
    const gone = new Set(conflicts.map(({ file }) => file));
    if (gone.size > 0) await without(rows, gone, root);
    const table = await openTable(rows, { ...rest, format: 'jsonl' });
    const kept = reads.filter(({ file }) => !gone.has(file));
    const found = [...conflict(conflicts), ...findInFiles(kinds, kept)];
    const bad = unreadable.length === 1 ? '1 file cannot' : `${unreadable.length} files cannot`;
    const doubled = copies.length === 1 ? '1 file is a copy' : `${copies.length} files are copies`;
    const notes = [
      ...note('set-aside', unreadable, `${bad} be read: set aside`, 'Replace or delete them'),
      ...note('copies', copies, `${doubled} of another: set aside, the first by name stays`, 'Delete the copies'),
    ];
    const reading = { format: 'folder', bytes: bytesRead, notes: [...notes, ...table.reading.notes], found };
    return new Table({ ...table, source: root, reading, owns: true });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Copies in one class, of which the first by name stays, and those under several, of which none can. */
function sorted(contents: FolderFile[][]): { copies: string[]; conflicts: FileItem[] } {
  const copies: string[] = [];
  const conflicts: FileItem[] = [];
  for (const same of contents) {
    const [first] = same;
    for (const one of same) {
      const other = same.find((file) => file.class !== one.class);
      if (other) conflicts.push({ file: one.file, like: other.file, reason: `also ${other.file}` });
      else if (one !== first) copies.push(`${one.file}: of ${first!.file}`);
    }
  }
  return { copies, conflicts };
}

function conflict(items: FileItem[]): FoundInFiles[] {
  if (items.length === 0) return [];
  const message = `${items.length} files are the same as one of another class: set aside, both sides`;
  return [
    { kind: 'conflict', severity: 'error', message, hint: 'Decide which class is right and delete the others', items },
  ];
}

/** Leaves out the rows of files. */
async function without(path: string, gone: ReadonlySet<string>, root: string): Promise<void> {
  let count = 0;
  const rest = `${path}.rest`;
  async function* lines() {
    for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
      const { file }: { file: string } = JSON.parse(line); // a row that was written above
      if (gone.has(file)) continue;
      count += 1;
      yield `${line}\n`;
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(rest));
  if (count === 0) {
    const reason = 'every file in it is there under two classes';
    throw new DataError('folder-empty', reason, { file: root, hint: 'Decide which class is right' });
  }
  await rename(rest, path);
}

function note(kind: ReadingNote['kind'], files: string[], what: string, hint: string): ReadingNote[] {
  if (files.length === 0) return [];
  const shown = files.slice(0, 3).join('; ') + (files.length > 3 ? '; …' : '');
  const items = files.slice(0, mostItems).map((text) => ({ line: 0, text })); // files have no line
  return [{ kind, count: files.length, message: `${what} (${shown})`, hint, items }];
}
