import { warp } from '../augment.ts';
import type { Random } from '../philox.ts';
import type { Pixels } from '../pixels.ts';
import type { Applied } from './apply.ts';
import { blended, equalized, grey, posterized, sharpened, solarized, stretched } from './tone.ts';

type Change = (pixels: Pixels, strength: number, random: Random) => Applied;

/** A change that goes either way. */
function signed(value: number, random: Random): number {
  return random.chance(0.5) ? -value : value;
}

function geometric(how: Partial<Parameters<typeof warp>[1]>): Change {
  return (pixels) => {
    const data = new Uint8Array(pixels.channels * pixels.height * pixels.width);
    const full = { angle: 0, shiftX: 0, shiftY: 0, zoom: 1, slant: 0, ...how };
    warp(pixels, full, data);
    return { pixels: { ...pixels, data }, moved: affineMoved(full, pixels.height, pixels.width) };
  };
}

/** Where `warp` takes a point: the inverse of the matrix that it reads with. */
export function affineMoved(how: Parameters<typeof warp>[1], height: number, width: number): number[] {
  const { angle, shiftX, shiftY, zoom, slant } = how;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [xx, xy] = [(-sin * slant + cos) / zoom, (cos * slant + sin) / zoom];
  const [yx, yy] = [-sin / zoom, cos / zoom];
  const size = xx * yy - xy * yx;
  const [a, b, d, e] = [yy / size, -xy / size, -yx / size, xx / size];
  const [cx, cy] = [width / 2, height / 2]; // in points, pixel middles lie at .5
  return [a, b, cx + shiftX - a * cx - b * cy, d, e, cy + shiftY - d * cx - e * cy, 0, 0, 1];
}

function toned(change: (pixels: Pixels, amount: number) => Pixels, amount: (strength: number) => number, way = false) {
  return (pixels: Pixels, strength: number, random: Random): Applied => {
    const value = amount(strength);
    return { pixels: change(pixels, way ? 1 + signed(value, random) : value) };
  };
}

const black = (pixels: Pixels): Pixels => ({ ...pixels, data: new Uint8Array(pixels.data.length) });

function meanGrey(pixels: Pixels): Pixels {
  const plane = pixels.height * pixels.width;
  const luma = grey(pixels).data.subarray(0, plane);
  const mean = Math.floor(luma.reduce((sum, value) => sum + value, 0) / plane + 0.5);
  return { ...pixels, data: new Uint8Array(pixels.data.length).fill(mean) };
}

/** The fourteen changes of RandAugment; strength from 0 to 1, `wide` for TrivialAugment's larger ranges. */
function changes(wide: boolean): Change[] {
  const by = (narrow: number, broad: number) => (strength: number) => strength * (wide ? broad : narrow);
  const shear = by(0.3, 0.99);
  const turn = by(30, 135);
  const shift = (side: number) => (wide ? () => 32 : () => (150 / 331) * side)();
  const tone = by(0.9, 0.99);
  return [
    (pixels) => ({ pixels }),
    (pixels, s, random) => geometric({ slant: signed(shear(s), random) })(pixels, s, random),
    (pixels, s, random) => {
      const slant = Math.atan(signed(shear(s), random)); // shear down: turned, then sheared across (Paeth)
      return geometric({ slant: Math.tan(slant), angle: slant })(pixels, s, random);
    },
    (pixels, s, random) =>
      geometric({ shiftX: Math.trunc(signed(s * shift(pixels.width), random)) })(pixels, s, random),
    (pixels, s, random) =>
      geometric({ shiftY: Math.trunc(signed(s * shift(pixels.height), random)) })(pixels, s, random),
    (pixels, s, random) => geometric({ angle: (signed(turn(s), random) * Math.PI) / 180 })(pixels, s, random),
    toned((pixels, factor) => blended(black(pixels), pixels, factor), tone, true),
    toned((pixels, factor) => blended(grey(pixels), pixels, factor), tone, true),
    toned((pixels, factor) => blended(meanGrey(pixels), pixels, factor), tone, true),
    toned((pixels, factor) => sharpened(pixels, factor), tone, true),
    toned(posterized, (strength) => 8 - Math.round(strength * (wide ? 6 : 4))),
    toned(solarized, (strength) => 255 * (1 - strength)),
    (pixels) => ({ pixels: stretched(pixels) }),
    (pixels) => ({ pixels: equalized(pixels) }),
  ];
}

const usual = changes(false);
const broad = changes(true);

/** `ops` changes of strength `magnitude` ÷ 30. */
export function randAugmented(pixels: Pixels, ops: number, magnitude: number, random: Random): Applied {
  let now: Applied = { pixels };
  for (let i = 0; i < ops; i++) {
    const next = usual[random.below(usual.length)]!(now.pixels, magnitude / 30, random);
    now = { pixels: next.pixels, ...joined(now.moved, next.moved) };
  }
  return now;
}

/** One change of a strength from 0 to 30. */
export function trivialAugmented(pixels: Pixels, random: Random): Applied {
  return broad[random.below(broad.length)]!(pixels, random.below(31) / 30, random);
}

/** Chains of one to three changes, mixed by a Dirichlet draw, then with the picture by a Beta draw. */
export function augMixed(
  pixels: Pixels,
  { severity, width, alpha }: { severity: number; width: number; alpha: number },
  random: Random,
): Pixels {
  const weights = Array.from({ length: width }, () => gamma(alpha, random));
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  const [a, b] = [gamma(alpha, random), gamma(alpha, random)];
  const mixed = a / (a + b || 1);
  const length = pixels.channels * pixels.height * pixels.width;
  const sums = Float64Array.from(pixels.data.subarray(0, length), (value) => value * (1 - mixed));
  for (const weight of weights) {
    let chain = pixels;
    for (let i = random.below(3); i >= 0; i--) {
      const change = usual[random.below(usual.length)]!;
      chain = change(chain, (severity / 10) * random.uniform(0.1, 1), random).pixels;
    }
    for (let i = 0; i < length; i++) sums[i]! += (mixed * weight * chain.data[i]!) / total;
  }
  return { ...pixels, data: Uint8Array.from(sums, Math.round) };
}

/** Gamma(shape, 1), Marsaglia and Tsang 2000. */
export function gamma(shape: number, random: Random): number {
  if (shape < 1) return gamma(shape + 1, random) * (1 - random.uniform()) ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const x = Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random.uniform()) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v;
  }
}

function joined(first: readonly number[] | undefined, then: readonly number[] | undefined) {
  if (!first || !then) return first || then ? { moved: (then ?? first)! } : {};
  return { moved: multiply(then, first) };
}

/** The product of two 3 × 3 matrices, row by row. */
export function multiply(a: readonly number[], b: readonly number[]): number[] {
  return Array.from({ length: 9 }, (_, i) => {
    const [row, column] = [3 * Math.floor(i / 3), i % 3];
    return a[row]! * b[column]! + a[row + 1]! * b[3 + column]! + a[row + 2]! * b[6 + column]!;
  });
}
