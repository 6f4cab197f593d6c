// A JPEG's coded data to planes of samples: Huffman decoding, dequantisation and the inverse DCT of each block.
// Records that jpeg.ts of the package fills, all of 32-bit numbers:
//   scan: data, its end, room for it without stuffing, blocks' units, units in a line, restart interval, components,
//         and the units whose samples are wanted: first line, line after the last, first column, column after the last
//   component, 32 bytes each: blocks across and down in a unit, quantisation (i16, zigzag order), DC table, AC table,
//         plane, stride, (the last DC value)
//   table: 1024 entries by the next 10 bits, then limit, place and symbols for longer codes; see `lookup`
import { inverseDct } from './dct';

const zigzag: usize = memory.data<u8>([
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47,
  55, 62, 63,
]);
const block: usize = memory.data(128, 16);

// The bits not yet read, from the top of a word of 64; how many of them are there; where the next come from.
let word: u64 = 0;
let held: i32 = 0;
let next: usize = 0;
/** The last coefficient of a block that is not zero, in zigzag order. */
let last: i32 = 0;

/** Decodes every block; 0 at the first thing that a whole file does not have. */
export function decodeScan(scan: usize, components: usize): i32 {
  let from = <usize>load<u32>(scan);
  const end = <usize>load<u32>(scan, 4);
  const clean = <usize>load<u32>(scan, 8);
  const units = load<i32>(scan, 12);
  const columns = load<i32>(scan, 16);
  const interval = load<i32>(scan, 20);
  const count = load<i32>(scan, 24);
  const top = load<i32>(scan, 28);
  const bottom = load<i32>(scan, 32);
  const left = load<i32>(scan, 36);
  const right = load<i32>(scan, 40);
  clear();
  let unit = 0;
  let row = 0;
  let column = 0;
  for (let restart = 0; unit < units; restart++) {
    const stop = interval === 0 ? units : min(units, unit + interval);
    const marker = unstuff(from, end, clean);
    const length = <i32>(unstuffed - clean);
    from = afterMarker;
    if (marker !== (stop === units ? 0xd9 : 0xd0 + (restart & 7))) return 0;
    for (let i = 0; i < count; i++) store<i32>(components + (i << 5), 0, 28);
    word = 0;
    held = 0;
    next = clean;
    for (; unit < stop; unit++) {
      const wanted = row >= top && row < bottom && column >= left && column < right;
      for (let i = 0; i < count; i++) {
        const component = components + (i << 5);
        const across = load<i32>(component);
        const down = load<i32>(component, 4);
        const stride = load<i32>(component, 24);
        const plane = <usize>load<u32>(component, 20);
        for (let v = 0; v < down; v++) {
          const line = plane + (((row * down + v) * stride) << 3);
          for (let h = 0; h < across; h++) {
            if (!decodeBlock(component)) return 0;
            if (wanted) inverseDct(block, last, line + ((column * across + h) << 3), stride);
            if (last > 0) clear();
          }
        }
      }
      if (((<i32>(next - clean)) << 3) - held > length << 3) return 0; // more was read than there is
      if (++column === columns) {
        column = 0;
        row++;
      }
    }
    if ((length << 3) - (((<i32>(next - clean)) << 3) - held) >= 8) return 0; // coded data left over
  }
  return 1;
}

function clear(): void {
  const zero = i32x4.splat(0);
  for (let at = block; at < block + 128; at += 16) v128.store(at, zero);
}

let unstuffed: usize = 0;
let afterMarker: usize = 0;

/** Copies coded data up to the next marker without the zeros stuffed in after 0xff; the marker, or −1. */
function unstuff(start: usize, end: usize, to: usize): i32 {
  let from = start;
  let marker = -1;
  while (from < end) {
    // Sixteen at a time while none is 0xff; what is copied past the end is overwritten below.
    while (from + 16 <= end) {
      const some = v128.load(from);
      if (v128.any_true(i8x16.eq(some, i8x16.splat(-1)))) break;
      v128.store(to, some);
      from += 16;
      to += 16;
    }
    // Byte by byte to just behind that 0xff.
    let byte = 0;
    while (from < end && byte !== 0xff) {
      byte = load<u8>(from++);
      store<u8>(to++, byte);
    }
    if (byte !== 0xff) break;
    if (from < end && load<u8>(from) === 0) {
      from++;
      continue;
    }
    to--;
    if (from < end) marker = load<u8>(from++);
    break;
  }
  store<u64>(to, -1);
  store<u64>(to, -1, 8);
  unstuffed = to;
  afterMarker = from;
  return marker;
}

/** Makes sure that at least 32 bits are held. */
function refill(): void {
  if (held >= 32) return;
  const some = load<u32>(next);
  const turned = (rotl<u32>(some, 8) & 0x00ff00ff) | (rotr<u32>(some, 8) & 0xff00ff00);
  word |= (<u64>turned) << (32 - held);
  held += 32;
  next += 4;
}

function skip(bits: i32): void {
  word <<= bits;
  held -= bits;
}

/**
 * A table's entry for the next bits: the length in bits 0 to 5, the symbol in bits 8 to 15; with bit 6 set, the length
 * is that of code and value and the value stands in bits 16 to 31. 0 where there is no such code.
 */
function lookup(table: usize): i32 {
  const entry = load<i32>(table + ((<usize>(word >> 54)) << 2));
  if (entry !== 0) return entry;
  const peek = <i32>(word >> 48);
  for (let length = 11; length <= 16; length++) {
    const at = table + (length << 2);
    if (peek < load<i32>(at, 4096)) {
      const place = load<i32>(at, 4164) + (peek >> (16 - length));
      return length | ((<i32>load<u8>(table + place, 4232)) << 8);
    }
  }
  return 0;
}

/** The next bits as a value of that size (ITU-T T.81, F.2.2.1). */
function value(size: i32): i32 {
  const bits = <i32>(word >> (64 - size));
  skip(size);
  return bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits;
}

/** Reads one block, dequantised, into `block`, which is all zeros before; false where the data is damaged. */
function decodeBlock(component: usize): bool {
  const quantization = <usize>load<u32>(component, 8);
  refill();
  const first = lookup(load<u32>(component, 12));
  if (first === 0) return false;
  skip(first & 63);
  const size = (first >> 8) & 0xff;
  if (size > 11) return false;
  let predicted = load<i32>(component, 28);
  if (first & 64) predicted += first >> 16;
  else if (size > 0) predicted += value(size);
  store<i32>(component, predicted, 28);
  store<i16>(block, predicted * load<i16>(quantization));
  const table = <usize>load<u32>(component, 16);
  let k = 1;
  last = 0;
  for (; k < 64; k++) {
    refill();
    const entry = lookup(table);
    if (entry === 0) return false;
    skip(entry & 63);
    const bits = (entry >> 8) & 15;
    const run = (entry >> 12) & 15;
    if (bits === 0) {
      if (run !== 15) break;
      k += 15;
      continue;
    }
    k += run;
    if (k > 63) return false;
    const number = entry & 64 ? entry >> 16 : value(bits);
    store<i16>(block + ((<usize>load<u8>(zigzag + k)) << 1), number * load<i16>(quantization + (k << 1)));
    last = k;
  }
  return true;
}
