import type { Pixels } from './pixels.ts';

/** Rectangle of a picture, in pixels, fractions allowed. */
export type Window = { top: number; left: number; height: number; width: number };

/** Which source pixels make each target pixel: `most` of them from `first`, weighed in 1/2^14. */
type Taps = { first: Int32Array; weights: Int32Array; most: number };

const bits = 14;
/** Bits kept between the two passes beyond the eight of a byte: 8 + 6 + 14 + 1 fit an integer. */
const spare = 6;

const kept = new Map<string, Taps>();

/**
 * Scales a window of a picture, bilinear with antialiasing: the triangle filter widened by the reduction, as in Pillow
 * and torchvision (`antialias=True`). Separable, across first, in fixed point, as Pillow does it.
 *
 * @param out planes of (channels, height, width) bytes
 */
export function resample(pixels: Pixels, window: Window, height: number, width: number, out: Uint8Array): void {
  const across = taps(pixels.width, window.left, window.width, width);
  const down = taps(pixels.height, window.top, window.height, height);
  const firstRow = down.first[0]!;
  const rows = down.first[height - 1]! + down.most - firstRow;
  const middle = scratch(rows * width);
  for (let c = 0; c < pixels.channels; c++) {
    const source = (c * pixels.height + firstRow) * pixels.width;
    for (let y = 0; y < rows; y++) scaleLine(pixels.data, source + y * pixels.width, across, middle, y * width, width);
    for (let y = 0; y < height; y++) {
      const weights = down.weights.subarray(y * down.most, (y + 1) * down.most);
      addLines(middle, (down.first[y]! - firstRow) * width, weights, out, (c * height + y) * width, width);
    }
  }
}

/** One line, across. */
function scaleLine(
  data: Uint8Array,
  source: number,
  taps: Taps,
  middle: Int32Array,
  target: number,
  width: number,
): void {
  const { first, weights, most } = taps;
  const shift = bits - spare;
  const half = 1 << (shift - 1);
  if (most === 2) {
    for (let x = 0, w = 0; x < width; x++, w += 2) {
      const at = (source + first[x]!) | 0;
      middle[target + x] = (data[at]! * weights[w]! + data[at + 1]! * weights[w + 1]! + half) >> shift;
    }
  } else if (most === 4) {
    for (let x = 0, w = 0; x < width; x++, w += 4) {
      const at = (source + first[x]!) | 0;
      const left = (data[at]! * weights[w]! + data[at + 1]! * weights[w + 1]!) | 0;
      const right = (data[at + 2]! * weights[w + 2]! + data[at + 3]! * weights[w + 3]!) | 0;
      middle[target + x] = (left + right + half) >> shift;
    }
  } else {
    for (let x = 0, w = 0; x < width; x++, w += most) {
      const at = (source + first[x]!) | 0;
      let sum = half;
      for (let k = 0; k < most; k++) sum = (sum + data[at + k]! * weights[w + k]!) | 0;
      middle[target + x] = sum >> shift;
    }
  }
}

/** One line of the target, from the lines above and below it. */
function addLines(
  middle: Int32Array,
  start: number,
  weights: Int32Array,
  out: Uint8Array,
  target: number,
  width: number,
): void {
  const shift = bits + spare;
  const half = 1 << (shift - 1);
  const [a = 0, b = 0, c = 0, d = 0] = weights;
  const [second, third, fourth] = [start + width, start + 2 * width, start + 3 * width];
  if (weights.length <= 2) {
    for (let x = 0; x < width; x++) {
      out[target + x] = (middle[start + x]! * a + middle[second + x]! * b + half) >> shift;
    }
  } else if (weights.length === 4) {
    for (let x = 0; x < width; x++) {
      const upper = (middle[start + x]! * a + middle[second + x]! * b) | 0;
      const lower = (middle[third! + x]! * c + middle[fourth! + x]! * d) | 0;
      out[target + x] = (upper + lower + half) >> shift;
    }
  } else {
    for (let x = 0; x < width; x++) {
      let sum = half;
      for (let k = 0, at = start + x; k < weights.length; k++, at += width) sum = (sum + middle[at]! * weights[k]!) | 0;
      out[target + x] = sum >> shift;
    }
  }
}

/** Contributions of source pixels to each of `size` target pixels along one side. */
function taps(sourceSize: number, start: number, length: number, size: number): Taps {
  const key = `${sourceSize},${start},${length},${size}`;
  const known = kept.get(key);
  if (known) return known;
  const scale = length / size;
  const filter = Math.max(scale, 1);
  // A window's neighbours do not shine in: the kernel ends at its edges, as when the crop had been made first.
  const low = Math.max(0, Math.floor(start));
  const high = Math.min(sourceSize, Math.ceil(start + length));
  const reach = Math.ceil(2 * filter);
  const most = Math.min(sourceSize, reach === 3 ? 4 : reach); // three as four, one without weight: fewer loops
  const first = new Int32Array(size);
  const weights = new Int32Array(size * most);
  const exact = new Float64Array(reach + 1);
  for (let i = 0; i < size; i++) {
    const centre = start + (i + 0.5) * scale;
    const from = Math.max(low, Math.trunc(centre - filter + 0.5));
    const to = Math.min(high, Math.trunc(centre + filter + 0.5));
    let total = 0;
    for (let k = from; k < to; k++) {
      exact[k - from] = Math.max(0, 1 - Math.abs(k + 0.5 - centre) / filter);
      total += exact[k - from]!;
    }
    // As many are always read as the kernel may reach; near the far edge it starts earlier, on pixels without weight.
    first[i] = Math.min(from, sourceSize - most);
    const offset = i * most + from - first[i]!;
    // Rounded so that the weights add to 1 exactly: an even area stays as it is.
    let left = 1 << bits;
    let largest = 0;
    for (let k = 0; k < to - from; k++) {
      const weight = Math.round((exact[k]! / total) * (1 << bits));
      weights[offset + k] = weight;
      left -= weight;
      if (exact[k]! > exact[largest]!) largest = k;
    }
    weights[offset + largest]! += left;
  }
  const made = { first, weights, most };
  if (start === 0 && length === sourceSize && kept.size < 256) kept.set(key, made); // random windows do not come again
  return made;
}

let buffer = new Int32Array(0);

function scratch(length: number): Int32Array {
  if (buffer.length < length) buffer = new Int32Array(length);
  return buffer;
}
