// Whether text with delimiters is regular through and through: every record has all cells, quotes pair, lines end alike, and in
// columns of numbers stands nothing but plain numbers, which any reader takes as the same.

const lineFeed: u8 = 0x0a;
const carriageReturn: u8 = 0x0d;

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

function digitsEnd(from: usize, end: usize): usize {
  let at = from;
  while (at < end && <u8>(load<u8>(at) - 0x30) < 10) at++;
  return at;
}

/**
 * Where a plain number ends: a sign, no leading zeros, up to 18 digits in whole numbers, and in others up to 15 bytes or a
 * decimal point, and an exponent. 0 where there is none; an empty cell is one.
 */
function numberEnd(from: usize, end: usize, isWhole: bool): usize {
  let at = from;
  if (at === end) return at;
  const sign = load<u8>(at);
  if (sign === 0x2b || sign === 0x2d) at++;
  const whole = at;
  at = digitsEnd(at, end);
  const digits = at - whole;
  if (digits > 1 && load<u8>(whole) === 0x30) return 0;
  if (isWhole) return digits > 18 || (digits === 0 && at > from) ? 0 : at;
  let fraction: usize = 0;
  let hasPoint = false;
  if (at < end && load<u8>(at) === 0x2e) {
    hasPoint = true;
    const point = at + 1;
    at = digitsEnd(point, end);
    fraction = at - point;
  }
  if (digits + fraction === 0) return at > from ? 0 : at;
  if (at < end && (load<u8>(at) | 0x20) === 0x65) {
    at++;
    if (at < end && (load<u8>(at) === 0x2b || load<u8>(at) === 0x2d)) at++;
    const power = at;
    at = digitsEnd(at, end);
    if (at === power || at - power > 3) return 0;
  }
  return hasPoint || at - from <= 15 ? at : 0;
}

/** What `shortNumber` gives where sixteen bytes do not tell. */
const unknown: i32 = -1;

/** The length of a plain number without an exponent that ends within sixteen bytes, all looked at together. */
function shortNumber(at: usize, isWhole: bool, delimiter: u8, quote: u8): i32 {
  const bytes = v128.load(at);
  const stops = v128.or(
    v128.or(i8x16.eq(bytes, i8x16.splat(delimiter)), i8x16.eq(bytes, i8x16.splat(lineFeed))),
    v128.or(i8x16.eq(bytes, i8x16.splat(carriageReturn)), i8x16.eq(bytes, i8x16.splat(quote))),
  );
  const stop = i8x16.bitmask(stops);
  if (stop === 0) return unknown;
  const length = ctz(stop);
  if (length === 0) return 0;
  const first = load<u8>(at);
  const sign = first === 0x2b || first === 0x2d ? 1 : 0;
  const cell = (1 << length) - (1 << sign);
  const digits = i8x16.bitmask(i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(0x30)), i8x16.splat(10))) & cell;
  const points = i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(0x2e))) & cell;
  if ((digits | points) !== cell || digits === 0 || popcnt(points) > (isWhole ? 0 : 1)) return unknown;
  const isPadded = load<u8>(at + sign) === 0x30 && (digits & (2 << sign)) !== 0;
  return isPadded ? unknown : length;
}

/**
 * Goes through whole records.
 *
 * @param kinds a byte for each column: 0 text, 1 whole numbers, 2 numbers
 * @param skip whether the first record is a header
 * @returns how many bytes the whole records take; -1 where something is not regular
 */
export function regularRecords(
  data: usize,
  length: i32,
  isLast: bool,
  kinds: usize,
  columns: i32,
  delimiter: u8,
  quote: u8,
  isCarriage: bool,
  skip: bool,
  longest: i32,
): i32 {
  const end = data + <usize>length;
  let at = data;
  let record = data;
  let column = 0;
  let isHeader = skip;
  while (at < end) {
    if (column >= columns) return -1;
    const kind: u8 = isHeader ? 0 : load<u8>(kinds + <usize>column);
    if (load<u8>(at) === quote) {
      const from = at + 1;
      let close = from;
      for (;;) {
        while (close < end && load<u8>(close) !== quote) close++;
        if (close + 1 >= end) {
          if (!isLast) return <i32>(record - data);
          if (close >= end) return -1;
        } else if (load<u8>(close + 1) === quote) {
          close += 2;
          continue;
        }
        break;
      }
      if (kind !== 0 && numberEnd(from, close, kind === 1) !== close) return -1;
      at = close + 1;
    } else if (kind === 0) {
      at = textEnd(at, end, delimiter, quote);
    } else {
      const length = at + 16 <= end ? shortNumber(at, kind === 1, delimiter, quote) : unknown;
      const after = length === unknown ? numberEnd(at, end, kind === 1) : at + <usize>length;
      if (after === 0) {
        // The cell may go on behind the end of what is here.
        return isLast || end - at > 64 ? -1 : <i32>(record - data);
      }
      at = after;
    }
    if (at >= end) {
      if (!isLast) return <i32>(record - data);
      break;
    }
    let byte = load<u8>(at);
    if (byte === delimiter) {
      column++;
      at++;
      if (at >= end && isLast) return column === columns - 1 ? length : -1;
      continue;
    }
    if (isCarriage) {
      if (byte !== carriageReturn) return -1;
      at++;
      if (at >= end) return isLast ? -1 : <i32>(record - data);
      byte = load<u8>(at);
    }
    if (byte !== lineFeed || column !== columns - 1) return -1;
    at++;
    if (<i32>(at - record) > longest) return -1;
    record = at;
    column = 0;
    isHeader = false;
  }
  if (record === end) return length;
  if (!isLast) return <i32>(record - data);
  return column === columns - 1 && <i32>(end - record) <= longest ? length : -1;
}
