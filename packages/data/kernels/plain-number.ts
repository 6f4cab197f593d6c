// Where a plain number ends, which any reader takes as the same.

const lineFeed: u8 = 0x0a;
const carriageReturn: u8 = 0x0d;

function digitsEnd(from: usize, end: usize): usize {
  let at = from;
  while (at < end && <u8>(load<u8>(at) - 0x30) < 10) at++;
  return at;
}

/**
 * Where a plain number ends: a sign, no leading zeros, up to 18 digits in whole numbers, and in others up to 15 bytes or a
 * decimal point, and an exponent. 0 where there is none; an empty cell is one.
 */
export function numberEnd(from: usize, end: usize, isWhole: bool): usize {
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
export const unknown: i32 = -1;

/** The length of a plain number without an exponent that ends within sixteen bytes, all looked at together. */
export function shortNumber(at: usize, isWhole: bool, delimiter: u8, quote: u8): i32 {
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
