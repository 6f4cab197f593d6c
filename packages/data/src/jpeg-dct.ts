// The accurate integer inverse DCT of the Independent JPEG Group (jidctint.c, after Loeffler, Ligtenberg and Moschytz
// 1989): constants scaled by 2^13, two extra bits between the passes. Kept to the bit, so that a picture decoded here
// and by libjpeg is the same.

const work = new Int32Array(64);

/**
 * Turns 64 dequantised coefficients into 8 × 8 samples.
 *
 * @param out plane of bytes, written from `start` with lines `stride` apart
 */
export function inverseDct(block: Int32Array, out: Uint8ClampedArray, start: number, stride: number): void {
  for (let i = 0; i < 8; i++) {
    const c1 = block[i + 8]!;
    const c2 = block[i + 16]!;
    const c3 = block[i + 24]!;
    const c4 = block[i + 32]!;
    const c5 = block[i + 40]!;
    const c6 = block[i + 48]!;
    const c7 = block[i + 56]!;
    if ((c1 | c2 | c3 | c4 | c5 | c6 | c7) === 0) {
      const flat = block[i]! << 2;
      work[i] = flat;
      work[i + 8] = flat;
      work[i + 16] = flat;
      work[i + 24] = flat;
      work[i + 32] = flat;
      work[i + 40] = flat;
      work[i + 48] = flat;
      work[i + 56] = flat;
      continue;
    }
    const e = Math.imul(c2 + c6, 4433);
    const even2 = e + Math.imul(c6, -15137);
    const even3 = e + Math.imul(c2, 6270);
    const even0 = (block[i]! + c4) << 13;
    const even1 = (block[i]! - c4) << 13;
    const a0 = even0 + even3;
    const a3 = even0 - even3;
    const a1 = even1 + even2;
    const a2 = even1 - even2;
    const z5 = Math.imul(c7 + c3 + c5 + c1, 9633);
    const z1 = Math.imul(c7 + c1, -7373);
    const z2 = Math.imul(c5 + c3, -20995);
    const z3 = Math.imul(c7 + c3, -16069) + z5;
    const z4 = Math.imul(c5 + c1, -3196) + z5;
    const b0 = Math.imul(c7, 2446) + z1 + z3;
    const b1 = Math.imul(c5, 16819) + z2 + z4;
    const b2 = Math.imul(c3, 25172) + z2 + z3;
    const b3 = Math.imul(c1, 12299) + z1 + z4;
    work[i] = (a0 + b3 + 1024) >> 11;
    work[i + 56] = (a0 - b3 + 1024) >> 11;
    work[i + 8] = (a1 + b2 + 1024) >> 11;
    work[i + 48] = (a1 - b2 + 1024) >> 11;
    work[i + 16] = (a2 + b1 + 1024) >> 11;
    work[i + 40] = (a2 - b1 + 1024) >> 11;
    work[i + 24] = (a3 + b0 + 1024) >> 11;
    work[i + 32] = (a3 - b0 + 1024) >> 11;
  }
  for (let i = 0, at = start; i < 64; i += 8, at += stride) {
    const c1 = work[i + 1]!;
    const c2 = work[i + 2]!;
    const c3 = work[i + 3]!;
    const c4 = work[i + 4]!;
    const c5 = work[i + 5]!;
    const c6 = work[i + 6]!;
    const c7 = work[i + 7]!;
    if ((c1 | c2 | c3 | c4 | c5 | c6 | c7) === 0) {
      const flat = ((work[i]! + 16) >> 5) + 128;
      for (let x = 0; x < 8; x++) out[at + x] = flat;
      continue;
    }
    const e = Math.imul(c2 + c6, 4433);
    const even2 = e + Math.imul(c6, -15137);
    const even3 = e + Math.imul(c2, 6270);
    const even0 = (work[i]! + c4) << 13;
    const even1 = (work[i]! - c4) << 13;
    const a0 = even0 + even3;
    const a3 = even0 - even3;
    const a1 = even1 + even2;
    const a2 = even1 - even2;
    const z5 = Math.imul(c7 + c3 + c5 + c1, 9633);
    const z1 = Math.imul(c7 + c1, -7373);
    const z2 = Math.imul(c5 + c3, -20995);
    const z3 = Math.imul(c7 + c3, -16069) + z5;
    const z4 = Math.imul(c5 + c1, -3196) + z5;
    const b0 = Math.imul(c7, 2446) + z1 + z3;
    const b1 = Math.imul(c5, 16819) + z2 + z4;
    const b2 = Math.imul(c3, 25172) + z2 + z3;
    const b3 = Math.imul(c1, 12299) + z1 + z4;
    const round = 131072; // half of 2^18
    out[at] = ((a0 + b3 + round) >> 18) + 128;
    out[at + 7] = ((a0 - b3 + round) >> 18) + 128;
    out[at + 1] = ((a1 + b2 + round) >> 18) + 128;
    out[at + 6] = ((a1 - b2 + round) >> 18) + 128;
    out[at + 2] = ((a2 + b1 + round) >> 18) + 128;
    out[at + 5] = ((a2 - b1 + round) >> 18) + 128;
    out[at + 3] = ((a3 + b0 + round) >> 18) + 128;
    out[at + 4] = ((a3 - b0 + round) >> 18) + 128;
  }
}
