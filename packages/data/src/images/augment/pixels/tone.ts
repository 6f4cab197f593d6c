// Changes of tone on planes of bytes, with Pillow's rounding, so that torchvision's figures come out.
import { type Pixels, toChannels } from '../../decode/pixels.ts';

/** Every byte of every channel through a table of 256. */
function throughTable(pixels: Pixels, table: (value: number) => number): Pixels {
  const bytes = Uint8Array.from({ length: 256 }, (_, value) => Math.min(255, Math.max(0, table(value))));
  return { ...pixels, data: used(pixels).map((value) => bytes[value]!) };
}

/** Keeps the `bits` highest bits of every byte. @example posterized(pixels, 4) */
export function posterized(pixels: Pixels, bits: number): Pixels {
  return throughTable(pixels, (value) => value & (0xff << (8 - bits)));
}

/** Inverts the bytes from `threshold` on. @example solarized(pixels, 128) */
export function solarized(pixels: Pixels, threshold: number): Pixels {
  return throughTable(pixels, (value) => (value >= threshold ? 255 - value : value));
}

/** Luma in every channel (ITU-R BT.601). @example grey(pixels) */
export function grey(pixels: Pixels): Pixels {
  return pixels.channels === 1 ? pixels : toChannels(toChannels(pixels, 1), 3);
}

/** Spreads every channel's histogram evenly: Pillow's `ImageOps.equalize`. @example equalized(pixels) */
export function equalized(pixels: Pixels): Pixels {
  return eachChannel(pixels, (plane) => {
    const counts = histogram(plane);
    const present = counts.filter((count) => count > 0);
    const step = Math.floor((plane.length - (present.at(-1) ?? 0)) / 255);
    if (present.length <= 1 || step === 0) return plane;
    let sum = Math.floor(step / 2);
    const table = counts.map((count) => {
      const value = Math.min(255, Math.floor(sum / step));
      sum += count;
      return value;
    });
    return plane.map((value) => table[value]!);
  });
}

/** Stretches every channel to the whole range: Pillow's `ImageOps.autocontrast`. @example stretched(pixels) */
export function stretched(pixels: Pixels): Pixels {
  return eachChannel(pixels, (plane) => {
    const counts = histogram(plane);
    const low = counts.findIndex((count) => count > 0);
    const high = counts.findLastIndex((count) => count > 0);
    if (high <= low) return plane;
    const scale = 255 / (high - low);
    return plane.map((value) => Math.min(255, Math.max(0, Math.trunc(value * scale - low * scale))));
  });
}

/**
 * Between another picture and this one, `factor` of the way and beyond: Pillow's `Image.blend`.
 *
 * @example blended(grey(pixels), pixels, 1.5) // more colour
 */
export function blended(from: Pixels, to: Pixels, factor: number): Pixels {
  const base = used(from);
  const data = used(to).map((value, i) =>
    Math.min(255, Math.max(0, Math.trunc(base[i]! + factor * (value - base[i]!)))),
  );
  return { ...to, data };
}

/** Sharpens (factor above 1) or softens (below): Pillow's `ImageEnhance.Sharpness`. @example sharpened(pixels, 1.5) */
export function sharpened(pixels: Pixels, factor: number): Pixels {
  const { height, width } = pixels;
  const smooth = eachChannel(pixels, (plane) => {
    const out = plane.slice();
    for (let y = 1; y < height - 1; y++) {
      for (let x = 1; x < width - 1; x++) {
        const at = y * width + x;
        let sum = 4 * plane[at]!;
        for (let dy = -width; dy <= width; dy += width) {
          sum += plane[at + dy - 1]! + plane[at + dy]! + plane[at + dy + 1]!;
        }
        out[at] = Math.min(255, Math.floor(sum / 13 + 0.5));
      }
    }
    return out;
  });
  return blended(smooth, pixels, factor);
}

/** Turns the hue by a share of the circle, −0.5 to 0.5; grey stays as it is. @example hueTurned(pixels, 0.1) */
export function hueTurned(pixels: Pixels, turn: number): Pixels {
  if (pixels.channels === 1 || turn === 0) return pixels;
  const plane = pixels.height * pixels.width;
  const data = new Uint8Array(3 * plane);
  for (let i = 0; i < plane; i++) {
    const [r, g, b] = [pixels.data[i]!, pixels.data[plane + i]!, pixels.data[2 * plane + i]!];
    const most = Math.max(r, g, b);
    const span = most - Math.min(r, g, b);
    const sector = span === 0 ? 0 : most === r ? (g - b) / span : most === g ? 2 + (b - r) / span : 4 + (r - g) / span;
    const hue = (((sector / 6 + turn) % 1) + 1) % 1;
    for (const [c, offset] of [5, 3, 1].entries()) {
      const k = (offset + hue * 6) % 6;
      data[c * plane + i] = Math.round(most - span * Math.max(0, Math.min(k, 4 - k, 1)));
    }
  }
  return { ...pixels, data };
}

/** A function of one plane, on every channel. */
export function eachChannel(pixels: Pixels, change: (plane: Uint8Array) => Uint8Array): Pixels {
  const plane = pixels.height * pixels.width;
  const data = new Uint8Array(pixels.channels * plane);
  for (let c = 0; c < pixels.channels; c++) {
    data.set(change(pixels.data.subarray(c * plane, (c + 1) * plane)), c * plane);
  }
  return { ...pixels, data };
}

/** The bytes that belong to the picture: scratch memory may be longer. */
function used({ data, channels, height, width }: Pixels): Uint8Array {
  return data.subarray(0, channels * height * width);
}

function histogram(plane: Uint8Array): number[] {
  const counts = new Array<number>(256).fill(0);
  for (const value of plane) counts[value]! += 1;
  return counts;
}
