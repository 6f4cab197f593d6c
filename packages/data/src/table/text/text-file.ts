import { isUtf8 } from 'node:buffer';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { DataError } from '../../errors.ts';
import { reasonOf } from '../../files/read-picture.ts';
import type { ReadingNote } from '../readers/reading.ts';

const chunkBytes = 4 * 1024 * 1024;

/** A text file as UTF-8: the file itself, or a converted copy. */
export type TextFile = { path: string; bytes: number; notes: ReadingNote[] };

/**
 * Reads a text file once, in bounded memory: finds its encoding, converts what is not UTF-8, refuses endless lines.
 *
 * UTF-8, UTF-16 with or without a mark, and Windows-1252 are told apart; single lines that are not UTF-8 in a file that
 * otherwise is are read as Windows-1252, and counted.
 *
 * @param options.encoding a label of the WHATWG Encoding standard, such as `gb18030`, instead of the guess
 * @throws DataError `line-too-long`, `table-unreadable`, `table-unsupported`, `option-invalid`
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
      throw new DataError('option-invalid', `there is no encoding '${encoding}'`, { file: path });
    }
    await convertAll(file, copy, encoding, maxLine, path);
    const message = `the file is ${encoding.toUpperCase()}: converted to UTF-8`;
    return { path: copy, bytes: about.size, notes: [{ kind: 'encoding', count: 1, message, items: [] }] };
  }
  if (head.includes(0)) {
    throw new DataError('table-unsupported', 'it is no text: there are zero bytes in it', {
      file: path,
      fix: 'Tables are read from CSV, TSV, JSON, JSONL, Parquet, Excel (.xlsx) and SQLite files',
    });
  }
  if (await isAllUtf8(file, maxLine, path)) return { path, bytes: about.size, notes: [] };
  const { lines, wrong, items } = await convertLines(file, copy, path);
  const message =
    wrong === lines || wrong > lines / 2
      ? `the file is not UTF-8: ${count(wrong)} of ${count(lines)} lines were read as Windows-1252`
      : `${count(wrong)} of ${count(lines)} lines are not UTF-8 as the others are: read as Windows-1252`;
  const fix = "If names look wrong, give the true encoding, for instance encoding: 'gb18030'";
  return { path: copy, bytes: about.size, notes: [{ kind: 'encoding', count: wrong, message, fix, items }] };
}

/** Opens an ordinary file for reading. @throws DataError `table-missing`, `table-unreadable` */
export async function openFile(path: string): Promise<FileHandle> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw missing
      ? new DataError('table-missing', 'there is no such file', { file: path, cause })
      : new DataError('table-unreadable', reasonOf(cause, path), { file: path, cause });
  }
  const about = await file.stat();
  if (about.isFile()) return file;
  await file.close();
  throw new DataError('table-unreadable', 'not an ordinary file', { file: path });
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

/** Whether all of it is UTF-8; and that no line is endless. */
async function isAllUtf8(file: FileHandle, maxLine: number, path: string): Promise<boolean> {
  let valid = true;
  let kept = Buffer.alloc(0); // the first bytes of a character that the chunk's end cuts
  const guard = lineGuard(maxLine, path);
  for await (const chunk of chunks(file)) {
    guard(chunk);
    if (!valid) continue;
    const cut = chunk.length - partial(chunk);
    valid = isUtf8(kept.length > 0 ? Buffer.concat([kept, chunk.subarray(0, cut)]) : chunk.subarray(0, cut));
    kept = Buffer.from(chunk.subarray(cut));
  }
  return valid && kept.length === 0;
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
          fix: 'If this is a table at all, allow more: maxLine (bytes); each thread holds several such lines in memory',
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

/** UTF-8 lines as they are, the others from Windows-1252. */
async function convertLines(file: FileHandle, copy: string, path: string) {
  const western = new TextDecoder('windows-1252');
  const out = createWriteStream(copy);
  const items: ReadingNote['items'] = [];
  let [lines, wrong, rest] = [0, 0, Buffer.alloc(0)];
  const put = async (bytes: Buffer): Promise<void> => {
    let run = 0; // start of lines that are fine, written in one piece
    for (let at = 0; at < bytes.length; ) {
      const end = bytes.indexOf(10, at);
      const next = end < 0 ? bytes.length : end + 1;
      lines += 1;
      const line = bytes.subarray(at, next);
      if (!isUtf8(line)) {
        const text = western.decode(line);
        wrong += 1;
        if (items.length < 5) items.push({ line: lines, text: text.trim().slice(0, 120) });
        out.write(Buffer.from(bytes.subarray(run, at)));
        if (!out.write(text)) await once(out, 'drain');
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
  if (lines === 0) throw new DataError('table-unreadable', 'the file is empty', { file: path });
  return { lines, wrong, items };
}

function count(n: number): string {
  return n.toLocaleString('en');
}

function size(bytes: number): string {
  return bytes >= 1e6 ? `${Math.round(bytes / 1e6)} MB` : `${Math.round(bytes / 1e3)} kB`;
}
