// Blocks of quantised numbers as ggml lays them out (ggml-quants.c), rounded to float32 where it rounds.
const { fround } = Math;

/** A number of half precision, little-endian. */
function half(bytes: Uint8Array, at: number): number {
  const bits = bytes[at]! | (bytes[at + 1]! << 8);
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  const size =
    exponent === 0
      ? fraction * 2 ** -24
      : exponent === 31
        ? fraction === 0
          ? Number.POSITIVE_INFINITY
          : Number.NaN
        : (1024 + fraction) * 2 ** (exponent - 25);
  return bits & 0x8000 ? -size : size;
}

/** 32 numbers: a scale, then four bits each, less 8; the low halves of the bytes first. */
export function readQ4_0(from: Uint8Array, at: number, to: Float32Array, place: number): void {
  const scale = half(from, at);
  for (let i = 0; i < 16; i++) {
    const byte = from[at + 2 + i]!;
    to[place + i] = ((byte & 15) - 8) * scale;
    to[place + 16 + i] = ((byte >> 4) - 8) * scale;
  }
}

/** 32 numbers: a scale, then a signed byte each. */
export function readQ8_0(from: Uint8Array, at: number, to: Float32Array, place: number): void {
  const scale = half(from, at);
  for (let i = 0; i < 32; i++) to[place + i] = ((from[at + 2 + i]! << 24) >> 24) * scale;
}

/** The scale and the least of one of eight groups, six bits each in twelve bytes. */
function groupOf(from: Uint8Array, at: number, group: number): [scale: number, least: number] {
  if (group < 4) return [from[at + group]! & 63, from[at + group + 4]! & 63];
  const [low, scaleHigh, leastHigh] = [from[at + group + 4]!, from[at + group - 4]! >> 6, from[at + group]! >> 6];
  return [(low & 15) | (scaleHigh << 4), (low >> 4) | (leastHigh << 4)];
}

/** 256 numbers in eight groups: four bits each, times the group's scale, less its least. */
export function readQ4K(from: Uint8Array, at: number, to: Float32Array, place: number): void {
  const [all, allLeast] = [half(from, at), half(from, at + 2)];
  for (let group = 0; group < 8; group++) {
    const [scale, least] = groupOf(from, at + 4, group);
    const [times, less] = [fround(all * scale), fround(allLeast * least)];
    const bytes = at + 16 + 32 * (group >> 1); // two groups share theirs
    const shift = group & 1 ? 4 : 0;
    for (let i = 0; i < 32; i++) {
      to[place + 32 * group + i] = fround(times * ((from[bytes + i]! >> shift) & 15)) - less;
    }
  }
}

/** 256 numbers in sixteen groups: four bits and two more each, less 32, times the group's scale of a signed byte. */
export function readQ6K(from: Uint8Array, at: number, to: Float32Array, place: number): void {
  const all = half(from, at + 208);
  for (let i = 0; i < 256; i++) {
    const [part, within] = [i >> 7, i & 127]; // two parts of four rows of 32
    const [row, column] = [within >> 5, within & 31];
    const low = (from[at + 64 * part + 32 * (row & 1) + column]! >> (row & 2 ? 4 : 0)) & 15;
    const high = (from[at + 128 + 32 * part + column]! >> (2 * row)) & 3;
    const scale = (from[at + 192 + (i >> 4)]! << 24) >> 24;
    to[place + i] = fround(all * scale) * ((low | (high << 4)) - 32);
  }
}
