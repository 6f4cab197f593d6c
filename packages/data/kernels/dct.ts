// The accurate integer inverse DCT of the Independent JPEG Group (jidctint.c, after Loeffler, Ligtenberg and Moschytz
// 1989): constants scaled by 2^13, two extra bits between the passes. The products are paired as in libjpeg-turbo's
// jidctint-sse2, so that a picture decoded here and there is the same to the bit.

/** Eight numbers of 16 bits that alternate between two. */
function pair(a: i32, b: i32): v128 {
  return i32x4.splat((a & 0xffff) | (b << 16));
}

function low(a: v128, b: v128): v128 {
  return i16x8.shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

function high(a: v128, b: v128): v128 {
  return i16x8.shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

/** One half of the four even lines to the half of four lines, without rounding, at `at`: 16 bytes each. */
function evenPart(a: v128, b: v128, at: usize): void {
  const sum = i32x4.dot_i16x8_s(a, pair(8192, 8192));
  const difference = i32x4.dot_i16x8_s(a, pair(8192, -8192));
  const e3 = i32x4.dot_i16x8_s(b, pair(10703, 4433));
  const e2 = i32x4.dot_i16x8_s(b, pair(4433, -10704));
  v128.store(at, i32x4.add(sum, e3));
  v128.store(at, i32x4.add(difference, e2), 16);
  v128.store(at, i32x4.sub(difference, e2), 32);
  v128.store(at, i32x4.sub(sum, e3), 48);
}

/** The same for the odd lines. */
function oddPart(a: v128, b: v128, c: v128, at: usize): void {
  const z3 = i32x4.dot_i16x8_s(c, pair(-6436, 9633));
  const z4 = i32x4.dot_i16x8_s(c, pair(9633, 6437));
  v128.store(at, i32x4.add(i32x4.dot_i16x8_s(a, pair(-7373, 4926)), z4));
  v128.store(at, i32x4.add(i32x4.dot_i16x8_s(b, pair(-20995, 4177)), z3), 16);
  v128.store(at, i32x4.add(i32x4.dot_i16x8_s(b, pair(-4176, -20995)), z4), 32);
  v128.store(at, i32x4.add(i32x4.dot_i16x8_s(a, pair(-4927, -7373)), z3), 48);
}

// Halves of four lines each: even low, even high, odd low, odd high.
const halves: usize = memory.data(256, 16);

/** Lines `i` and 7 − `i`, rounded to 16 bits. */
function line(i: usize, half: v128, shift: i32, sign: bool): v128 {
  const at = halves + (i << 4);
  const evenLow = v128.load(at);
  const evenHigh = v128.load(at, 64);
  const oddLow = v128.load(at, 128);
  const oddHigh = v128.load(at, 192);
  const a = sign ? i32x4.sub(evenLow, oddLow) : i32x4.add(evenLow, oddLow);
  const b = sign ? i32x4.sub(evenHigh, oddHigh) : i32x4.add(evenHigh, oddHigh);
  return i16x8.narrow_i32x4_s(i32x4.shr_s(i32x4.add(a, half), shift), i32x4.shr_s(i32x4.add(b, half), shift));
}

/** One pass down all eight columns, in place, then the lines become columns. */
function pass(block: usize, shift: i32): void {
  const in0 = v128.load(block);
  const in1 = v128.load(block, 16);
  const in2 = v128.load(block, 32);
  const in3 = v128.load(block, 48);
  const in4 = v128.load(block, 64);
  const in5 = v128.load(block, 80);
  const in6 = v128.load(block, 96);
  const in7 = v128.load(block, 112);
  const outer = i16x8.add(in7, in3);
  const inner = i16x8.add(in5, in1);
  evenPart(low(in0, in4), low(in2, in6), halves);
  evenPart(high(in0, in4), high(in2, in6), halves + 64);
  oddPart(low(in7, in1), low(in5, in3), low(outer, inner), halves + 128);
  oddPart(high(in7, in1), high(in5, in3), high(outer, inner), halves + 192);
  const half = i32x4.splat(1 << (shift - 1));
  const a0 = line(0, half, shift, false);
  const a1 = line(1, half, shift, false);
  const a2 = line(2, half, shift, false);
  const a3 = line(3, half, shift, false);
  const a4 = line(3, half, shift, true);
  const a5 = line(2, half, shift, true);
  const a6 = line(1, half, shift, true);
  const a7 = line(0, half, shift, true);
  const b0 = low(a0, a4);
  const b1 = high(a0, a4);
  const b2 = low(a1, a5);
  const b3 = high(a1, a5);
  const b4 = low(a2, a6);
  const b5 = high(a2, a6);
  const b6 = low(a3, a7);
  const b7 = high(a3, a7);
  const c0 = low(b0, b4);
  const c1 = high(b0, b4);
  const c2 = low(b1, b5);
  const c3 = high(b1, b5);
  const c4 = low(b2, b6);
  const c5 = high(b2, b6);
  const c6 = low(b3, b7);
  const c7 = high(b3, b7);
  v128.store(block, low(c0, c4));
  v128.store(block, high(c0, c4), 16);
  v128.store(block, low(c1, c5), 32);
  v128.store(block, high(c1, c5), 48);
  v128.store(block, low(c2, c6), 64);
  v128.store(block, high(c2, c6), 80);
  v128.store(block, low(c3, c7), 96);
  v128.store(block, high(c3, c7), 112);
}

/** Two lines of samples, around 0, as bytes around 128. */
function storeLines(lines: usize, out: usize, stride: usize): void {
  const bytes = v128.xor(i8x16.narrow_i16x8_s(v128.load(lines), v128.load(lines, 16)), i8x16.splat(-128));
  v128.store64_lane(out, bytes, 0);
  v128.store64_lane(out + stride, bytes, 1);
}

/**
 * Turns 64 dequantised coefficients (i16) into 8 × 8 samples; overwrites them.
 *
 * @param last the last that is not zero, in zigzag order
 */
export function inverseDct(block: usize, last: i32, out: usize, stride: usize): void {
  if (last === 0) {
    const flat = min(max(((((<i32>load<i16>(block)) << 2) + 16) >> 5) + 128, 0), 255);
    const bytes = i8x16.splat(<i8>flat);
    for (let y = 0; y < 8; y++, out += stride) v128.store64_lane(out, bytes, 0);
    return;
  }
  pass(block, 11);
  pass(block, 18);
  storeLines(block, out, stride);
  storeLines(block + 32, out + 2 * stride, stride);
  storeLines(block + 64, out + 4 * stride, stride);
  storeLines(block + 96, out + 6 * stride, stride);
}
