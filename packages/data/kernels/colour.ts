// Planes of luma and chroma samples to planes of red, green and blue, as libjpeg does it: "fancy upsampling", a triangle
// filter, then 16-bit fixed point.

/** One line of chroma at full width, weighed 3:1 with the line beside it where it is half as high. */
function upsample(near: usize, beside: usize, width: i32, both: bool, sums: usize, out: usize): void {
  // Sums of the two lines first, from sums + 2 on, the ends repeated.
  for (let x = 0; x < width; x += 8) {
    const a = v128.load8x8_u(near + x);
    const sum = both ? i16x8.add(i16x8.mul(a, i16x8.splat(3)), v128.load8x8_u(beside + x)) : a;
    v128.store(sums + (x << 1), sum, 2);
  }
  store<u16>(sums, load<u16>(sums, 2));
  store<u16>(sums + (width << 1), load<u16>(sums + (width << 1)), 2);
  const shift = both ? 4 : 2;
  const left = i16x8.splat(both ? 8 : 1);
  const right = i16x8.splat(both ? 7 : 2);
  for (let x = 0; x < width; x += 8) {
    const at = sums + (x << 1);
    const three = i16x8.mul(v128.load(at, 2), i16x8.splat(3));
    const a = i16x8.shr_u(i16x8.add(i16x8.add(three, v128.load(at)), left), shift);
    const b = i16x8.shr_u(i16x8.add(i16x8.add(three, v128.load(at, 4)), right), shift);
    v128.store(out + (x << 1), v128.or(a, i16x8.shl(b, 8)));
  }
}

/** Very narrow pictures: libjpeg repeats the samples. */
function repeat(near: usize, width: i32, out: usize): void {
  for (let x = 0; x < width << 1; x++) store<u8>(out + x, load<u8>(near + (x >> 1)));
}

/** The high halves of products of (blue, red) with two constants, rounded. */
function part(low: v128, high: v128, a: i32, b: i32): v128 {
  const factors = i32x4.splat((a & 0xffff) | (b << 16));
  const half = i32x4.splat(32768);
  return i16x8.narrow_i32x4_s(
    i32x4.shr_s(i32x4.add(i32x4.dot_i16x8_s(low, factors), half), 16),
    i32x4.shr_s(i32x4.add(i32x4.dot_i16x8_s(high, factors), half), 16),
  );
}

/** Eight pixels. */
function convert(luma: usize, blue: usize, red: usize, out: usize, plane: usize): void {
  const l = v128.load8x8_u(luma);
  const cb = i16x8.sub(v128.load8x8_u(blue), i16x8.splat(128));
  const cr = i16x8.sub(v128.load8x8_u(red), i16x8.splat(128));
  const low = i16x8.shuffle(cb, cr, 0, 8, 1, 9, 2, 10, 3, 11);
  const high = i16x8.shuffle(cb, cr, 4, 12, 5, 13, 6, 14, 7, 15);
  // 91881 = 65536 + 26345, −46802 = 18734 − 65536, 116130 = 131072 − 14942: what is left fits 16 bits.
  const r = i16x8.add(i16x8.add(l, cr), part(low, high, 0, 26345));
  const g = i16x8.add(i16x8.sub(l, cr), part(low, high, -22554, 18734));
  const b = i16x8.add(i16x8.add(l, i16x8.shl(cb, 1)), part(low, high, -14942, 0));
  v128.store64_lane(out, i8x16.narrow_i16x8_u(r, r), 0);
  v128.store64_lane(out + plane, i8x16.narrow_i16x8_u(g, g), 0);
  v128.store64_lane(out + 2 * plane, i8x16.narrow_i16x8_u(b, b), 0);
}

/**
 * Lines `top` to `bottom` and columns `left` to `right` of a picture, (3, lines, columns).
 *
 * @param across,down luma samples for each of chroma, 1 or 2
 * @param room 8 × (right − left) + 256 bytes to work in
 */
export function toRgb(
  luma: usize,
  stride: usize,
  blue: usize,
  red: usize,
  chromaStride: usize,
  chromaWidth: i32,
  chromaHeight: i32,
  across: i32,
  down: i32,
  top: i32,
  bottom: i32,
  left: i32,
  right: i32,
  room: usize,
  out: usize,
): void {
  const columns = right - left;
  const plane = <usize>(columns * (bottom - top));
  // Chroma columns that matter: one more on either side, as the filter reaches there.
  const first = across === 1 ? left : max(0, (left >> 1) - 1);
  const chroma = across === 1 ? columns : min(chromaWidth, ((right + 1) >> 1) + 1) - first;
  const aside = <usize>(left - first * across);
  const cb = room;
  const cr = cb + (columns + 40);
  const sums = cr + (columns + 40);
  for (let y = top; y < bottom; y++) {
    const near = down === 1 ? y : y >> 1;
    const beside = down === 1 ? near : min(chromaHeight - 1, max(0, near + (y & 1 ? 1 : -1)));
    const here = near * <i32>chromaStride + first;
    const there = beside * <i32>chromaStride + first;
    let blues = blue + here;
    let reds = red + here;
    if (across === 2) {
      if (chromaWidth <= 2) {
        repeat(blues, chroma, cb);
        repeat(reds, chroma, cr);
      } else {
        upsample(blues, blue + there, chroma, down === 2, sums, cb);
        upsample(reds, red + there, chroma, down === 2, sums, cr);
      }
      blues = cb + aside;
      reds = cr + aside;
    }
    const source = luma + y * <i32>stride + left;
    const target = out + (y - top) * columns;
    if (columns < 8) {
      convert(source, blues, reds, sums, 8);
      for (let x = 0; x < columns; x++) {
        for (let c: usize = 0; c < 3; c++) store<u8>(target + c * plane + x, load<u8>(sums + (c << 3) + x));
      }
      continue;
    }
    let x = 0;
    for (; x + 8 <= columns; x += 8) convert(source + x, blues + x, reds + x, target + x, plane);
    if (x < columns) {
      x = columns - 8; // the last eight, some of them for the second time
      convert(source + x, blues + x, reds + x, target + x, plane);
    }
  }
}
