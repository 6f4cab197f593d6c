import { type Kernels, kernels } from '../../kernels/kernels.ts';
import type { Pixels, Window } from './pixels.ts';

/**
 * Which source pixels make each target pixel along one side: `count` of them from `first` on, weighed in 1/2^14. Both
 * arrays end in zeros, as four pixels are made at a time.
 */
export type Taps = { first: Int32Array; weights: Int16Array; count: number };

/** Both sides'. */
export type TapsOf = { down: Taps; across: Taps };

/** Lines and columns of a picture. */
export type Cut = { top: number; bottom: number; left: number; right: number };

/**
 * A cut of a picture in the kernels' memory. `at` is where line 0 and column 0 of the whole would be; then bytes from line
 * to line and from plane to plane.
 */
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
  if (pixels.scale) {
    pixels.scale(window, height, width, out);
    return;
  }
  const taps = tapsFor(pixels.height, pixels.width, window, height, width);
  const memory = kernels();
  memory.start();
  const { channels, width: stride } = pixels;
  const [top, bottom] = reachOf(taps.down, 0, height, pixels.height);
  const plane = (bottom - top) * stride;
  const at = memory.take(channels * plane + taps.down.count * stride);
  for (let c = 0; c < channels; c++) {
    const start = (c * pixels.height + top) * stride;
    memory.bytes.set(pixels.data.subarray(start, start + plane), at + c * plane);
  }
  const source = { at: at - top * stride, stride, plane, channels };
  const whole = { top: 0, bottom: height, left: 0, right: width };
  copyOut(memory, scale(memory, source, taps, whole), whole, out);
}

/** The same within the kernels' memory; only a cut of the target is made. */
export function scale(
  memory: Kernels,
  source: Source,
  { down, across }: TapsOf,
  { top, bottom, left, right }: Cut,
): Source {
  const from = across.first[left]!;
  const columns = across.first[right - 1]! + across.count - from;
  const [height, width] = [bottom - top, right - left];
  const places = across.first.slice(left, right + 3).fill(0, width);
  for (let i = 0; i < width; i++) places[i]! -= from;
  const firstDown = memory.put(down.first.subarray(top, bottom));
  const weightsDown = memory.put(down.weights.subarray(top * down.count, bottom * down.count));
  const firstAcross = memory.put(places);
  const weightsAcross = memory.put(across.weights.subarray(left * across.count, (right + 3) * across.count));
  const room = memory.take(2 * columns + 64);
  const out = memory.take(source.channels * height * width + 4);
  memory.run.resample(
    ...[source.at + from, source.stride, source.plane, source.channels, columns],
    ...[firstDown, weightsDown, down.count, firstAcross, weightsAcross, across.count, room, out, height, width],
  );
  return { at: out - top * width - left, stride: width, plane: height * width, channels: source.channels };
}

/** Copies a cut out of the kernels' memory. */
export function copyOut(memory: Kernels, source: Source, { top, bottom, left, right }: Cut, out: Uint8Array): void {
  const [height, width] = [bottom - top, right - left];
  for (let c = 0, at = 0; c < source.channels; c++) {
    const start = source.at + c * source.plane + top * source.stride + left;
    if (width === source.stride) {
      out.set(memory.bytes.subarray(start, start + height * width), at);
      at += height * width;
      continue;
    }
    for (let y = 0; y < height; y++, at += width) {
      out.set(memory.bytes.subarray(start + y * source.stride, start + y * source.stride + width), at);
    }
  }
}

/** The source pixels, from and up to, that target pixels are made of. */
export function reachOf(taps: Taps, start: number, end: number, size: number): [from: number, to: number] {
  return [taps.first[start]!, Math.min(size, taps.first[end - 1]! + taps.count)];
}

/** For a window of a picture, scaled: an even count down, 4 or a multiple of 8 across. */
export function tapsFor(
  sourceHeight: number,
  sourceWidth: number,
  window: Window,
  height: number,
  width: number,
): TapsOf {
  return {
    down: taps(sourceHeight, window.top, window.height, height, (count) => count + (count & 1)),
    across: taps(sourceWidth, window.left, window.width, width, (count) => (count <= 4 ? 4 : (count + 7) & ~7)),
  };
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
