import type { ImageFormat } from './sniff-format.ts';

/** Whether a file ends before its picture does, by the lengths and marks in the file itself. */
export function isCut(bytes: Uint8Array, format: ImageFormat): boolean {
  return CUT[format](new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), bytes);
}

const CUT: Readonly<Record<ImageFormat, (view: DataView, bytes: Uint8Array) => boolean>> = {
  png: (view) => isCutPng(view),
  jpeg: (_, bytes) => isCutJpeg(bytes),
  webp: (view) => view.byteLength < 8 || view.getUint32(4, true) + 8 > view.byteLength, // RIFF says how much follows
  gif: (_, bytes) => isCutGif(bytes),
  bmp: () => false, // read by our own decoder, which says so itself
  tiff: (view) => isCutTiff(view),
  avif: (view) => isCutBoxes(view),
};

const IEND = 0x49454e44;

function isCutPng(view: DataView): boolean {
  for (let at = 8; at + 12 <= view.byteLength; at += 12 + view.getUint32(at))
    if (view.getUint32(at + 4) === IEND) return false;
  return true;
}

// Segments carry their length; coded data ends at the first mark that is neither a restart nor a stuffed zero.
function isCutJpeg(bytes: Uint8Array): boolean {
  for (let at = 2; at + 1 < bytes.length; ) {
    if (bytes[at] !== 0xff) return false; // damaged, whatever else
    const mark = bytes[at + 1]!;
    if (mark === 0xd9) return false;
    if (mark === 0xff) at += 1;
    else if (mark === 0x01 || (mark >= 0xd0 && mark <= 0xd7)) at += 2;
    else {
      if (at + 3 >= bytes.length) return true;
      const end = at + 2 + ((bytes[at + 2]! << 8) | bytes[at + 3]!);
      at = mark === 0xda ? endOfScan(bytes, end) : end;
    }
  }
  return true;
}

function endOfScan(bytes: Uint8Array, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1]!;
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return bytes.length;
}

// Extensions and pictures are chains of blocks with their lengths, the last of length 0; a semicolon ends the file.
function isCutGif(bytes: Uint8Array): boolean {
  const colours = (packed: number) => (packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0);
  for (let at = 13 + colours(bytes[10] ?? 0); at < bytes.length; ) {
    const kind = bytes[at];
    if (kind === 0x3b) return false;
    if (kind === 0x21) at += 2;
    else if (kind === 0x2c) at += 11 + colours(bytes[at + 9] ?? 0);
    else return false; // damaged, whatever else
    for (; at < bytes.length && bytes[at] !== 0; at += 1 + bytes[at]!);
    at += 1;
  }
  return true;
}

/** Tags of where strips and tiles of a TIFF lie, each before that of how long they are. */
const PARTS = [
  [273, 279],
  [324, 325],
] as const;

// The first page's directory, and the strips or tiles that it names.
function isCutTiff(view: DataView): boolean {
  const isLittle = view.getUint8(0) === 0x49;
  if (view.byteLength < 8) return true;
  const at = view.getUint32(4, isLittle);
  if (at + 2 > view.byteLength) return true;
  const count = view.getUint16(at, isLittle);
  if (at + 2 + 12 * count > view.byteLength) return true;
  const numbers = (tag: number): number[] => {
    for (let entry = at + 2; entry < at + 2 + 12 * count; entry += 12) {
      if (view.getUint16(entry, isLittle) !== tag) continue;
      const size = view.getUint16(entry + 2, isLittle) === 3 ? 2 : 4;
      const many = view.getUint32(entry + 4, isLittle);
      const from = many * size <= 4 ? entry + 8 : view.getUint32(entry + 8, isLittle);
      if (from + many * size > view.byteLength) return [Number.POSITIVE_INFINITY];
      return Array.from({ length: many }, (_, i) =>
        size === 2 ? view.getUint16(from + 2 * i, isLittle) : view.getUint32(from + 4 * i, isLittle),
      );
    }
    return [];
  };
  return PARTS.some(([where, long]) => {
    const lengths = numbers(long);
    return numbers(where).some((start, i) => start + (lengths[i] ?? 0) > view.byteLength);
  });
}

// Boxes of ISO's base format carry their length; 0 is to the end, 1 says that 64 bits of it follow.
function isCutBoxes(view: DataView): boolean {
  let at = 0;
  while (at + 16 <= view.byteLength) {
    const short = view.getUint32(at);
    if (short === 0) return false;
    const length = short === 1 ? Number(view.getBigUint64(at + 8)) : short;
    if (length < 8) return false; // damaged, whatever else
    at += length;
  }
  return at > view.byteLength;
}
