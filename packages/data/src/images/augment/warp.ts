import type { Pixels } from '../decode/pixels.ts';

/** A projection of the plane, row by row; the last number is 1. */
export type Projection = readonly number[];

/** What a step made: the picture, and how its points moved, where they did. */
export type Applied = { pixels: Pixels; moved?: Projection };

/** How a picture is turned, moved, scaled and sheared about its middle; the angle clockwise, in radians. */
export type Affine = { angle: number; shiftX: number; shiftY: number; zoom: number; slant: number };

/** Bilinear, black outside; torchvision's matrix (`_get_inverse_affine_matrix`). */
export function warp(pixels: Pixels, { angle, shiftX, shiftY, zoom, slant }: Affine, out: Uint8Array): void {
  const { data, channels, height, width } = pixels;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const xx = (-sin * slant + cos) / zoom;
  const xy = (cos * slant + sin) / zoom;
  const yx = -sin / zoom;
  const yy = cos / zoom;
  const middleX = (width - 1) / 2;
  const middleY = (height - 1) / 2;
  const plane = height * width;
  for (let y = 0; y < height; y++) {
    const dy = y - middleY - shiftY;
    for (let x = 0; x < width; x++) {
      const dx = x - middleX - shiftX;
      const sourceX = xx * dx + xy * dy + middleX;
      const sourceY = yx * dx + yy * dy + middleY;
      const x0 = Math.floor(sourceX) | 0;
      const y0 = Math.floor(sourceY) | 0;
      const fx = sourceX - x0;
      const fy = sourceY - y0;
      const a = (1 - fx) * (1 - fy);
      const b = fx * (1 - fy);
      const c = (1 - fx) * fy;
      const d = fx * fy;
      let at = (y0 * width + x0) | 0;
      let to = (y * width + x) | 0;
      if (x0 >= 0 && y0 >= 0 && x0 < width - 1 && y0 < height - 1) {
        for (let channel = 0; channel < channels; channel++, at += plane, to += plane) {
          out[to] = data[at]! * a + data[at + 1]! * b + data[at + width]! * c + data[at + width + 1]! * d + 0.5;
        }
        continue;
      }
      const left = x0 >= 0 && x0 < width;
      const right = x0 >= -1 && x0 < width - 1;
      const top = y0 >= 0 && y0 < height;
      const bottom = y0 >= -1 && y0 < height - 1;
      for (let channel = 0; channel < channels; channel++, at += plane, to += plane) {
        let sum = 0.5;
        if (top && left) sum += data[at]! * a;
        if (top && right) sum += data[at + 1]! * b;
        if (bottom && left) sum += data[at + width]! * c;
        if (bottom && right) sum += data[at + width + 1]! * d;
        out[to] = sum;
      }
    }
  }
}

/** Where `warp` takes a point: the inverse of the matrix that it reads with. */
export function affineMoved(how: Affine, height: number, width: number): number[] {
  const { angle, shiftX, shiftY, zoom, slant } = how;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [xx, xy] = [(-sin * slant + cos) / zoom, (cos * slant + sin) / zoom];
  const [yx, yy] = [-sin / zoom, cos / zoom];
  const size = xx * yy - xy * yx;
  const [a, b, d, e] = [yy / size, -xy / size, -yx / size, xx / size];
  const [cx, cy] = [width / 2, height / 2]; // in points, pixel middles lie at .5
  return [a, b, cx + shiftX - a * cx - b * cy, d, e, cy + shiftY - d * cx - e * cy, 0, 0, 1];
}

/** The product of two 3 × 3 matrices, row by row. */
export function multiply(a: readonly number[], b: readonly number[]): number[] {
  return Array.from({ length: 9 }, (_, i) => {
    const [row, column] = [3 * Math.floor(i / 3), i % 3];
    return a[row]! * b[column]! + a[row + 1]! * b[3 + column]! + a[row + 2]! * b[6 + column]!;
  });
}
