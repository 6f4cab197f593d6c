import { isAscii, isUtf8 } from 'node:buffer';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { DataError } from '../../errors.ts';
import { reasonOf } from '../../files/read-picture.ts';
import type { ReadingNote } from '../readers/reading.ts';
import { guessEncoding } from './encoding.ts';

const chunkBytes = 4 * 1024 * 1024;
/** Bytes of lines that are not UTF-8, by which their encoding is told. */
const sampleBytes = 64 * 1024;

/** A text file as UTF-8: the file itself, or a converted copy. */
export type TextFile = { path: string; bytes: number; notes: ReadingNote[] };

/**
 * Reads a text file once, in bounded memory: finds its encoding, converts what is not UTF-8, refuses endless lines.
 *
 * UTF-8, UTF-16 with or without a mark, and the code pages of Asia, Europe and Windows are told apart; single lines that are not
 * UTF-8 in a file that otherwise is are converted, and counted.
 *
 * @param options.encoding a label of the WHATWG Encoding standard, such as `gb18030`, instead of the guess
 * @throws {DataError} line-too-long, table-unreadable, table-unsupported, option-invalid — where a line is longer than is read, a file cannot be read as a table, its format is not read, or an option makes no sense
 */
export async function textFile(
  path: string,
  options: { copy: string; maxLine: number; encoding?: string | undefined },
): Promise<TextFile> {
  const { copy, maxLine } = options;
  await using file = await openFile(path);
  const about = await file.stat();
  const head = new Uint8Array(Math.min(65536, about.size));
  await file.read(head, 0, head.length, 0);
  const encoding = options.encoding?.toLowerCase() ?? wideEncoding(head);
  if (encoding && !/^utf-?8$/.test(encoding)) {
    if (!known(encoding)) {
      throw new DataError('option-invalid', `there is no encoding '${encoding}'`, {
        file: path,
        hint: 'Such as utf-8, windows-1252, iso-8859-1, utf-16le, shift_jis or gb18030',
      });
    }
    await convertAll(file, copy, encoding, maxLine, path);
    const message = `the file is ${encoding.toUpperCase()}: converted to UTF-8`;
    return { path: copy, bytes: about.size, notes: [{ kind: 'encoding', count: 1, message, items: [] }] };
  }
  if (isBinary(head)) {
    throw new DataError('table-unsupported', 'it is no text: there are zero bytes in it', {
      file: path,
      hint: 'Tables are read from CSV, TSV, JSON, JSONL, Parquet, Excel (.xlsx) and SQLite files',
    });
  }
  const first = await survey(file, maxLine, path);
  const notes: ReadingNote[] = [];
  if (first.zeros > 0) {
    const message = `${count(first.zeros)} zero bytes stand in its cells: kept`;
    notes.push({ kind: 'zero-bytes', count: first.zeros, message, hint: 'See how it was written', items: [] });
  }
  if (first.isUtf8) return { path, bytes: about.size, notes };
  const { proper, wrong, sample, items } = await foreignLines(file);
  const { label } = guessEncoding(sample);
  const hint = "If names look wrong, say the true one, for instance encoding: 'gb18030'";
  if (wrong > proper) {
    await convertAll(file, copy, label, maxLine, path);
    const message = `the file is not UTF-8: ${count(wrong)} lines were read as ${written(label)}`;
    return {
      path: copy,
      bytes: about.size,
      notes: [...notes, { kind: 'encoding', count: wrong, message, hint, items }],
    };
  }
  const lines = await convertLines(file, copy, label);
  const message = `${count(wrong)} of ${count(lines)} lines are not UTF-8 as the others are: read as ${written(label)}`;
  return { path: copy, bytes: about.size, notes: [...notes, { kind: 'encoding', count: wrong, message, hint, items }] };
}

function written(label: string): string {
  return label.startsWith('windows') ? `Windows${label.slice(7)}` : label.toUpperCase();
}

