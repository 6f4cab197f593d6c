// A window of a picture, scaled: each target pixel is a weighted sum of source pixels, down first, then across. Weights
// are in 1/2^14; between the passes a pixel has seven bits more than a byte.

/** One line down: sums of `taps` lines, an even number. */
function down(from: usize, stride: usize, columns: i32, weights: usize, taps: i32, out: usize): void {
  for (let x = 0; x < columns; x += 16) {
    let s0 = i32x4.splat(64);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let line = from + x;
    for (let k = 0; k < taps; k += 2) {
      const a = v128.load(line);
      const b = v128.load(line + stride);
      const w = v128.load32_splat(weights + (k << 1));
      const low = i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const high = i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
      s0 = i32x4.add(s0, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(low), w));
      s1 = i32x4.add(s1, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(low), w));
      s2 = i32x4.add(s2, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(high), w));
      s3 = i32x4.add(s3, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(high), w));
      line += 2 * stride;
    }
    const to = out + (x << 1);
    v128.store(to, i16x8.narrow_i32x4_s(i32x4.shr_u(s0, 7), i32x4.shr_u(s1, 7)));
    v128.store(to, i16x8.narrow_i32x4_s(i32x4.shr_u(s2, 7), i32x4.shr_u(s3, 7)), 16);
  }
}

/** Sums of neighbours: (a0 + a1, a2 + a3, b0 + b1, b2 + b3). */
function neighbours(a: v128, b: v128): v128 {
  return i32x4.add(i32x4.shuffle(a, b, 0, 2, 4, 6), i32x4.shuffle(a, b, 1, 3, 5, 7));
}

function storeFour(sums: v128, out: usize): void {
  const rounded = i32x4.shr_u(i32x4.add(sums, i32x4.splat(1 << 20)), 21);
  const words = i16x8.narrow_i32x4_s(rounded, rounded);
  v128.store32_lane(out, i8x16.narrow_i16x8_u(words, words), 0);
}

/** Four pixels' places in the line. */
function place(line: usize, first: usize): usize {
  return line + ((<usize>load<u32>(first)) << 1);
}

/** One line across; up to three bytes behind it are overwritten. */
function across(line: usize, first: usize, weights: usize, taps: i32, width: i32, out: usize): void {
  if (taps === 4) {
    for (let x = 0; x < width; x += 4, first += 16, weights += 32) {
      const a = v128.load64_lane(place(line, first + 4), v128.load64_zero(place(line, first)), 1);
      const b = v128.load64_lane(place(line, first + 12), v128.load64_zero(place(line, first + 8)), 1);
      const sums = neighbours(i32x4.dot_i16x8_s(a, v128.load(weights)), i32x4.dot_i16x8_s(b, v128.load(weights, 16)));
      storeFour(sums, out + x);
    }
    return;
  }
  for (let x = 0; x < width; x++, first += 4) {
    const from = place(line, first);
    let sums = i32x4.splat(0);
    for (let k = 0; k < taps; k += 8, weights += 16) {
      sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(from + (k << 1)), v128.load(weights)));
    }
    const two = neighbours(sums, sums);
    storeFour(neighbours(two, two), out + x);
  }
}

/**
 * Scales planes.
 *
 * @param from the first column that is needed, in the first plane's line 0
 * @param columns how many are needed
 * @param firstDown,firstAcross per target line or pixel: the first source line, or column after `from`
 * @param tapsDown even; @param tapsAcross 4, or a multiple of 8
 * @param room 2 × columns + 64 bytes to work in
 */
export function resample(
  from: usize,
  stride: usize,
  plane: usize,
  channels: i32,
  columns: i32,
  firstDown: usize,
  weightsDown: usize,
  tapsDown: i32,
  firstAcross: usize,
  weightsAcross: usize,
  tapsAcross: i32,
  room: usize,
  out: usize,
  height: i32,
  width: i32,
): void {
  for (let c = 0; c < channels; c++, from += plane) {
    for (let y = 0; y < height; y++, out += width) {
      const line = from + <usize>load<u32>(firstDown + (y << 2)) * stride;
      down(line, stride, columns, weightsDown + ((y * tapsDown) << 1), tapsDown, room);
      across(room, firstAcross, weightsAcross, tapsAcross, width, out);
    }
  }
}
