import type { Pixels } from '../pixels.ts';
import { eachChannel } from './tone.ts';

/**
 * Contrast-limited adaptive histogram equalisation (Zuiderveld, Graphics Gems IV, 1994), on every channel: each tile is
 * equalised by its own histogram, cut off at `clipLimit` times its mean, and neighbours are blended between centres.
 *
 * @param clipLimit from 1
 * @param grid tiles down and across
 * @example clahe(pixels, 2, [8, 8])
 */
export function clahe(pixels: Pixels, clipLimit: number, grid: readonly [down: number, across: number]): Pixels {
  const { height, width } = pixels;
  const [down, across] = [Math.min(grid[0], height), Math.min(grid[1], width)];
  const rows = spread(height, down);
  const columns = spread(width, across);
  return eachChannel(pixels, (plane) => {
    const tables: Uint8Array[] = [];
    for (let r = 0; r < down; r++) {
      for (let c = 0; c < across; c++) {
        const [top, bottom] = edges(r, down, height);
        const [left, right] = edges(c, across, width);
        tables.push(tableOf(plane, width, top, bottom, left, right, clipLimit));
      }
    }
    const out = new Uint8Array(plane.length);
    for (let y = 0; y < height; y++) {
      const { low: above, high: below, share: v } = rows[y]!;
      for (let x = 0; x < width; x++) {
        const { low: before, high: after, share: u } = columns[x]!;
        const value = plane[y * width + x]!;
        const upper = tables[above * across + before]![value]! * (1 - u) + tables[above * across + after]![value]! * u;
        const lower = tables[below * across + before]![value]! * (1 - u) + tables[below * across + after]![value]! * u;
        out[y * width + x] = Math.round(upper * (1 - v) + lower * v);
      }
    }
    return out;
  });
}

function edges(tile: number, tiles: number, size: number): [number, number] {
  return [Math.floor((tile * size) / tiles), Math.floor(((tile + 1) * size) / tiles)];
}

/** For each pixel the two tiles whose centres enclose it, and how near it is to the second. */
function spread(size: number, tiles: number): { low: number; high: number; share: number }[] {
  return Array.from({ length: size }, (_, at) => {
    const place = ((at + 0.5) * tiles) / size - 0.5;
    const low = Math.min(tiles - 1, Math.max(0, Math.floor(place)));
    const high = Math.min(tiles - 1, Math.max(0, Math.floor(place) + 1));
    return { low, high, share: place - Math.floor(place) };
  });
}

function tableOf(
  plane: Uint8Array,
  width: number,
  top: number,
  bottom: number,
  left: number,
  right: number,
  clipLimit: number,
): Uint8Array {
  const counts = new Float64Array(256);
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) counts[plane[y * width + x]!]!++;
  const area = (bottom - top) * (right - left);
  const most = Math.max(1, (clipLimit * area) / 256);
  let over = 0;
  for (const [value, count] of counts.entries()) {
    over += Math.max(0, count - most);
    counts[value] = Math.min(count, most);
  }
  let sum = 0;
  return Uint8Array.from(counts, (count) => {
    sum += count + over / 256; // what was cut off is spread over all values
    return Math.round((sum * 255) / area);
  });
}
