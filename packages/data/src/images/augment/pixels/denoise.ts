import type { Pixels } from '../../decode/pixels.ts';
import { eachChannel } from './tone.ts';

/**
 * Gaussian blur over `size` × `size` pixels, edges mirrored, as torchvision's `gaussian_blur`.
 *
 * @param size an odd number of pixels
 * @param sigma in pixels
 * @example gaussianBlurred(pixels, 5, 1.2)
 */
export function gaussianBlurred(pixels: Pixels, size: number, sigma: number): Pixels {
  const reach = (size - 1) / 2;
  const raw = Array.from({ length: size }, (_, i) => Math.exp(-0.5 * ((i - reach) / sigma) ** 2));
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  const kernel = Float64Array.from(raw, (weight) => weight / total);
  const { height, width } = pixels;
  const rows = mirrored(height, reach);
  const columns = mirrored(width, reach);
  const middle = new Float64Array(height * width);
  return eachChannel(pixels, (plane) => {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let k = 0; k < size; k++) sum += kernel[k]! * plane[y * width + columns[x + k]!]!;
        middle[y * width + x] = sum;
      }
    }
    const out = new Uint8Array(plane.length);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let k = 0; k < size; k++) sum += kernel[k]! * middle[rows[y + k]! * width + x]!;
        out[y * width + x] = Math.round(sum);
      }
    }
    return out;
  });
}

/**
 * The median of `size` × `size` pixels, edges repeated, as scipy's `median_filter(mode='nearest')`: takes out salt and
 * pepper.
 *
 * @param size an odd number of pixels
 * @example medianFiltered(pixels, 3)
 */
export function medianFiltered(pixels: Pixels, size: number): Pixels {
  const { height, width } = pixels;
  const reach = (size - 1) / 2;
  const counts = new Uint16Array(256);
  return eachChannel(pixels, (plane) => {
    const out = new Uint8Array(plane.length);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        counts.fill(0);
        for (let dy = -reach; dy <= reach; dy++) {
          const row = clamp(y + dy, height) * width;
          for (let dx = -reach; dx <= reach; dx++) counts[plane[row + clamp(x + dx, width)]!]!++;
        }
        let left = (size * size + 1) / 2;
        let value = -1;
        while (left > 0) left -= counts[++value]!;
        out[y * width + x] = value;
      }
    }
    return out;
  });
}

/**
 * Smooths within edges (Tomasi and Manduchi 1998): near pixels weigh by distance and by likeness of all channels.
 *
 * @param sigmaSpace in pixels; the window reaches 2 σ
 * @param sigmaColor in steps of 255
 * @example bilateralFiltered(pixels, 2, 30)
 */
export function bilateralFiltered(pixels: Pixels, sigmaSpace: number, sigmaColor: number): Pixels {
  const { data, channels, height, width } = pixels;
  const plane = height * width;
  const reach = Math.ceil(2 * sigmaSpace);
  const out = new Uint8Array(channels * plane);
  const sums = new Float64Array(channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const here = y * width + x;
      sums.fill(0);
      let total = 0;
      for (let dy = -reach; dy <= reach; dy++) {
        for (let dx = -reach; dx <= reach; dx++) {
          const there = clamp(y + dy, height) * width + clamp(x + dx, width);
          let apart = 0;
          for (let c = 0; c < channels; c++) apart += (data[c * plane + here]! - data[c * plane + there]!) ** 2;
          const near = (dy * dy + dx * dx) / (2 * sigmaSpace * sigmaSpace);
          const weight = Math.exp(-near - apart / (2 * sigmaColor * sigmaColor));
          total += weight;
          for (let c = 0; c < channels; c++) sums[c]! += weight * data[c * plane + there]!;
        }
      }
      for (let c = 0; c < channels; c++) out[c * plane + here] = Math.round(sums[c]! / total);
    }
  }
  return { ...pixels, data: out };
}

function clamp(at: number, size: number): number {
  return at < 0 ? 0 : at >= size ? size - 1 : at;
}

/** Places of −reach … size + reach − 1, mirrored without repeating the edge. */
function mirrored(size: number, reach: number): Int32Array {
  const period = Math.max(1, 2 * (size - 1));
  return Int32Array.from({ length: size + 2 * reach }, (_, i) => {
    const at = (((i - reach) % period) + period) % period;
    return at < size ? at : period - at;
  });
}
