import { createHash } from 'node:crypto';
import { decode } from '../decode.ts';
import { toChannels } from '../pixels.ts';
import { resample, type Window } from '../resample.ts';

const side = 32;
const low = 8;
/** Shares of the sides that the cut prints keep: what a picture looks like after its edges were cropped. */
const kept = [1, 0.975, 0.95, 0.925, 0.9];

/** What a picture looks like, small: for each share kept, a 64-bit hash, and 32 × 32 numbers of mean 0 and length 1. */
export type Print = { file: string; content: string; hashes: Uint32Array; looks: Float32Array[] };

/** cos of the DCT-II, (8, 32). */
const cosines = Float64Array.from({ length: low * side }, (_, i) =>
  Math.cos((Math.PI * Math.floor(i / side) * (2 * (i % side) + 1)) / (2 * side)),
);

/**
 * Takes a picture's print: pHash (Zauner 2010), the signs of its 8 × 8 lowest frequencies against their median, of the
 * whole and of its middle, cut tighter and tighter.
 *
 * @throws DataError as decoding does
 */
export async function printOf(file: string, bytes: Uint8Array): Promise<Print> {
  const base = {
    size: [96, 96] as [number, number],
    channels: 3 as const,
    resize: 'stretch' as const,
    ratio: 1,
    whole: false,
  };
  const { pixels } = await decode(bytes, base);
  const grey = toChannels(pixels, 1);
  const hashes = new Uint32Array(2 * kept.length);
  const looks = kept.map((share, i) => {
    const edge = (grey.height * (1 - share)) / 2;
    const window: Window = { top: edge, left: edge, height: grey.height * share, width: grey.width * share };
    const small = new Uint8Array(side * side);
    resample(grey, window, side, side, small);
    hashes.set(hashOf(small), 2 * i);
    return unit(small);
  });
  return { file, content: createHash('sha256').update(bytes).digest('hex'), hashes, looks };
}

function hashOf(small: Uint8Array): [number, number] {
  const rows = new Float64Array(low * side);
  for (let u = 0; u < low; u++) {
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) rows[u * side + y]! += cosines[u * side + x]! * small[y * side + x]!;
    }
  }
  const lowest = new Float64Array(low * low);
  for (let v = 0; v < low; v++) {
    for (let u = 0; u < low; u++) {
      for (let y = 0; y < side; y++) lowest[v * low + u]! += cosines[v * side + y]! * rows[u * side + y]!;
    }
  }
  const median = lowest.slice(1).sort()[31]!; // without the mean
  const halves: [number, number] = [0, 0];
  for (const [i, value] of lowest.entries()) if (value > median) halves[i >> 5]! |= 1 << (i & 31);
  return halves;
}

function unit(small: Uint8Array): Float32Array {
  const mean = small.reduce((sum, value) => sum + value, 0) / small.length;
  const out = Float32Array.from(small, (value) => value - mean);
  const length = Math.sqrt(out.reduce((sum, value) => sum + value * value, 0));
  // An even picture looks like any other even one, and like nothing else.
  return length < 32 ? out.fill(1 / side) : out.map((value) => value / length);
}
