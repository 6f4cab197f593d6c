// Decimal text as the double that is nearest to it, halves to even: Clinger's way where both parts are exact, else Eisel's and
// Lemire's (Number parsing at a gigabyte per second, 2021). What these do not settle is left to the host's own parser.

/** 1, 10 … 10^22: the powers of ten that doubles hold exactly. */
const tens = memory.data<f64>([
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
]);
const low32: u64 = 0xffffffff;
const ones: u64 = ~(<u64>0);

/** What `asDouble` gives where it cannot tell: a NaN that no text stands for. */
export const unsettled: u64 = 0x7ff8dead00000000;

/** Where the powers of five lie, 5^-342 … 5^308, 128 bits each, the upper half first. */
let fives: usize = 0;

/** Says where the powers of five were put. */
export function setPowers(at: usize): void {
  fives = at;
}

/** The upper half of what `lowerOf` last multiplied. */
let upper: u64 = 0;

function lowerOf(a: u64, b: u64): u64 {
  const low = (a & low32) * (b & low32);
  const left = (a >> 32) * (b & low32) + (low >> 32);
  const right = (a & low32) * (b >> 32) + (left & low32);
  upper = (a >> 32) * (b >> 32) + (left >> 32) + (right >> 32);
  return (right << 32) | (low & low32);
}

/** The bits of the double nearest to `digits` times ten to the `power`. */
function nearest(digits: u64, power: i32): u64 {
  if (digits <= (<u64>1) << 53 && power >= -22 && power <= 22) {
    const whole = <f64>digits;
    const ten = load<f64>(tens + ((<usize>abs(power)) << 3));
    return reinterpret<u64>(power < 0 ? whole / ten : whole * ten);
  }
  if (digits === 0) return 0;
  if (power < -342 || power > 308) return unsettled;
  const zeros = clz(digits);
  const wide = digits << zeros;
  const five = fives + ((<usize>(power + 342)) << 4);
  let low = lowerOf(wide, load<u64>(five));
  let high = upper;
  if ((high & 0x1ff) === 0x1ff) {
    lowerOf(wide, load<u64>(five + 8));
    low += upper;
    if (upper > low) high++;
  }
  if (low === ones && (power < -27 || power > 55)) return unsettled;
  const top = <i32>(high >> 63);
  const shift = <u64>(top + 9);
  let mantissa = high >> shift;
  let exponent = ((217706 * power) >> 16) + 63 + top - <i32>zeros + 1023;
  if (exponent <= 0) return unsettled;
  if (low <= 1 && power >= -4 && power <= 23 && (mantissa & 3) === 1 && mantissa << shift === high)
    mantissa &= ones - 1;
  mantissa = (mantissa + (mantissa & 1)) >> 1;
  if (mantissa >= (<u64>2) << 52) {
    mantissa = (<u64>1) << 52;
    exponent++;
  }
  if (exponent >= 0x7ff) return unsettled;
  return (mantissa & (((<u64>1) << 52) - 1)) | ((<u64>exponent) << 52);
}

/** The bits of the double that plain decimal text stands for, or `unsettled`. */
export function asDouble(from: usize, to: usize): u64 {
  let at = from;
  const first = load<u8>(at);
  const sign: u64 = first === 0x2d ? (<u64>1) << 63 : 0;
  if (first === 0x2d || first === 0x2b) at++;
  let digits: u64 = 0;
  let count = 0; // significant ones, of which the first nineteen are kept
  let power = 0;
  let hasPoint = false;
  for (; at < to; at++) {
    const byte = load<u8>(at);
    const digit = <u32>byte - 0x30;
    if (digit < 10) {
      if (count < 19) {
        digits = digits * 10 + <u64>digit;
        if (digits !== 0) count++;
        if (hasPoint) power--;
      } else {
        count++;
        if (!hasPoint) power++;
      }
    } else if (byte === 0x2e) hasPoint = true;
    else break;
  }
  if (at < to) {
    at++;
    const mark = load<u8>(at);
    if (mark === 0x2d || mark === 0x2b) at++;
    let exponent = 0;
    for (; at < to; at++) exponent = exponent * 10 + <i32>(load<u8>(at) - 0x30);
    power += mark === 0x2d ? -exponent : exponent;
  }
  const bits = nearest(digits, power);
  if (count > 19 && bits !== nearest(digits + 1, power)) return unsettled;
  return bits === unsettled ? bits : bits | sign;
}

/** The whole number that up to eighteen digits stand for. */
export function asWhole(from: usize, to: usize): i64 {
  let at = from;
  const first = load<u8>(at);
  if (first === 0x2d || first === 0x2b) at++;
  let value: i64 = 0;
  for (; at < to; at++) value = value * 10 + <i64>(load<u8>(at) - 0x30);
  return first === 0x2d ? -value : value;
}
