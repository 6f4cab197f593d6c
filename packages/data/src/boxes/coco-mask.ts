import { z } from 'zod';
import { DataError } from '../errors.ts';

/** How COCO writes which pixels a thing covers: outlines, or runs down the columns, plain or packed as text. */
export const cocoSegmentation = z.union([
  z.array(z.array(z.number()).min(6)).min(1),
  z.object({
    size: z.tuple([z.int().positive(), z.int().positive()]),
    counts: z.union([z.string(), z.array(z.int().nonnegative())]),
  }),
]);

export type CocoSegmentation = z.output<typeof cocoSegmentation>;

/** Points between two pixels at which an outline is looked at, as COCO's own tools do. */
const SCALE = 5;

/**
 * The pixels that a segmentation covers, one byte each, row by row: the same as COCO's own tools give.
 *
 * @returns (height, width), 1 where it is covered
 * @throws {DataError} annotation-invalid — where runs are of another size, or damaged
 * @example const mask = cocoMask(box.mask, picture.height, picture.width);
 */
export function cocoMask(segmentation: CocoSegmentation, height: number, width: number): Uint8Array {
  const down = new Uint8Array(height * width); // column by column, as COCO counts
  if (Array.isArray(segmentation)) {
    for (const outline of segmentation) fillOutline(outline, height, width, down);
  } else {
    const { size, counts } = segmentation;
    if (size[0] !== height || size[1] !== width)
      throw wrong(`its size is ${size.join(' × ')}, the picture's ${height} × ${width}`);
    fillRuns(typeof counts === 'string' ? unpacked(counts) : counts, down);
  }
  const mask = new Uint8Array(height * width);
  for (let x = 0; x < width; x++) for (let y = 0; y < height; y++) mask[y * width + x] = down[x * height + y]!;
  return mask;
}

/**
 * The runs of a mask, as COCO writes them: what `cocoMask` reads.
 *
 * @param mask (height, width), other than 0 where it is covered
 * @example cocoRuns(cocoMask(box.mask, 480, 640), 480, 640) // { size: [480, 640], counts: [20_313, 41, …] }
 */
export function cocoRuns(mask: Uint8Array, height: number, width: number): CocoSegmentation {
  const counts: number[] = [];
  let [run, isCovered] = [0, false];
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      if (Boolean(mask[y * width + x]) !== isCovered) {
        counts.push(run);
        [run, isCovered] = [0, !isCovered];
      }
      run += 1;
    }
  }
  return { size: [height, width], counts: [...counts, run] };
}

/** Runs of uncovered and covered pixels in turn. */
function fillRuns(counts: readonly number[], down: Uint8Array): void {
  let at = 0;
  for (const [i, count] of counts.entries()) {
    if (count < 0 || at + count > down.length) throw wrong('its runs are longer than the picture');
    if (i % 2 === 1) down.fill(1, at, at + count);
    at += count;
  }
  if (at !== down.length) throw wrong(`its runs cover ${at} of ${down.length} pixels`);
}

/** Counts as text: five bits a letter, the low ones first, each count but the first three less the one before the last. */
function unpacked(text: string): number[] {
  const counts: number[] = [];
  for (let at = 0; at < text.length; ) {
    let [value, shift, letter] = [0, 0, 32];
    while ((letter & 32) !== 0) {
      if (at >= text.length) throw wrong('its runs end in the middle of a number');
      letter = text.charCodeAt(at) - 48;
      if (!(letter >= 0 && letter < 64)) throw wrong('its runs hold letters that stand for none');
      value |= (letter & 31) << shift;
      shift += 5;
      at += 1;
    }
    if ((letter & 16) !== 0 && shift < 32) value |= -1 << shift;
    counts.push(counts.length > 2 ? value + counts.at(-2)! : value);
  }
  return counts;
}

/** Covers what lies within an outline: along each column, where the outline crosses it, the inside begins or ends. */
function fillOutline(points: readonly number[], height: number, width: number, down: Uint8Array): void {
  const corners = Array.from({ length: points.length >> 1 }, (_, i) =>
    [points[2 * i]!, points[2 * i + 1]!].map((value) => Math.trunc(SCALE * value + 0.5)),
  ) as [number, number][]; // two of each
  const line = corners.flatMap((from, i) => between(from, corners[(i + 1) % corners.length]!));
  const crossings: number[] = [];
  for (let i = 1; i < line.length; i++) {
    const [[before, above], [x, y]] = [line[i - 1]!, line[i]!];
    if (x === before) continue;
    const column = ((x < before ? x : x - 1) + 0.5) / SCALE - 0.5;
    if (!Number.isInteger(column) || column < 0 || column > width - 1) continue;
    const row = Math.ceil(Math.min(height, Math.max(0, (Math.min(y, above) + 0.5) / SCALE - 0.5)));
    crossings.push(column * height + row);
  }
  crossings.sort((a, b) => a - b);
  for (let i = 0; i < crossings.length; i += 2) down.fill(1, crossings[i]!, crossings[i + 1] ?? down.length);
}

/** The points of a straight line, one a step of its longer side, in its direction. */
function between([x0, y0]: [number, number], [x1, y1]: [number, number]): [number, number][] {
  const [dx, dy] = [Math.abs(x1 - x0), Math.abs(y1 - y0)];
  const flat = dx >= dy;
  const isBack = flat ? x0 > x1 : y0 > y1;
  const [xs, ys, xe, ye] = isBack ? [x1, y1, x0, y0] : [x0, y0, x1, y1];
  const steps = flat ? dx : dy;
  const slope = steps === 0 ? 0 : flat ? (ye - ys) / dx : (xe - xs) / dy;
  return Array.from({ length: steps + 1 }, (_, d) => {
    const t = isBack ? steps - d : d;
    return flat ? [t + xs, Math.trunc(ys + slope * t + 0.5)] : [Math.trunc(xs + slope * t + 0.5), t + ys];
  });
}

const wrong = (reason: string) => new DataError('annotation-invalid', `a mask is damaged: ${reason}`);