/** Many zeros or control characters: no text. A few zeros are cells that some program filled up. */
function isBinary(head: Uint8Array): boolean {
  if (!head.includes(0)) return false;
  const odd = head.reduce((sum, byte) => sum + (byte < 9 || (byte > 13 && byte < 32 && byte !== 27) ? 1 : 0), 0);
  return odd > Math.max(2, head.length / 100);
}

/**
 * Opens an ordinary file for reading.
 *
 * @throws {DataError} table-missing, table-unreadable — where there is no such file, sheet or table, or a file cannot be read as a table
 */
export async function openFile(path: string): Promise<FileHandle> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw missing
      ? new DataError('table-missing', 'there is no such file', { file: path, hint: 'Check the path', cause })
      : new DataError('table-unreadable', reasonOf(cause, path), { file: path, cause });
  }
  const about = await file.stat();
  if (about.isFile()) return file;
  await file.close();
  const reason = about.isDirectory() ? 'it is a folder' : 'not an ordinary file';
  throw new DataError('table-unreadable', reason, { file: path, hint: 'Name a file with a table in it' });
}

/** UTF-16 by its mark, or by its zeros: Latin text has one in every second byte. */
function wideEncoding(head: Uint8Array): string | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  for (let i = 0; i < head.length; i++) if (head[i] === 0) zeros[i & 1]! += 1;
  const most = head.length / 2;
  if (zeros[1]! > most * 0.4 && zeros[0]! < most * 0.1) return 'utf-16le';
  if (zeros[0]! > most * 0.4 && zeros[1]! < most * 0.1) return 'utf-16be';
  return undefined;
}

function known(encoding: string): boolean {
  try {
    new TextDecoder(encoding);
    return true;
  } catch {
    return false;
  }
}

