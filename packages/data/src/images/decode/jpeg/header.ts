import { huffman } from './huffman.ts';

/** One of a picture's colours. */
export type Component = {
  id: number;
  /** Blocks in a unit. */
  across: number;
  down: number;
  /** Number of its quantisation table. */
  table: number;
  /** In zigzag order. */
  quantization: Int16Array;
  dc: Uint8Array;
  ac: Uint8Array;
};

/** All that stands before the coded data, which begins at `start`. */
export type JpegHeader = {
  height: number;
  width: number;
  /** One, grey, or three: luma, blue and red. */
  components: Component[];
  /** Units between restart markers, or 0. */
  interval: number;
  start: number;
};

type Tables = { quantization: (Int16Array | undefined)[]; huffman: (Uint8Array | undefined)[] };

/**
 * Reads the header of a plain JPEG: baseline, 8 bits, grey or YCbCr at 4:4:4, 4:2:2 or 4:2:0, no EXIF, no profile.
 *
 * @returns `undefined` for anything else, damaged headers included
 */
export function readJpegHeader(bytes: Uint8Array): JpegHeader | undefined {
  const tables: Tables = { quantization: [], huffman: [] };
  let frame: Component[] | undefined;
  let [height, width, interval, adobe] = [0, 0, 0, -1];
  let at = 2;
  for (;;) {
    if (at + 4 > bytes.length || bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1]!;
    const length = (bytes[at + 2]! << 8) | bytes[at + 3]!;
    const start = at + 4;
    const end = at + 2 + length;
    if (length < 2 || end > bytes.length) return undefined;
    if (marker === 0xdb) {
      if (!readQuantization(bytes, start, end, tables.quantization)) return undefined;
    } else if (marker === 0xc4) {
      if (!readHuffman(bytes, start, end, tables.huffman)) return undefined;
    } else if (marker === 0xc0 || marker === 0xc1) {
      if (frame || end - start < 6 || bytes[start] !== 8) return undefined;
      height = (bytes[start + 1]! << 8) | bytes[start + 2]!;
      width = (bytes[start + 3]! << 8) | bytes[start + 4]!;
      frame = readFrame(bytes, start, end);
      if (height === 0 || width === 0 || !frame) return undefined;
    } else if (marker === 0xdd) {
      interval = (bytes[start]! << 8) | bytes[start + 1]!;
    } else if (marker === 0xee) {
      adobe = end - start >= 12 && bytes[start] === 0x41 ? bytes[start + 11]! : -1; // "Adobe": colour transform
    } else if (marker === 0xda) {
      if (!frame || (frame.length === 3 && adobe === 0)) return undefined;
      const components = readScan(bytes, start, end, frame, tables);
      return components && { height, width, components, interval, start: end };
    } else if (marker !== 0xe0 && marker !== 0xfe && !(marker >= 0xe3 && marker <= 0xef)) {
      return undefined; // EXIF, a profile, a progressive or an arithmetic frame
    }
    at = end;
  }
}

function readQuantization(bytes: Uint8Array, start: number, end: number, into: Tables['quantization']): boolean {
  for (let at = start; at < end; at += 65) {
    if (at + 65 > end || bytes[at]! > 3) return false;
    into[bytes[at]!] = Int16Array.from(bytes.subarray(at + 1, at + 65));
  }
  return true;
}

function readHuffman(bytes: Uint8Array, start: number, end: number, into: Tables['huffman']): boolean {
  for (let at = start; at < end; ) {
    if (at + 17 > end || (bytes[at]! & 0xee) !== 0) return false;
    let count = 0;
    for (let i = 1; i <= 16; i++) count += bytes[at + i]!;
    if (count === 0 || count > 256 || at + 17 + count > end) return false;
    into[bytes[at]!] = huffman(bytes.subarray(at + 1, at + 17 + count));
    if (into[bytes[at]!] === undefined) return false;
    at += 17 + count;
  }
  return true;
}

function readFrame(bytes: Uint8Array, start: number, end: number): Component[] | undefined {
  const count = bytes[start + 5]!;
  if ((count !== 1 && count !== 3) || end - start !== 6 + 3 * count) return undefined;
  const none = new Uint8Array(0); // the tables come with the scan's header
  const components = Array.from({ length: count }, (_, i): Component => {
    const [id, sampling, table] = [...bytes.subarray(start + 6 + 3 * i, start + 9 + 3 * i)];
    const [across, down] = [sampling! >> 4, sampling! & 15];
    return { id: id!, across, down, table: table!, quantization: new Int16Array(0), dc: none, ac: none };
  });
  const [luma, blue, red] = components;
  // One component is never interleaved.
  if (!blue || !red) return [{ ...luma!, across: 1, down: 1 }];
  const sampling = `${luma!.across}${luma!.down}${blue.across}${blue.down}${red.across}${red.down}`;
  const isRgb = luma!.id === 0x52 && blue.id === 0x47 && red.id === 0x42;
  return !isRgb && ['111111', '211111', '221111'].includes(sampling) ? components : undefined;
}

function readScan(
  bytes: Uint8Array,
  start: number,
  end: number,
  frame: readonly Component[],
  tables: Tables,
): Component[] | undefined {
  if (bytes[start] !== frame.length || end - start !== 4 + 2 * frame.length) return undefined;
  if (bytes[end - 3] !== 0 || bytes[end - 2] !== 63 || bytes[end - 1] !== 0) return undefined;
  const components: Component[] = [];
  for (const [i, component] of frame.entries()) {
    const choice = bytes[start + 2 + 2 * i]!;
    const quantization = tables.quantization[component.table];
    const dc = tables.huffman[choice >> 4];
    const ac = tables.huffman[16 + (choice & 15)];
    if (bytes[start + 1 + 2 * i] !== component.id || !quantization || !dc || !ac) return undefined;
    components.push({ ...component, quantization, dc, ac });
  }
  return components;
}
