import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { DataError } from '../../../errors.ts';
import type { TableEngine } from '../../engine.ts';
import { zipOf } from './zip-of.ts';

/** How a file is packed. */
export type Packing = 'gzip' | 'zstd' | 'zip' | 'bzip2' | 'xz';

const begins: readonly [string, Packing][] = [
  ['\x1f\x8b', 'gzip'],
  ['(\xb5/\xfd', 'zstd'],
  ['PK\x03\x04', 'zip'],
  ['BZh', 'bzip2'],
  ['\xfd7zXZ\x00', 'xz'],
];

/** What a file's first bytes say that it is packed with. */
export function packing(start: string): Packing | undefined {
  return begins.find(([magic]) => start.startsWith(magic))?.[1];
}

/** Text shrinks to a tenth, rarely to a hundredth: what grows more than this is made to fill a disk. */
const mostGrowth = 300;
const least = 100_000_000;

/**
 * Unpacks a file into the engine's folder; a spreadsheet, which is a ZIP file too, is left as it is.
 *
 * @returns where it lies then, and what it was called before it was packed; `undefined` where it was not
 * @throws {DataError} table-unsupported, table-unreadable, archive-too-large — where its format is not read, a file cannot be read as a table, or it unpacks to more than is allowed
 */
export async function unpacked(
  engine: TableEngine,
  path: string,
  start: string,
): Promise<{ path: string; name: string } | undefined> {
  const how = packing(start);
  if (how === undefined) return undefined;
  if (how === 'bzip2' || how === 'xz') {
    throw new DataError('table-unsupported', `it is packed with ${how}`, {
      file: path,
      hint: `Unpack it first (${how === 'xz' ? 'unxz' : 'bunzip2'}), or pack it with gzip or zstd`,
    });
  }
  const to = join(engine.folder, engine.name('unpacked'));
  if (how === 'zip') return unzipped(path, to);
  const { size } = await stat(path);
  let grown = 0;
  const limit = Math.max(least, size * mostGrowth);
  const guard = new Transform({
    transform(chunk: Buffer, _, done) {
      grown += chunk.length;
      if (grown <= limit) return done(null, chunk);
      const reason = `it unpacks to more than ${Math.round(limit / 1e6).toLocaleString('en')} MB`;
      done(new DataError('archive-too-large', reason, { file: path, hint: 'Unpack it first, if it is to be trusted' }));
    },
  });
  const unpack = how === 'gzip' ? createGunzip() : createZstdDecompress();
  try {
    await pipeline(createReadStream(path), unpack, guard, createWriteStream(to));
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw new DataError('table-unreadable', 'it is damaged or cut short', {
      file: path,
      hint: 'Fetch it again',
      cause,
    });
  }
  return { path: to, name: basename(path).replace(/\.(gz|gzip|zst|zstd)$/i, '') };
}

async function unzipped(path: string, to: string): Promise<{ path: string; name: string } | undefined> {
  const zip = zipOf(await readFile(path), path);
  if (zip.has('xl/workbook.xml')) return undefined;
  const files = zip.names().filter((name) => !name.endsWith('/') && !/(^|\/)(__MACOSX|\.)/.test(name));
  if (files.length !== 1) {
    const what = zip.has('content.xml') ? 'it is an OpenDocument file' : `${files.length} files are in it`;
    throw new DataError('table-unsupported', what, { file: path, hint: 'Unpack it, or save it as .xlsx or .csv' });
  }
  await writeFile(to, zip.bytes(files[0]!));
  return { path: to, name: basename(files[0]!) };
}
