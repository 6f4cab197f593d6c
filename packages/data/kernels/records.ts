// Whether text with delimiters is regular through and through: every record has all cells, quotes pair, lines end alike, and in
// columns of numbers stands nothing but plain numbers, which any reader takes as the same. Its cells are laid out by column meanwhile.
import { asDouble, asWhole, unsettled } from './decimal';
import { numberEnd, shortNumber, unknown } from './plain-number';

const lineFeed: u8 = 0x0a;
const carriageReturn: u8 = 0x0d;

/** Whole records that were last gone through. */
let rows: i32 = 0;

/** Where cells go that the host must read, from and to, and how many more have room. */
let hard: usize = 0;
let hardLeft: i32 = 0;

export function recordRows(): i32 {
  return rows;
}

/** Room for so many cells that only the host reads as doubles: three addresses each, of the value, of the text and of its end. */
export function setHard(at: usize, most: i32): void {
  hard = at;
  hardLeft = most;
}

/** How much room is left of that. */
export function hardRoom(): i32 {
  return hardLeft;
}

/** The next byte that ends a cell of text or must not be in it. */
function textEnd(from: usize, end: usize, delimiter: u8, quote: u8): usize {
  let at = from;
  const a = i8x16.splat(delimiter);
  const b = i8x16.splat(lineFeed);
  const c = i8x16.splat(carriageReturn);
  const d = i8x16.splat(quote);
  while (at + 16 <= end) {
    const bytes = v128.load(at);
    const found = v128.or(
      v128.or(i8x16.eq(bytes, a), i8x16.eq(bytes, b)),
      v128.or(i8x16.eq(bytes, c), i8x16.eq(bytes, d)),
    );
    const mask = i8x16.bitmask(found);
    if (mask !== 0) return at + <usize>ctz(mask);
    at += 16;
  }
  for (; at < end; at++) {
    const byte = load<u8>(at);
    if (byte === delimiter || byte === lineFeed || byte === carriageReturn || byte === quote) break;
  }
  return at;
}

/** Makes doubled quotes single ones, in place; quotes fill what is left, lest half a letter stays. Gives the new end. */
function undoubled(from: usize, to: usize, quote: u8): usize {
  let at = from;
  while (at < to && load<u8>(at) !== quote) at++;
  let next = at;
  while (at < to) {
    const byte = load<u8>(at);
    store<u8>(next, byte);
    next++;
    at += byte === quote ? 2 : 1;
  }
  memory.fill(next, quote, to - next);
  return next;
}

/**
 * Lays a cell that is not empty at the end of its column.
 *
 * @param column two addresses: where its next value goes, eight bytes each, and a bit for each row, whether it is there
 */
function keep(column: usize, kind: u8, from: usize, to: usize): void {
  const place = <usize>load<u32>(column);
  if (kind === 1) store<i64>(place, asWhole(from, to));
  else if (kind === 2) {
    const bits = asDouble(from, to);
    store<u64>(place, bits);
    if (bits === unsettled) {
      hardLeft -= 1;
      if (hardLeft >= 0) {
        store<u32>(hard, <u32>place);
        store<u32>(hard + 4, <u32>from);
        store<u32>(hard + 8, <u32>to);
        hard += 12;
      }
    }
  } else store<u64>(place, <u64>from | ((<u64>(to - from)) << 32));
  store<u32>(column, <u32>place + 8);
  const bit = <usize>load<u32>(column + 4) + (<usize>rows >> 3);
  store<u8>(bit, load<u8>(bit) | ((<u8>1) << (<u8>rows & 7)));
}

/**
 * Goes through whole records.
 *
 * @param until the distance after which no further record is begun
 * @param kinds a byte for each column: 0 text, 1 whole numbers, 2 numbers
 * @param skip whether the first record is a header
 * @param columns where each column's cells go, as in `keep`; 0: nowhere. Cells of a record that is not whole lie there too
 * @returns how many bytes the whole records take; -1 where something is not regular
 */
export function regularRecords(
  data: usize,
  length: i32,
  isLast: bool,
  until: i32,
  kinds: usize,
  width: i32,
  delimiter: u8,
  quote: u8,
  isCarriage: bool,
  skip: bool,
  longest: i32,
  columns: usize,
): i32 {
  const end = data + <usize>length;
  const stop = data + <usize>until;
  let at = data;
  let record = data;
  let column = 0;
  let isHeader = skip;
  rows = 0;
  while (at < end) {
    if (column >= width) return -1;
    const kind: u8 = isHeader ? 0 : load<u8>(kinds + <usize>column);
    let from = at;
    let to: usize;
    if (load<u8>(at) === quote) {
      from++;
      let close = from;
      let isDoubled = false;
      for (;;) {
        while (close < end && load<u8>(close) !== quote) close++;
        if (close + 1 >= end) {
          if (!isLast) return <i32>(record - data);
          if (close >= end) return -1;
        } else if (load<u8>(close + 1) === quote) {
          close += 2;
          isDoubled = true;
          continue;
        }
        break;
      }
      if (kind !== 0 && numberEnd(from, close, kind === 1) !== close) return -1;
      to = isDoubled && columns !== 0 ? undoubled(from, close, quote) : close;
      at = close + 1;
    } else if (kind === 0) {
      at = textEnd(at, end, delimiter, quote);
      to = at;
    } else {
      const length = at + 16 <= end ? shortNumber(at, kind === 1, delimiter, quote) : unknown;
      const after = length === unknown ? numberEnd(at, end, kind === 1) : at + <usize>length;
      if (after === 0) {
        // The cell may go on behind the end of what is here.
        return isLast || end - at > 64 ? -1 : <i32>(record - data);
      }
      at = after;
      to = at;
    }
    if (at >= end && !isLast) return <i32>(record - data);
    if (columns !== 0 && to > from && !isHeader) keep(columns + ((<usize>column) << 3), kind, from, to);
    if (at >= end) break;
    let byte = load<u8>(at);
    if (byte === delimiter) {
      column++;
      at++;
      if (at < end || !isLast) continue;
      break;
    }
    if (isCarriage) {
      if (byte !== carriageReturn) return -1;
      at++;
      if (at >= end) return isLast ? -1 : <i32>(record - data);
      byte = load<u8>(at);
    }
    if (byte !== lineFeed || column !== width - 1) return -1;
    at++;
    if (<i32>(at - record) > longest) return -1;
    if (!isHeader) rows++;
    record = at;
    column = 0;
    isHeader = false;
    if (record >= stop) return <i32>(record - data);
  }
  if (record === end) return length;
  if (!isLast) return <i32>(record - data);
  if (column !== width - 1 || <i32>(end - record) > longest) return -1;
  if (!isHeader) rows++;
  return length;
}
