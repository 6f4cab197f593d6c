import type { Pixels } from './pixels.ts';

/** Rectangle of a picture, in pixels, fractions allowed. */
export type Window = { top: number; left: number; height: number; width: number };

type Taps = { first: Int32Array; count: Int32Array; weights: Float32Array; most: number };

const kept = new Map<string, Taps>();

/**
 * Scales a window of a picture, bilinear with antialiasing: the triangle filter widened by the reduction, as in Pillow
 * and torchvision (`antialias=True`). Separable, across first.
 *
 * @param out planes of (channels, height, width) bytes
 */
export function resample(pixels: Pixels, window: Window, height: number, width: number, out: Uint8Array): void {
  const across = taps(pixels.width, window.left, window.width, width);
  const down = taps(pixels.height, window.top, window.height, height);
  const firstRow = down.first[0]!;
  const lastRow = down.first[height - 1]! + down.count[height - 1]!;
  const rows = lastRow - firstRow;
  const middle = scratch(rows * width);
  const { data } = pixels;
  for (let c = 0; c < pixels.channels; c++) {
    for (let y = 0; y < rows; y++) {
      const source = (c * pixels.height + firstRow + y) * pixels.width;
      const target = y * width;
      for (let x = 0; x < width; x++) {
        const start = source + across.first[x]!;
        const count = across.count[x]!;
        const weight = x * across.most;
        let sum = 0;
        for (let k = 0; k < count; k++) sum += data[start + k]! * across.weights[weight + k]!;
        middle[target + x] = sum;
      }
    }
    for (let y = 0; y < height; y++) {
      const start = (down.first[y]! - firstRow) * width;
      const count = down.count[y]!;
      const weight = y * down.most;
      const target = (c * height + y) * width;
      for (let x = 0; x < width; x++) {
        let sum = 0.5;
        for (let k = 0, at = start + x; k < count; k++, at += width) sum += middle[at]! * down.weights[weight + k]!;
        out[target + x] = sum; // 0 ≤ sum < 256: the weights are positive and add to 1
      }
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
  const most = Math.ceil(filter) * 2 + 1;
  const first = new Int32Array(size);
  const count = new Int32Array(size);
  const weights = new Float32Array(size * most);
  // A window's neighbours do not shine in: the kernel ends at its edges, as when the crop had been made first.
  const low = Math.max(0, Math.floor(start));
  const high = Math.min(sourceSize, Math.ceil(start + length));
  for (let i = 0; i < size; i++) {
    const centre = start + (i + 0.5) * scale;
    const from = Math.max(low, Math.trunc(centre - filter + 0.5));
    const to = Math.min(high, Math.trunc(centre + filter + 0.5));
    let total = 0;
    for (let k = from; k < to; k++) {
      const weight = Math.max(0, 1 - Math.abs(k + 0.5 - centre) / filter);
      weights[i * most + k - from] = weight;
      total += weight;
    }
    for (let k = 0; k < to - from; k++) weights[i * most + k]! /= total;
    first[i] = from;
    count[i] = to - from;
  }
  const made = { first, count, weights, most };
  if (start === 0 && length === sourceSize && kept.size < 256) kept.set(key, made); // random windows do not come again
  return made;
}

let buffer = new Float32Array(0);

function scratch(length: number): Float32Array {
  if (buffer.length < length) buffer = new Float32Array(length);
  return buffer;
}
