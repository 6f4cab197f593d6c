import { type CocoSegmentation, cocoMask, cocoRuns } from './coco-mask.ts';

type Size = { height: number; width: number };

/** A point behind a projection of nine numbers, row by row. */
export function movedPoint(m: readonly number[], x: number, y: number): [number, number] {
  const depth = m[6]! * x + m[7]! * y + m[8]!;
  return [(m[0]! * x + m[1]! * y + m[2]!) / depth, (m[3]! * x + m[4]! * y + m[5]!) / depth];
}

/**
 * Moves a mask: each pixel from where it came, the nearest; 0 outside.
 *
 * @param mask (height, width) of `from`
 * @param moved the projection, of nine numbers
 * @param within where to look, edges exclusive; everywhere where it is not said
 */
export function warpMask(
  mask: Uint8Array,
  from: Size,
  moved: readonly number[],
  to: Size,
  within = { left: 0, top: 0, right: to.width, bottom: to.height },
): Uint8Array {
  const back = inverse(moved);
  const data = new Uint8Array(to.height * to.width);
  for (let y = within.top; y < within.bottom; y++) {
    for (let x = within.left; x < within.right; x++) {
      const [u, v] = movedPoint(back, x + 0.5, y + 0.5).map(Math.floor) as [number, number]; // two in, two out
      if (u >= 0 && v >= 0 && u < from.width && v < from.height) data[y * to.width + x] = mask[v * from.width + u]!;
    }
  }
  return data;
}

/**
 * Moves what a thing covers.
 *
 * @param from the picture that it is a segmentation of
 * @returns runs; nothing where no pixel of the thing is left
 * @throws {DataError} annotation-invalid — where runs are of another size, or damaged
 */
export function movedSegmentation(
  segmentation: CocoSegmentation,
  from: Size,
  moved: readonly number[],
  to: Size,
): CocoSegmentation | undefined {
  const mask = cocoMask(segmentation, from.height, from.width);
  const extent = extentOf(mask, from);
  if (!extent) return cocoRuns(mask.subarray(0, 0), to.height, to.width); // it covered none before
  const corners = [
    movedPoint(moved, extent.left, extent.top),
    movedPoint(moved, extent.right, extent.top),
    movedPoint(moved, extent.right, extent.bottom),
    movedPoint(moved, extent.left, extent.bottom),
  ];
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  const cut = (value: number, most: number) => Math.min(most, Math.max(0, value));
  const after = warpMask(mask, from, moved, to, {
    left: cut(Math.floor(Math.min(...xs)), to.width),
    top: cut(Math.floor(Math.min(...ys)), to.height),
    right: cut(Math.ceil(Math.max(...xs)), to.width),
    bottom: cut(Math.ceil(Math.max(...ys)), to.height),
  });
  return after.includes(1) ? cocoRuns(after, to.height, to.width) : undefined;
}

/** The smallest rectangle round what is covered, edges exclusive. */
function extentOf(mask: Uint8Array, { height, width }: Size) {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0; y < height; y++) {
    const row = mask.subarray(y * width, (y + 1) * width);
    const first = row.indexOf(1);
    if (first < 0) continue;
    left = Math.min(left, first);
    right = Math.max(right, row.lastIndexOf(1) + 1);
    top = Math.min(top, y);
    bottom = y + 1;
  }
  return right > left ? { left, top, right, bottom } : undefined;
}

function inverse(m: readonly number[]): number[] {
  // as: a projection has nine numbers
  const [a, b, c, d, e, f, g, h, i] = m as [number, number, number, number, number, number, number, number, number];
  const size = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  const cofactors = [
    ...[e * i - f * h, c * h - b * i, b * f - c * e, f * g - d * i, a * i - c * g],
    ...[c * d - a * f, d * h - e * g, b * g - a * h, a * e - b * d],
  ];
  return cofactors.map((value) => value / size);
}
