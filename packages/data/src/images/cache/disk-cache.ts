import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Decoded } from '../decode/decode.ts';
import { imageFormats } from '../decode/sniff-format.ts';

const magic = 0x43505831; // "CPX1"
const head = 32;

/**
 * Decoded pictures on disk, by a key of their content: a changed file has another key. Entries are written beside their
 * place and renamed, and carry a checksum: a process killed at any moment leaves nothing that is read as a picture.
 * Many threads and processes may share a folder.
 */
export class DiskCache {
  readonly folder: string;
  readonly #maxBytes: number;
  #written = 0;

  /** @param maxBytes the least recently used go when there is more; default 20 GB */
  constructor(folder: string, maxBytes = 20e9) {
    this.folder = folder;
    this.#maxBytes = maxBytes;
    mkdirSync(folder, { recursive: true });
  }

  /** The picture, or `undefined` when it is not there or not whole. */
  get(key: string): Decoded | undefined {
    const path = this.#path(key);
    let bytes: Buffer;
    try {
      bytes = readFileSync(path);
    } catch {
      return undefined; // not there, or just pruned
    }
    const format = bytes.length >= head ? imageFormats[bytes[5]!] : undefined;
    const data = bytes.subarray(head);
    if (format === undefined || bytes.readUInt32BE(0) !== magic || crc32(data) !== bytes.readUInt32BE(24)) {
      rmSync(path, { force: true });
      return undefined;
    }
    const [channels, height, width] = [bytes[4]!, bytes.readUInt32BE(8), bytes.readUInt32BE(12)];
    if (data.length !== channels * height * width) return undefined;
    touch(path);
    return {
      pixels: { data, channels, height, width },
      format,
      height: bytes.readUInt32BE(16),
      width: bytes.readUInt32BE(20),
    };
  }

  /** Keeps a picture; a full or broken disk is no fault of the data, and the picture is simply not kept. */
  put(key: string, { pixels, format, height, width }: Decoded): void {
    const path = this.#path(key);
    const draft = `${path}.${randomUUID()}.next`;
    const data = pixels.data.subarray(0, pixels.channels * pixels.height * pixels.width);
    const header = Buffer.alloc(head);
    header.writeUInt32BE(magic, 0);
    header[4] = pixels.channels;
    header[5] = imageFormats.indexOf(format);
    for (const [i, value] of [pixels.height, pixels.width, height, width, crc32(data)].entries()) {
      header.writeUInt32BE(value, 8 + 4 * i);
    }
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(draft, Buffer.concat([header, data]));
      renameSync(draft, path);
    } catch {
      rmSync(draft, { force: true });
      return;
    }
    this.#written += head + data.length;
    if (this.#written > this.#maxBytes / 10) this.prune();
  }

  /** Deletes what was used longest ago until the rest fits, and drafts that a killed process left an hour ago. */
  prune(): void {
    this.#written = 0;
    const entries: { path: string; size: number; used: number }[] = [];
    for (const name of readdirSync(this.folder, { recursive: true, encoding: 'utf8' })) {
      const path = join(this.folder, name);
      const about = statSync(path, { throwIfNoEntry: false });
      if (!about?.isFile()) continue;
      const isDraft = name.endsWith('.next');
      if (isDraft && Date.now() - about.mtimeMs > 3_600_000) rmSync(path, { force: true });
      else if (name.endsWith('.cpx')) entries.push({ path, size: about.size, used: about.mtimeMs });
    }
    let total = entries.reduce((sum, { size }) => sum + size, 0);
    for (const { path, size } of entries.sort((a, b) => a.used - b.used)) {
      if (total <= 0.9 * this.#maxBytes) break; // room for what comes next
      rmSync(path, { force: true });
      total -= size;
    }
  }

  #path(key: string): string {
    return join(this.folder, key.slice(0, 2), `${key}.cpx`);
  }
}

function touch(path: string): void {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // a read-only cache serves as well; it only forgets what was used
  }
}
