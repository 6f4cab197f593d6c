import { createHash } from 'node:crypto';
import { decode } from '../../../decode/decode.ts';
import { type Pixels, toChannels, type Window } from '../../../decode/pixels.ts';
import { resample } from '../../../decode/resample.ts';

/** Side of the small grey picture that is kept of each. */
export const side = 64;
const half = 32;
const low = 8;

/** Shares of the sides that the cut hashes keep: what a picture looks like after its edges were cropped. */
export const shares = [1, 0.95, 0.9];

/** Side of the picture as it is looked at from afar. */
export const rough = 16;

/** For each share kept: a 64-bit hash, as two words, and (16, 16) grey bytes. */
export type Looks = { hashes: Uint32Array; small: Uint8Array };

/** What a picture looks like: (64, 64) grey bytes, and what finds its like quickly. */
export type Print = { file: string; content: string; looks: Looks; grey: Uint8Array };

/** cos of the DCT-II, (8, 32). */
const cosines = Float64Array.from({ length: low * half }, (_, i) =>
  Math.cos((Math.PI * Math.floor(i / half) * (2 * (i % half) + 1)) / (2 * half)),
);

/**
 * Takes a picture's print.
 *
 * @throws {DataError} what `decode` throws
 */
export async function printOf(file: string, bytes: Uint8Array): Promise<Print> {
  const size: [number, number] = [96, 96];
  const { pixels } = await decode(bytes, { size, channels: 3, resize: 'stretch', ratio: 1, whole: false });
  const grey = greyOf(pixels);
  return { file, content: createHash('sha256').update(bytes).digest('hex'), looks: looksOf(grey), grey };
}

/** A picture as (64, 64) grey bytes, whatever its shape. */
export function greyOf(pixels: Pixels): Uint8Array {
  return cut(toChannels(pixels, 1), 1, side);
}

/** pHash (Zauner 2010) of a small grey picture and of its middle, cut tighter and tighter. */
export function looksOf(grey: Uint8Array): Looks {
  const whole = { data: grey, channels: 1, height: side, width: side };
  const cuts = shares.map((share) => cut(whole, share, half));
  const small = new Uint8Array(shares.length * rough * rough);
  for (const [k, picture] of cuts.entries()) small.set(halved(picture), k * rough * rough);
  return { hashes: Uint32Array.from(cuts.flatMap(hashOf)), small };
}

/** Means of 2 × 2 pixels. */
function halved(picture: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: rough * rough }, (_, i) => {
    const at = 2 * (Math.floor(i / rough) * half + (i % rough));
    return (picture[at]! + picture[at + 1]! + picture[at + half]! + picture[at + half + 1]! + 2) >> 2;
  });
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
