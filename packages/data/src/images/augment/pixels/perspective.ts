import type { Pixels } from '../../decode/pixels.ts';

/** Four corners, (x, y): top left, top right, bottom right, bottom left. */
export type Corners = readonly (readonly [x: number, y: number])[];

/** The corners of a picture's outermost pixels. */
export function cornersOf(height: number, width: number): [number, number][] {
  return [
    [0, 0],
    [width - 1, 0],
    [width - 1, height - 1],
    [0, height - 1],
  ];
}

/**
 * The eight numbers (a … h) of the projection that takes `from` to `to`: x' = (a x + b y + c) / (g x + h y + 1).
 *
 * @example projection(cornersOf(10, 10), [[1, 0], [9, 1], [8, 9], [0, 8]])
 */
export function projection(from: Corners, to: Corners): number[] {
  const rows: number[][] = [];
  for (const [i, [x, y]] of from.entries()) {
    const [u, v] = to[i]!;
    rows.push([x, y, 1, 0, 0, 0, -u * x, -u * y, u], [0, 0, 0, x, y, 1, -v * x, -v * y, v]);
  }
  return solve(rows);
}

/**
 * Moves a picture's corners from `start` to `end`, bilinear, black outside, as torchvision's `perspective`.
 *
 * @example projected(pixels, cornersOf(28, 28), [[2, 1], [26, 0], [27, 25], [1, 27]])
 */
export function projected(pixels: Pixels, start: Corners, end: Corners): Pixels {
  return resampled(pixels, projection(end, start));
}

/**
 * Reads every pixel where a projection (eight numbers) takes its middle, bilinear, black outside.
 *
 * @example resampled(pixels, [1, 0.2, 0, 0, 1, 0, 0, 0]) // sheared
 */
export function resampled(pixels: Pixels, projection: readonly number[]): Pixels {
  const { data, channels, height, width } = pixels;
  // as: eight numbers are left of nine, the last of which is 1
  const [a, b, c, d, e, f, g, h] = projection as [number, number, number, number, number, number, number, number];
  const plane = height * width;
  const out = new Uint8Array(channels * plane);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [px, py] = [x + 0.5, y + 0.5];
      const depth = g * px + h * py + 1;
      const sx = (a * px + b * py + c) / depth - 0.5;
      const sy = (d * px + e * py + f) / depth - 0.5;
      const [x0, y0] = [Math.floor(sx), Math.floor(sy)];
      if (!(x0 >= -1 && y0 >= -1 && x0 < width && y0 < height)) continue;
      const [fx, fy] = [sx - x0, sy - y0];
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (const [dy, wy] of [1 - fy, fy].entries()) {
          for (const [dx, wx] of [1 - fx, fx].entries()) {
            const [yy, xx] = [y0 + dy, x0 + dx];
            if (yy < 0 || xx < 0 || yy >= height || xx >= width) continue;
            sum += data[channel * plane + yy * width + xx]! * wy * wx;
          }
        }
        out[channel * plane + y * width + x] = Math.round(sum);
      }
    }
  }
  return { ...pixels, data: out };
}

/** Gauss–Jordan with pivots; each row holds its right side last. */
function solve(rows: number[][]): number[] {
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let r = column + 1; r < size; r++) {
      if (Math.abs(rows[r]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = r;
    }
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let r = 0; r < size; r++) {
      if (r === column) continue;
      const factor = rows[r]![column]! / rows[column]![column]!;
      for (let k = column; k <= size; k++) rows[r]![k]! -= factor * rows[column]![k]!;
    }
  }
  return rows.map((row, i) => row[size]! / row[i]!);
}
