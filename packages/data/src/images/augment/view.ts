import type { Pixels, Window } from '../decode/pixels.ts';
import { resample } from '../decode/resample.ts';
import { multiply } from './warp.ts';

/** Gives scratch memory that stays good until it is asked for twice more. */
export type Target = (length: number) => Uint8Array;

/**
 * A window on a picture: pixel (y, x) of it is (top + down · y, left + across · x) of `pixels`, black where that is
 * outside. Crops and flips only move the window; nothing is copied until numbers are written.
 */
export type View = {
  pixels: Pixels;
  top: number;
  left: number;
  down: 1 | -1;
  across: 1 | -1;
  height: number;
  width: number;
  /** Where a point (x, y) of the first picture lies now: a 3 × 3 projection, row by row. Kept where it is asked for. */
  moved?: readonly number[];
};

export function viewOf(pixels: Pixels): View {
  return { pixels, top: 0, left: 0, down: 1, across: 1, height: pixels.height, width: pixels.width };
}

/** The window in the middle. */
export function centre(view: View, height: number, width: number): void {
  crop(view, Math.round((view.height - height) / 2), Math.round((view.width - width) / 2), height, width);
}

/** A window in the window; it may reach outside. */
export function crop(view: View, top: number, left: number, height: number, width: number): void {
  view.top += view.down * top;
  view.left += view.across * left;
  view.height = height;
  view.width = width;
  move(view, [1, 0, -left, 0, 1, -top, 0, 0, 1]);
}

/** Says where points went. */
export function move(view: View, by: readonly number[]): void {
  if (view.moved) view.moved = multiply(by, view.moved);
}

/** Mirrors left to right. */
export function flipAcross(view: View): void {
  move(view, [-1, 0, view.width, 0, 1, 0, 0, 0, 1]);
  view.left += view.across * (view.width - 1);
  view.across = view.across === 1 ? -1 : 1;
}

/** Mirrors top to bottom. */
export function flipDown(view: View): void {
  move(view, [1, 0, 0, 0, -1, view.height, 0, 0, 1]);
  view.top += view.down * (view.height - 1);
  view.down = view.down === 1 ? -1 : 1;
}

/** A window of it, scaled to a size: bilinear with antialiasing. */
export function scaleView(view: View, window: Window, [height, width]: [number, number], target: Target): void {
  const plain = materialise(view, target);
  const data = target(plain.channels * height * width);
  resample(plain, window, height, width, data);
  reset(view, { data, channels: plain.channels, height, width });
  const [down, across] = [height / window.height, width / window.width];
  move(view, [across, 0, -window.left * across, 0, down, -window.top * down, 0, 0, 1]);
}

/** The view as a picture of its own; none is copied when it shows a whole picture as it is. */
export function materialise(view: View, target: Target): Pixels {
  const { pixels, height, width } = view;
  const plain = view.top === 0 && view.left === 0 && view.down === 1 && view.across === 1;
  if (plain && height === pixels.height && width === pixels.width) return pixels;
  const data = target(pixels.channels * height * width);
  let at = 0;
  for (let c = 0; c < pixels.channels; c++) {
    for (let y = 0; y < height; y++) {
      const row = (view.top + view.down * y) | 0;
      const start = (c * pixels.height + row) * pixels.width;
      const inside = row >= 0 && row < pixels.height;
      for (let x = 0; x < width; x++) {
        const column = (view.left + view.across * x) | 0;
        data[at++] = inside && column >= 0 && column < pixels.width ? pixels.data[start + column]! : 0;
      }
    }
  }
  return { data, channels: pixels.channels, height, width };
}

/** Makes it show a whole picture. */
export function reset(view: View, pixels: Pixels): void {
  Object.assign(view, viewOf(pixels));
}

/**
 * Writes a view as normalised numbers, (channels, height, width), from `offset` of a batch.
 *
 * @param tables one per channel, byte → number
 */
export function write(view: View, tables: readonly Float32Array[], out: Float32Array, offset: number): void {
  const { pixels, top, left, down, across, height, width } = view;
  const { data } = pixels;
  // Columns whose source lies inside the picture: from `first` up to `end`. `| 0` keeps whole numbers whole for V8: one
  // that might be −0 makes the inner loop several times slower.
  const first = Math.min(width, Math.max(0, across === 1 ? 0 - left : left - pixels.width + 1)) | 0;
  const end = Math.max(first, Math.min(width, across === 1 ? pixels.width - left : left + 1)) | 0;
  for (let c = 0; c < pixels.channels; c++) {
    const table = tables[c]!;
    const black = table[0]!;
    for (let y = 0; y < height; y++) {
      const row = (top + down * y) | 0;
      const at = (offset + (c * height + y) * width) | 0;
      if (row < 0 || row >= pixels.height) {
        out.fill(black, at, at + width);
        continue;
      }
      for (let x = 0; x < first; x++) out[at + x] = black;
      const from = ((c * pixels.height + row) * pixels.width + left) | 0;
      if (across === 1) for (let x = first; x < end; x++) out[at + x] = table[data[from + x]!]!;
      else for (let x = first; x < end; x++) out[at + x] = table[data[from - x]!]!;
      for (let x = end; x < width; x++) out[at + x] = black;
    }
  }
}