async function* chunks(file: FileHandle): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(chunkBytes);
  for (let at = 0; ; ) {
    const { bytesRead } = await file.read(buffer, 0, chunkBytes, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** Whether all of it is UTF-8, how many zero bytes there are; and that no line is endless. */
async function survey(file: FileHandle, maxLine: number, path: string): Promise<{ isUtf8: boolean; zeros: number }> {
  let valid = true;
  let zeros = 0;
  let kept = Buffer.alloc(0); // the first bytes of a character that the chunk's end cuts
  const guard = lineGuard(maxLine, path);
  for await (const chunk of chunks(file)) {
    guard(chunk);
    for (let at = chunk.indexOf(0); at >= 0; at = chunk.indexOf(0, at + 1)) zeros += 1;
    if (!valid) continue;
    const cut = chunk.length - partial(chunk);
    valid = isUtf8(kept.length > 0 ? Buffer.concat([kept, chunk.subarray(0, cut)]) : chunk.subarray(0, cut));
    kept = Buffer.from(chunk.subarray(cut));
  }
  return { isUtf8: valid && kept.length === 0, zeros };
}

/** Lines that are not UTF-8, and lines that are and need it; the former's bytes, as many as tell their encoding. */
async function foreignLines(file: FileHandle) {
  const items: Buffer[] = [];
  const numbers: number[] = [];
  const sample: Buffer[] = [];
  let [lines, proper, wrong, size, rest] = [0, 0, 0, 0, Buffer.alloc(0)];
  const look = (bytes: Buffer): void => {
    for (let at = 0; at < bytes.length; ) {
      const end = bytes.indexOf(10, at);
      const line = bytes.subarray(at, end < 0 ? bytes.length : end + 1);
      at += line.length;
      lines += 1;
      if (isAscii(line)) continue;
      if (isUtf8(line)) {
        proper += 1;
        continue;
      }
      wrong += 1;
      if (items.length < 5) {
        items.push(Buffer.from(line));
        numbers.push(lines);
      }
      if (size < sampleBytes) {
        sample.push(Buffer.from(line));
        size += line.length;
      }
    }
  };
  for await (const chunk of chunks(file)) {
    const end = chunk.lastIndexOf(10) + 1;
    look(Buffer.concat([rest, chunk.subarray(0, end)]));
    rest = Buffer.from(chunk.subarray(end));
  }
  look(rest);
  const bytes = Buffer.concat(sample);
  const decoder = new TextDecoder(guessEncoding(bytes).label);
  const shown = items.map((line, i) => ({ line: numbers[i]!, text: decoder.decode(line).trim().slice(0, 120) }));
  return { proper, wrong, sample: bytes, items: shown };
}

/** Bytes at the end that begin a character without ending it. */
function partial(chunk: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, chunk.length); back++) {
    const byte = chunk[chunk.length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needs > back ? back : 0;
  }
  return 0;
}

/** Throws when more than `maxLine` bytes come without an end of line. */
function lineGuard(maxLine: number, path: string): (chunk: Uint8Array) => void {
  let since = 0;
  let lines = 0;
  return (chunk) => {
    for (let at = 0; at < chunk.length; ) {
      // From the far end of what is still allowed: a few look-ups a megabyte, however many lines there are.
      const limit = Math.min(chunk.length, at + maxLine - since + 1);
      const last = Math.max(chunk.lastIndexOf(10, limit - 1), chunk.lastIndexOf(13, limit - 1));
      if (last >= at) {
        since = 0;
        lines += 1;
        at = last + 1;
        continue;
      }
      since += limit - at;
      at = limit;
      if (since > maxLine) {
        const where = lines === 0 ? 'the first line' : 'a line';
        throw new DataError('line-too-long', `${where} is longer than ${size(maxLine)}`, {
          file: path,
          hint: 'If this is a table at all, allow more: maxLine (bytes); each thread holds several such lines in memory',
        });
      }
    }
  };
}

async function convertAll(file: FileHandle, copy: string, encoding: string, maxLine: number, path: string) {
  const decoder = new TextDecoder(encoding);
  const guard = lineGuard(maxLine, path);
  const out = createWriteStream(copy);
  for await (const chunk of chunks(file)) {
    const bytes = Buffer.from(decoder.decode(chunk, { stream: true }));
    guard(bytes);
    if (!out.write(bytes)) await once(out, 'drain');
  }
  out.end(decoder.decode());
  await once(out, 'finish');
}

/** UTF-8 lines as they are, the others from the encoding given. Gives the number of lines. */
async function convertLines(file: FileHandle, copy: string, label: string): Promise<number> {
  const decoder = new TextDecoder(label);
  const out = createWriteStream(copy);
  let [lines, rest] = [0, Buffer.alloc(0)];
  const put = async (bytes: Buffer): Promise<void> => {
    let run = 0; // start of lines that are fine, written in one piece
    for (let at = 0; at < bytes.length; ) {
      const end = bytes.indexOf(10, at);
      const next = end < 0 ? bytes.length : end + 1;
      lines += 1;
      const line = bytes.subarray(at, next);
      if (!isUtf8(line)) {
        out.write(Buffer.from(bytes.subarray(run, at)));
        if (!out.write(decoder.decode(line))) await once(out, 'drain');
        run = next;
      }
      at = next;
    }
    if (!out.write(Buffer.from(bytes.subarray(run)))) await once(out, 'drain');
  };
  for await (const chunk of chunks(file)) {
    const end = chunk.lastIndexOf(10) + 1;
    await put(Buffer.concat([rest, chunk.subarray(0, end)]));
    rest = Buffer.from(chunk.subarray(end));
  }
  await put(rest);
  out.end();
  await once(out, 'finish');
  return lines;
}

function count(n: number): string {
  return n.toLocaleString('en');
}

function size(bytes: number): string {
  return bytes >= 1e6 ? `${Math.round(bytes / 1e6)} MB` : `${Math.round(bytes / 1e3)} kB`;
}
