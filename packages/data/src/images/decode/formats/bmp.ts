// Windows bitmaps of 1, 4, 8, 16, 24 and 32 bits, plain or run-length coded: libvips has no reader for them.
import { DataError } from '../../../errors.ts';
import type { Pixels } from '../pixels.ts';

const RLE8 = 1;
const RLE4 = 2;
const FIELDS = 3;

/** What the headers say. */
type Bmp = {
  width: number;
  height: number;
  /** Rows run downwards; usually upwards. */
  isDown: boolean;
  bits: number;
  coding: number;
  /** Where pixels begin. */
  at: number;
  /** Of 16 and 32 bits: where red, green, blue (and opacity) lie. */
  masks: number[];
  /** Red, green, blue of each entry. */
  palette: Uint8Array;
};

/**
 * Decodes a BMP; transparent pixels lie on white.
 *
 * @throws {DataError} image-unreadable — where it is cut short
 * @throws {DataError} image-unsupported — where it packs a JPEG or PNG
 */
export function decodeBmp(bytes: Uint8Array): Pixels {
  const bmp = headersOf(bytes);
  const { width, height, isDown, bits, coding } = bmp;
  const plane = width * height;
  const data = new Uint8Array(3 * plane);
  const at = (x: number, row: number) => (isDown ? row : height - 1 - row) * width + x;
  if (coding === RLE8 || coding === RLE4) {
    const indices = unpack(bytes, bmp);
    for (let i = 0; i < plane; i++) paint(data, plane, at(i % width, Math.floor(i / width)), bmp.palette, indices[i]!);
    return { data, channels: 3, height, width };
  }
  const stride = Math.ceil((width * bits) / 32) * 4;
  if (bmp.at + stride * height > bytes.length) throw cut();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let row = 0; row < height; row++) {
    const start = bmp.at + row * stride;
    for (let x = 0; x < width; x++) {
      const to = at(x, row);
      if (bits <= 8) {
        const bit = x * bits;
        const index = (bytes[start + (bit >> 3)]! >> (8 - bits - (bit & 7))) & ((1 << bits) - 1);
        paint(data, plane, to, bmp.palette, index);
      } else if (bits === 24) {
        for (let c = 0; c < 3; c++) data[c * plane + to] = bytes[start + 3 * x + 2 - c]!;
      } else {
        const word = bits === 16 ? view.getUint16(start + 2 * x, true) : view.getUint32(start + 4 * x, true);
        const opacity = bmp.masks[3] ? part(word, bmp.masks[3]) : 255;
        for (let c = 0; c < 3; c++) {
          data[c * plane + to] = Math.round((part(word, bmp.masks[c]!) * opacity + 255 * (255 - opacity)) / 255);
        }
      }
    }
  }
  return { data, channels: 3, height, width };
}

function headersOf(bytes: Uint8Array): Bmp {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 26) throw cut();
  const size = view.getUint32(14, true);
  const isOld = size === 12; // OS/2's, with sizes of 16 bits
  if (bytes.length < 14 + size || size < 12 || (!isOld && size < 40)) throw cut();
  const tall = isOld ? view.getInt16(20, true) : view.getInt32(22, true);
  const bits = view.getUint16(isOld ? 24 : 28, true);
  const coding = isOld ? 0 : view.getUint32(30, true);
  if (![1, 4, 8, 16, 24, 32].includes(bits)) throw damaged(`it has ${bits} bits a pixel`);
  if (coding > FIELDS && coding !== 6) {
    throw new DataError('image-unsupported', 'it is a BMP around a JPEG or PNG', { hint: 'Convert it to PNG' });
  }
  const isMasked = coding === FIELDS || coding === 6;
  const most = bits <= 8 ? 2 ** bits : 0;
  const used = isOld || bits > 8 ? most : Math.min(most, view.getUint32(46, true) || most);
  const from = 14 + size + (isMasked && size === 40 ? (coding === 6 ? 16 : 12) : 0);
  const step = isOld ? 3 : 4;
  if (from + used * step > bytes.length) throw cut();
  const palette = new Uint8Array(3 * used);
  for (let i = 0; i < used; i++) for (let c = 0; c < 3; c++) palette[3 * i + c] = bytes[from + i * step + 2 - c]!;
  return {
    width: isOld ? view.getInt16(18, true) : view.getInt32(18, true),
    ...{ height: Math.abs(tall), isDown: tall < 0, bits, coding, palette, at: view.getUint32(10, true) },
    masks: isMasked
      ? masksOf(view, size, bytes.length)
      : bits === 16
        ? [0x7c00, 0x3e0, 0x1f]
        : [0xff0000, 0xff00, 0xff],
  };
}

/** Opacity counts from the header's fourth version on, as Pillow has it. */
function masksOf(view: DataView, size: number, length: number): number[] {
  const count = size >= 56 ? 4 : 3;
  if (length < 54 + 4 * count) throw cut();
  return Array.from({ length: count }, (_, i) => view.getUint32(54 + 4 * i, true));
}

/** The bits under a mask, stretched to 0 to 255. */
function part(word: number, mask: number): number {
  if (mask === 0) return 0;
  const shift = 31 - Math.clz32(mask & -mask);
  const most = mask >>> shift;
  return Math.round((((word & mask) >>> shift) * 255) / most);
}

function paint(data: Uint8Array, plane: number, to: number, palette: Uint8Array, index: number): void {
  if (3 * index >= palette.length) throw damaged('a pixel has no colour in the palette');
  for (let c = 0; c < 3; c++) data[c * plane + to] = palette[3 * index + c]!;
}

/** Runs and literal stretches as one index a pixel, rows as they are stored. */
function unpack(bytes: Uint8Array, { width, height, coding, at }: Bmp): Uint8Array {
  const out = new Uint8Array(width * height);
  let [from, x, row] = [at, 0, 0];
  const put = (index: number) => {
    if (x < width && row < height) out[row * width + x] = index;
    x += 1;
  };
  for (;;) {
    if (from + 2 > bytes.length) throw cut();
    const count = bytes[from++]!;
    const value = bytes[from++]!;
    if (count > 0) {
      for (let i = 0; i < count; i++) put(coding === RLE8 ? value : i % 2 ? value & 15 : value >> 4);
    } else if (value === 0) [x, row] = [0, row + 1];
    else if (value === 1) return out;
    else if (value === 2) {
      if (from + 2 > bytes.length) throw cut();
      x += bytes[from++]!;
      row += bytes[from++]!;
    } else {
      const length = coding === RLE8 ? value : Math.ceil(value / 2);
      if (from + length > bytes.length) throw cut();
      for (let i = 0; i < value; i++) {
        const byte = bytes[from + (coding === RLE8 ? i : i >> 1)]!;
        put(coding === RLE8 ? byte : i % 2 ? byte & 15 : byte >> 4);
      }
      from += length + (length & 1);
    }
  }
}

const cut = () => damaged('the file is cut short');
const damaged = (reason: string) => new DataError('image-unreadable', reason);
