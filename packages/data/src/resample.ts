import { type Kernels, kernels } from './kernels.ts';
import type { Pixels } from './pixels.ts';

/** Rectangle of a picture, in pixels, fractions allowed. */
export type Window = { top: number; left: number; height: number; width: number };

/**
 * Which source pixels make each target pixel along one side: `count` of them from `first` on, weighed in 1/2^14. Both
 * arrays end in zeros, as four pixels are made at a time.
 */
export type Taps = { first: Int32Array; weights: Int16Array; count: number };

/** Planes in the kernels' memory: the address of line 0 and column 0, bytes from line to line and plane to plane. */
export type Source = { at: number; stride: number; plane: number; channels: number };

const one = 1 << 14;

const kept = new Map<string, Taps>();

/**
 * Scales a window of a picture, bilinear with antialiasing: the triangle filter widened by the reduction, as in Pillow
 * and torchvision (`antialias=True`). Separable, in fixed point, as Pillow does it.
 *
 * @param out planes of (channels, height, width) bytes
 */
export function resample(pixels: Pixels, window: Window, height: number, width: number, out: Uint8Array): void {
  const down = tapsDown(pixels.height, window.top, window.height, height);
  const across = tapsAcross(pixels.width, window.left, window.width, width);
  const memory = kernels();
  memory.start();
  const [top, bottom] = reachOf(down, 0, height, pixels.height);
  const rows = (bottom - top) * pixels.width;
  const at = memory.take(pixels.channels * rows + down.count * pixels.width);
  for (let c = 0; c < pixels.channels; c++) {
    const start = (c * pixels.height + top) * pixels.width;
    memory.bytes.set(pixels.data.subarray(start, start + rows), at + c * rows);
  }
  const source = { at: at - top * pixels.width, stride: pixels.width, plane: rows, channels: pixels.channels };
  const target = scale(memory, source, pixels.width, down, [0, height], across, [0, width]);
  out.set(memory.bytes.subarray(target, target + pixels.channels * height * width));
}

/**
 * The same within the kernels' memory, and only some lines and columns of the target.
 *
 * @returns where they are: planes of (channels, lines, columns) bytes
 */
export function scale(
  memory: Kernels,
  source: Source,
  sourceWidth: number,
  down: Taps,
  [top, bottom]: readonly [number, number],
  across: Taps,
  [left, right]: readonly [number, number],
): number {
  const [from, to] = reachOf(across, left, right, sourceWidth);
  const height = bottom - top;
  const width = right - left;
  const places = across.first.slice(left, right + 3);
  for (let i = 0; i < width; i++) places[i]! -= from;
  const firstDown = memory.put(down.first.subarray(top, bottom));
  const weightsDown = memory.put(down.weights.subarray(top * down.count, bottom * down.count));
  const firstAcross = memory.put(places.fill(0, width));
  const weightsAcross = memory.put(across.weights.subarray(left * across.count, (right + 3) * across.count));
  const room = memory.take(2 * (to - from) + 64);
  const out = memory.take(source.channels * height * width + 4);
  memory.run.resample(
    ...[source.at + from, source.stride, source.plane, source.channels, to - from],
    ...[firstDown, weightsDown, down.count, firstAcross, weightsAcross, across.count, room, out, height, width],
  );
  return out;
}

/** The source pixels, from and up to, that target pixels are made of. */
export function reachOf(taps: Taps, start: number, end: number, size: number): [from: number, to: number] {
  return [taps.first[start]!, Math.min(size, taps.first[end - 1]! + taps.count)];
}

/** For lines: an even count. */
export function tapsDown(sourceSize: number, start: number, length: number, size: number): Taps {
  return taps(sourceSize, start, length, size, (count) => count + (count & 1));
}

/** For pixels of a line: 4, or a multiple of 8. */
export function tapsAcross(sourceSize: number, start: number, length: number, size: number): Taps {
  return taps(sourceSize, start, length, size, (count) => (count <= 4 ? 4 : (count + 7) & ~7));
}

function taps(sourceSize: number, start: number, length: number, size: number, padded: (n: number) => number): Taps {
  const scale = length / size;
  const filter = Math.max(scale, 1);
  // A window's neighbours do not shine in: the kernel ends at its edges, as when the crop had been made first.
  const low = Math.max(0, Math.floor(start));
  const high = Math.min(sourceSize, Math.ceil(start + length));
  const reach = Math.ceil(2 * filter);
  const most = Math.min(sourceSize, reach);
  const count = padded(most);
  const key = `${sourceSize},${start},${length},${size},${count}`;
  const known = kept.get(key);
  if (known) return known;
  const first = new Int32Array(size + 3);
  const weights = new Int16Array((size + 3) * count);
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
    const offset = i * count + from - first[i]!;
    // Rounded so that the weights add to 1 exactly: an even area stays as it is.
    let left = one;
    let largest = 0;
    for (let k = 0; k < to - from; k++) {
      const weight = Math.round((exact[k]! / total) * one);
      weights[offset + k] = weight;
      left -= weight;
      if (exact[k]! > exact[largest]!) largest = k;
    }
    weights[offset + largest]! += left;
  }
  const made = { first, weights, count };
  if (start === 0 && length === sourceSize && kept.size < 256) kept.set(key, made); // random windows do not come again
  return made;
}
