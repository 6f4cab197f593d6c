import { createHash } from 'node:crypto';
import { decode } from '../decode.ts';
import { type Pixels, toChannels } from '../pixels.ts';
import { resample, type Window } from '../resample.ts';

/** Side of the small grey picture that is kept of each. */
export const side = 64;
const half = 32;
const low = 8;

/** Shares of the sides that the cut hashes keep: what a picture looks like after its edges were cropped. */
export const shares = [1, 0.975, 0.95, 0.925, 0.9];

/** What a picture looks like, small: (64, 64) grey bytes, and a 64-bit hash, as two words, for each share kept. */
export type Print = { file: string; content: string; hashes: Uint32Array; grey: Uint8Array };

/** cos of the DCT-II, (8, 32). */
const cosines = Float64Array.from({ length: low * half }, (_, i) =>
  Math.cos((Math.PI * Math.floor(i / half) * (2 * (i % half) + 1)) / (2 * half)),
);

/**
 * Takes a picture's print.
 *
 * @throws DataError as decoding does
 */
export async function printOf(file: string, bytes: Uint8Array): Promise<Print> {
  const size: [number, number] = [96, 96];
  const { pixels } = await decode(bytes, { size, channels: 3, resize: 'stretch', ratio: 1, whole: false });
  const grey = greyOf(pixels);
  return { file, content: createHash('sha256').update(bytes).digest('hex'), hashes: hashesOf(grey), grey };
}

/** A picture as (64, 64) grey bytes, whatever its shape. */
export function greyOf(pixels: Pixels): Uint8Array {
  return cut(toChannels(pixels, 1), 1, side);
}

/** pHash (Zauner 2010) of a small grey picture and of its middle, cut tighter and tighter. */
export function hashesOf(grey: Uint8Array): Uint32Array {
  const whole = { data: grey, channels: 1, height: side, width: side };
  return Uint32Array.from(shares.flatMap((share) => hashOf(cut(whole, share, half))));
}

/** The middle of a grey picture, as (size, size). */
export function cut(grey: Pixels, share: number, size: number): Uint8Array {
  const window: Window = {
    top: (grey.height * (1 - share)) / 2,
    left: (grey.width * (1 - share)) / 2,
    height: grey.height * share,
    width: grey.width * share,
  };
  const out = new Uint8Array(size * size);
  resample(grey, window, size, size, out);
  return out;
}

/** The signs of the 8 × 8 lowest frequencies against their median. */
function hashOf(small: Uint8Array): [number, number] {
  const rows = new Float64Array(low * half);
  for (let u = 0; u < low; u++) {
    for (let y = 0; y < half; y++) {
      let sum = 0;
      for (let x = 0; x < half; x++) sum += cosines[u * half + x]! * small[y * half + x]!;
      rows[u * half + y] = sum;
    }
  }
  const lowest = new Float64Array(low * low);
  for (let v = 0; v < low; v++) {
    for (let u = 0; u < low; u++) {
      let sum = 0;
      for (let y = 0; y < half; y++) sum += cosines[v * half + y]! * rows[u * half + y]!;
      lowest[v * low + u] = sum;
    }
  }
  const median = lowest.slice(1).sort()[31]!; // without the mean
  const halves: [number, number] = [0, 0];
  for (const [i, value] of lowest.entries()) if (value > median) halves[i >> 5]! |= 1 << (i & 31);
  return halves;
}
