import { cut, type Looks, rough, shares, side } from './print.ts';

/** Steps in which the cut is looked for between two shares of the hashes. */
const step = (shares[0]! - shares[1]!) / 4;

const inner = side - 2;
const across = new Int32Array(side * side);
const smooth = new Int32Array(side * side);

/** Slopes of a small picture, (62 · 62 · 2), and their length; 0 for an even picture. */
type Slopes = { values: Int16Array; length: number };

/**
 * How alike small grey pictures are to `a`: the correlation of their slopes, up to 1, where `a` is laid upon the middle of
 * the other. Slopes, not brightness: two scans of one kind are bright in the same places, and their details differ.
 *
 * @param least what is of interest: a picture far below it gets one look
 * @returns takes the other picture, and the share of it that its hash was nearest at: the cut is looked for around it
 */
export function likenessTo(a: Uint8Array, least: number): (b: Uint8Array, share: number) => number {
  const whole = slopes(a, new Int16Array(2 * inner * inner));
  const other = new Int16Array(2 * inner * inner);
  return (b, share) => {
    const middle = { data: b, channels: 1, height: side, width: side };
    const at = (kept: number) => correlation(whole, slopes(kept === 1 ? b : cut(middle, kept, side), other));
    const first = at(share);
    if (first >= 0.999 || first < least - 0.25) return first; // half a step away it is better by a tenth or two
    const around = [-2, -1, 1, 2].map((k) => share + k * step).filter((kept) => kept <= 1);
    return Math.max(first, ...around.map(at));
  };
}

/** Differences across and down of the picture smoothed by 1-2-1: what coding it anew takes away is mostly finer. */
function slopes(grey: Uint8Array, values: Int16Array): Slopes {
  for (let y = 0; y < side; y++) {
    const row = y * side;
    for (let x = 1; x < side - 1; x++) across[row + x] = grey[row + x - 1]! + 2 * grey[row + x]! + grey[row + x + 1]!;
    across[row] = 3 * grey[row]! + grey[row + 1]!;
    across[row + side - 1] = grey[row + side - 2]! + 3 * grey[row + side - 1]!;
  }
  for (let i = 0; i < smooth.length; i++) {
    const [above, below] = [i >= side ? i - side : i, i + side < smooth.length ? i + side : i];
    smooth[i] = across[above]! + 2 * across[i]! + across[below]!;
  }
  let sum = 0;
  let i = 0;
  for (let y = 1; y <= inner; y++) {
    for (let at = y * side + 1; at <= y * side + inner; at++) {
      const right = smooth[at + 1]! - smooth[at - 1]!;
      const down = smooth[at + side]! - smooth[at - side]!;
      values[i++] = right;
      values[i++] = down;
      sum += right * right + down * down;
    }
  }
  const length = Math.sqrt(sum);
  return { values, length: length < 16 * side ? 0 : length }; // less than a level a pixel is noise
}

function correlation(a: Slopes, b: Slopes): number {
  if (a.length === 0 || b.length === 0) return 0;
  let sum = 0;
  for (let i = 0; i < a.values.length; i++) sum += a.values[i]! * b.values[i]!;
  return sum / (a.length * b.length);
}

/** The same from afar, (16, 16): the whole of `a` against the `cut`th cut of `b`. */
export function roughly(a: Looks, b: Looks, cut: number): number {
  const skip = cut * rough * rough;
  let [both, ofA, ofB] = [0, 0, 0];
  for (let y = 1; y < rough - 1; y++) {
    for (let x = 1; x < rough - 1; x++) {
      const i = y * rough + x;
      const j = i + skip;
      const [p, q] = [a.small[i + 1]! - a.small[i - 1]!, a.small[i + rough]! - a.small[i - rough]!];
      const [u, v] = [b.small[j + 1]! - b.small[j - 1]!, b.small[j + rough]! - b.small[j - rough]!];
      both += p * u + q * v;
      ofA += p * p + q * q;
      ofB += u * u + v * v;
    }
  }
  return ofA === 0 || ofB === 0 ? 0 : both / Math.sqrt(ofA * ofB);
}
