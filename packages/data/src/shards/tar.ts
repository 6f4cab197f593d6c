import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DataError } from '../errors.ts';
import { byteStream, type StreamOptions } from './byte-stream.ts';

/** An ordinary file of a tar. */
export type TarEntry = { name: string; bytes: Buffer };

export type TarOptions = StreamOptions & {
  /** Bytes that one entry may have; default 512 MB. */
  maxEntryBytes?: number;
  /** Bytes that all may have; default 1 TB for a tar, 200 times its packed size for a .tar.gz. */
  maxBytes?: number;
};

const block = 512;

/**
 * Streams the files of a tar or .tar.gz (ustar, pax and GNU long names), one in memory at a time; `https://` and `s3://`
 * addresses as well, over connections that break.
 *
 * @throws {DataError} archive-unsafe — for links, devices and names that lead out
 * @throws {DataError} archive-too-large — where it unpacks to more than is allowed
 * @throws {DataError} archive-unreadable — when it is damaged, cut short, or goes away while it is read
 * @throws {DataError} source-lost, source-changed — where the source goes away, or the source changes
 * @throws {DataError} download-failed — of addresses
 * @example for await (const { name, bytes } of readTar('shard-000.tar')) console.log(name, bytes.length);
 */
export async function* readTar(path: string, options: TarOptions = {}): AsyncGenerator<TarEntry> {
  const { maxEntryBytes = 512e6, maxBytes } = options;
  const fail = (code: 'archive-unsafe' | 'archive-unreadable' | 'archive-too-large', reason: string, cause?: unknown) =>
    new DataError(code, reason, { file: path, ...(cause === undefined ? {} : { cause }) });
  let came = 0;
  const source = Readable.from(
    counted(byteStream(path, options), (bytes) => (came += bytes)),
    { objectMode: false },
  );
  const packed = /\.t?gz$/i.test(path.split('?')[0]!);
  const stream = packed ? source.pipe(createGunzip()) : source;
  source.on('error', (error) => stream.destroy(error));
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>; // no encoding is set: chunks are buffers
  let rest: Buffer = Buffer.alloc(0);
  let total = 0;
  const take = async (length: number): Promise<Buffer | undefined> => {
    const parts: Buffer[] = [rest];
    let have = rest.length;
    while (have < length) {
      const next = await chunks.next().catch((cause: unknown) => {
        if (cause instanceof DataError) throw cause;
        throw fail('archive-unreadable', `it cannot be read on (${reason(cause)})`, cause);
      });
      if (next.done) break;
      parts.push(next.value);
      have += next.value.length;
      total += next.value.length;
      const most = maxBytes ?? (packed ? Math.max(1e8, 200 * came) : 1e12);
      if (total > most) throw fail('archive-too-large', `it unpacks to more than ${Math.round(most / 1e6)} MB`);
    }
    const all = parts.length === 1 ? rest : Buffer.concat(parts);
    if (have < length) {
      rest = all;
      return undefined;
    }
    rest = all.subarray(length);
    return all.subarray(0, length);
  };
  try {
    let longName: string | undefined;
    for (;;) {
      const header = await take(block);
      if (!header) {
        if (rest.length > 0 || total === 0) throw fail('archive-unreadable', 'it is cut short');
        return; // some writers leave the two blocks of zeros out
      }
      if (header.every((byte) => byte === 0)) return;
      if (!sumFits(header)) throw fail('archive-unreadable', 'it is damaged: a header does not fit its checksum');
      const size = number(header, 124, 12);
      const type = String.fromCharCode(header[156]!);
      const given = longName ?? nameOf(header);
      longName = undefined;
      if (!(size >= 0 && size <= maxEntryBytes)) {
        throw fail('archive-too-large', `${given} has ${size} bytes, where ${maxEntryBytes} are read`);
      }
      const padded = await take(Math.ceil(size / block) * block);
      if (!padded) throw fail('archive-unreadable', `it is cut short within ${given}`);
      const bytes = padded.subarray(0, size);
      if (type === 'L') longName = bytes.toString('utf8').replace(/\0.*$/s, '');
      else if (type === 'x') longName = paxPath(bytes) ?? longName;
      else if (type === '0' || type === '\0' || type === '7') {
        if (isUnsafe(given)) throw fail('archive-unsafe', `the name ${given} leads out of the archive`);
        yield { name: given.replace(/^\.\//, ''), bytes };
      } else if (type !== '5' && type !== 'g') {
        const what = type === '1' || type === '2' ? 'a link' : 'no ordinary file';
        throw fail('archive-unsafe', `${given} is ${what}`);
      }
    }
  } finally {
    stream.destroy();
    source.destroy();
  }
}

async function* counted(bytes: AsyncIterable<Buffer>, count: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    count(chunk.length);
    yield chunk;
  }
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** Names that are absolute, climb, or hold what Windows takes for a drive or a separator. */
export function isUnsafe(name: string): boolean {
  return name === '' || /^[\\/]|^[a-z]:|\0/i.test(name) || name.split(/[\\/]/).includes('..');
}

function nameOf(header: Buffer): string {
  const prefix = header.toString('latin1', 257, 262) === 'ustar' ? text(header, 345, 155) : '';
  const name = text(header, 0, 100);
  return prefix === '' ? name : `${prefix}/${name}`;
}

function text(header: Buffer, at: number, length: number): string {
  const end = header.indexOf(0, at);
  return header.toString('utf8', at, end < 0 || end > at + length ? at + length : end);
}

/** Octal text, or GNU's base 256 where the first bit is set. */
function number(header: Buffer, at: number, length: number): number {
  if ((header[at]! & 0x80) !== 0) return Number(header.readBigUInt64BE(at + length - 8));
  return Number.parseInt(text(header, at, length).trim() || '0', 8);
}

function sumFits(header: Buffer): boolean {
  let sum = 0;
  for (let i = 0; i < block; i++) sum += i >= 148 && i < 156 ? 32 : header[i]!;
  return sum === number(header, 148, 8);
}

function paxPath(bytes: Buffer): string | undefined {
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(bytes.toString('utf8'))?.[1];
}
