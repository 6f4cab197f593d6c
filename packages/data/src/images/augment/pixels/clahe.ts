import type { Pixels } from '../../decode/pixels.ts';
import { eachChannel } from './tone.ts';

const { fround } = Math;

/**
 * Contrast-limited adaptive histogram equalisation (Zuiderveld, Graphics Gems IV, 1994) as OpenCV does it, on every
 * channel: each tile is equalised by its own histogram, cut off at `clipLimit` times its mean, and neighbours are
 * blended between their middles.
 *
 * @param clipLimit from 1
 * @param grid tiles down and across
 * @example clahe(pixels, 2, [8, 8])
 */
export function clahe(pixels: Pixels, clipLimit: number, grid: readonly [down: number, across: number]): Pixels {
  const { height, width } = pixels;
  const [down, across] = [Math.min(grid[0], height), Math.min(grid[1], width)];
  // Where one side does not divide into tiles, OpenCV mirrors the picture on at both: by a row or column a tile at most.
  const isEven = height % down === 0 && width % across === 0;
  const tall = isEven ? height / down : Math.floor(height / down) + 1;
  const wide = isEven ? width / across : Math.floor(width / across) + 1;
  const rows = spread(height, tall, down);
  const columns = spread(width, wide, across);
  return eachChannel(pixels, (plane) => {
    const tables: Uint8Array[] = [];
    for (let r = 0; r < down; r++) {
      for (let c = 0; c < across; c++) {
        const counts = new Uint32Array(256);
        for (let y = r * tall; y < (r + 1) * tall; y++) {
          const start = mirrored(y, height) * width;
          for (let x = c * wide; x < (c + 1) * wide; x++) counts[plane[start + mirrored(x, width)]!]! += 1;
        }
        tables.push(tableOf(counts, tall * wide, clipLimit));
      }
    }
    const out = new Uint8Array(plane.length);
    for (let y = 0; y < height; y++) {
      const { low: above, high: below, share: v } = rows[y]!;
      for (let x = 0; x < width; x++) {
        const { low: before, high: after, share: u } = columns[x]!;
        const value = plane[y * width + x]!;
        const upper = between(tables[above * across + before]![value]!, tables[above * across + after]![value]!, u);
        const lower = between(tables[below * across + before]![value]!, tables[below * across + after]![value]!, u);
        out[y * width + x] = roundEven(between(upper, lower, v));
      }
    }
    return out;
  });
}

/** The place in a line of `size` pixels that is mirrored at its ends without repeating them. */
function mirrored(at: number, size: number): number {
  if (size === 1) return 0;
  const turn = at % (2 * size - 2);
  return turn < size ? turn : 2 * size - 2 - turn;
}

/** For each pixel the two tiles whose middles enclose it, and how near it is to the second. */
function spread(size: number, tile: number, tiles: number): { low: number; high: number; share: number }[] {
  const part = fround(1 / tile);
  return Array.from({ length: size }, (_, at) => {
    const place = fround(fround(at * part) - 0.5);
    const before = Math.floor(place);
    return { low: Math.max(0, before), high: Math.min(tiles - 1, before + 1), share: fround(place - before) };
  });
}

/** In 32 bits, as OpenCV does, because halves are rounded. */
function between(a: number, b: number, share: number): number {
  return fround(fround(a * fround(1 - share)) + fround(b * share));
}

function tableOf(counts: Uint32Array, area: number, clipLimit: number): Uint8Array {
  const most = Math.max(1, Math.floor((clipLimit * area) / 256));
  let over = 0;
  for (const [value, count] of counts.entries()) {
    if (count <= most) continue;
    over += count - most;
    counts[value] = most;
  }
  // What was cut off goes to all values in equal parts, the rest to one in every so many.
  const part = Math.floor(over / 256);
  const rest = over % 256;
  const step = Math.max(1, Math.floor(256 / rest));
  let sum = 0;
  return Uint8Array.from(counts, (count, value) => {
    sum += count + part + (value % step === 0 && value / step < rest ? 1 : 0);
    return roundEven(fround(sum * fround(255 / area)));
  });
}

/** Halves to the even neighbour. */
function roundEven(value: number): number {
  const whole = Math.round(value);
  return whole - value === 0.5 && whole % 2 === 1 ? whole - 1 : whole;
}
