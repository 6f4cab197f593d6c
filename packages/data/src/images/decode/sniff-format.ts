import { avifSize, bmpSize, gifSize, isAvif, tiffSize } from './formats/sniff-more.ts';

/** The formats that are read. */
export const imageFormats = ['jpeg', 'png', 'webp', 'gif', 'bmp', 'tiff', 'avif'] as const;

export type ImageFormat = (typeof imageFormats)[number];

/** The formats that are read, for people. */
export const readFormats = 'JPEG, PNG, WebP, GIF, BMP, TIFF and AVIF';

/** What the first bytes of a picture say about it. Nothing is decoded. */
export type Header = { format: ImageFormat; width: number; height: number };

/**
 * Format and size of a picture from its first bytes (about 64 KB are enough), or what it seems to be instead.
 *
 * @returns a string, `text` for example, when it is no picture that is read; `undefined` sizes are never returned
 * @example sniff(await readFile('photo.jpg')) // { format: 'jpeg', width: 640, height: 480 }
 */
export function sniff(bytes: Uint8Array): Header | string {
  if (bytes.length === 0) return 'an empty file';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (startsWith(bytes, 0, [0xff, 0xd8, 0xff])) return sniffJpeg(view) ?? 'a JPEG that ends before its header does';
  if (startsWith(bytes, 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) {
    if (view.byteLength < 33 || !ascii(bytes, 12, 'IHDR')) return 'a PNG that ends before its header does';
    return { format: 'png', width: view.getUint32(16), height: view.getUint32(20) };
  }
  if (ascii(bytes, 0, 'RIFF') && ascii(bytes, 8, 'WEBP'))
    return sniffWebp(view, bytes) ?? 'a WebP that ends before its header does';
  for (const { format, is, size } of more) {
    if (!is(bytes, view)) continue;
    const found = size(view);
    return found ? { format, ...found } : `a ${format.toUpperCase()} that ends before its header does`;
  }
  return describe(bytes);
}

const more: readonly {
  format: ImageFormat;
  is: (bytes: Uint8Array, view: DataView) => boolean;
  size: (view: DataView) => { width: number; height: number } | undefined;
}[] = [
  { format: 'gif', is: (bytes) => ascii(bytes, 0, 'GIF87a') || ascii(bytes, 0, 'GIF89a'), size: gifSize },
  { format: 'bmp', is: (bytes) => ascii(bytes, 0, 'BM'), size: bmpSize },
  { format: 'tiff', is: (bytes) => ascii(bytes, 0, 'II*\0') || ascii(bytes, 0, 'MM\0*'), size: tiffSize },
  { format: 'avif', is: (bytes, view) => ascii(bytes, 4, 'ftyp') && isAvif(view), size: avifSize },
];

function sniffJpeg(view: DataView): Header | undefined {
  let at = 2;
  while (at + 9 < view.byteLength) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { format: 'jpeg', height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    if (marker === 0xd9 || marker === 0xda) return undefined;
    at += 2 + (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7) ? 0 : view.getUint16(at + 2));
  }
  return undefined;
}

function sniffWebp(view: DataView, bytes: Uint8Array): Header | undefined {
  if (bytes.length < 30) return undefined;
  if (ascii(bytes, 12, 'VP8 ')) {
    return { format: 'webp', width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  }
  if (ascii(bytes, 12, 'VP8L')) {
    const bits = view.getUint32(21, true);
    return { format: 'webp', width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (!ascii(bytes, 12, 'VP8X')) return undefined;
  const width = view.getUint16(24, true) + (view.getUint8(26) << 16) + 1;
  return { format: 'webp', width, height: view.getUint16(27, true) + (view.getUint8(29) << 16) + 1 };
}

const others: readonly (readonly [name: string, at: number, text: string])[] = [
  ['a BigTIFF', 0, 'II+\0'],
  ['a BigTIFF', 0, 'MM\0+'],
  ['a HEIC or a video', 4, 'ftyp'],
  ['a PDF', 0, '%PDF'],
  ['a ZIP archive', 0, 'PK\x03\x04'],
  ['an HTML or SVG page', 0, '<'],
];

function describe(bytes: Uint8Array): string {
  const other = others.find(([, at, text]) => ascii(bytes, at, text));
  if (other) return other[0];
  const start = bytes.subarray(0, 512);
  if (start.every((byte) => byte === 0)) return 'nothing but zero bytes';
  return start.every((byte) => byte >= 9 && byte !== 127 && (byte >= 32 || byte <= 13))
    ? 'text'
    : 'data of an unknown kind';
}

function startsWith(bytes: Uint8Array, at: number, values: readonly number[]): boolean {
  return values.every((value, i) => bytes[at + i] === value);
}

function ascii(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}
