import type { Random } from '../../random/philox.ts';
import type { Pixels } from '../decode/pixels.ts';
import { resampled } from './pixels/perspective.ts';
import { blended, equalized, grey, posterized, sharpened, solarized, stretched } from './pixels/tone.ts';
import { type Affine, type Applied, affineMoved, multiply, warp } from './warp.ts';

/** A change of a picture by a magnitude in its own unit. */
type Change = (pixels: Pixels, magnitude: number) => Applied;

function warped(pixels: Pixels, how: Partial<Affine>): Applied {
  const data = new Uint8Array(pixels.channels * pixels.height * pixels.width);
  const full = { angle: 0, shiftX: 0, shiftY: 0, zoom: 1, slant: 0, ...how };
  warp(pixels, full, data);
  return { pixels: { ...pixels, data }, moved: affineMoved(full, pixels.height, pixels.width) };
}

const black = (pixels: Pixels): Pixels => ({ ...pixels, data: new Uint8Array(pixels.data.length) });

function meanGrey(pixels: Pixels): Pixels {
  const plane = pixels.height * pixels.width;
  const luma = grey(pixels).data.subarray(0, plane);
  const mean = Math.floor(luma.reduce((sum, value) => sum + value, 0) / plane + 0.5);
  return { ...pixels, data: new Uint8Array(pixels.data.length).fill(mean) };
}

function toward(base: (pixels: Pixels) => Pixels): Change {
  return (pixels, magnitude) => ({ pixels: blended(base(pixels), pixels, 1 + magnitude) });
}

/** The changes of torchvision's policies, bilinear where its default is the nearest pixel; black outside. */
export const changes = {
  Identity: (pixels) => ({ pixels }),
  ShearX: (pixels, by) => ({
    pixels: resampled(pixels, [1, by, 0, 0, 1, 0, 0, 0]),
    moved: [1, -by, 0, 0, 1, 0, 0, 0, 1],
  }),
  ShearY: (pixels, by) => ({
    pixels: resampled(pixels, [1, 0, 0, by, 1, 0, 0, 0]),
    moved: [1, 0, 0, -by, 1, 0, 0, 0, 1],
  }),
  TranslateX: (pixels, by) => warped(pixels, { shiftX: Math.trunc(by) }),
  TranslateY: (pixels, by) => warped(pixels, { shiftY: Math.trunc(by) }),
  Rotate: (pixels, degrees) => warped(pixels, { angle: (-degrees * Math.PI) / 180 }), // against the clock
  Brightness: toward(black),
  Color: toward(grey),
  Contrast: toward(meanGrey),
  Sharpness: (pixels, magnitude) => ({ pixels: sharpened(pixels, 1 + magnitude) }),
  Posterize: (pixels, bits) => ({ pixels: posterized(pixels, bits) }),
  Solarize: (pixels, threshold) => ({ pixels: solarized(pixels, threshold) }),
  AutoContrast: (pixels) => ({ pixels: stretched(pixels) }),
  Equalize: (pixels) => ({ pixels: equalized(pixels) }),
} satisfies Record<string, Change>;

type Name = keyof typeof changes;
const names = Object.keys(changes) as Name[];
const eitherWay: readonly Name[] = [
  ...(['ShearX', 'ShearY', 'TranslateX', 'TranslateY', 'Rotate'] as const),
  ...(['Brightness', 'Color', 'Contrast', 'Sharpness'] as const),
];

/** What a strength from 0 to 1 means for a change; `wide` for TrivialAugment's larger ranges. */
function magnitudeOf(name: Name, strength: number, { height, width }: Pixels, wide: boolean): number {
  switch (name) {
    case 'ShearX':
    case 'ShearY':
      return strength * (wide ? 0.99 : 0.3);
    case 'TranslateX':
      return strength * (wide ? 32 : (150 / 331) * width);
    case 'TranslateY':
      return strength * (wide ? 32 : (150 / 331) * height);
    case 'Rotate':
      return strength * (wide ? 135 : 30);
    case 'Posterize':
      return 8 - Math.round(strength * (wide ? 6 : 4));
    case 'Solarize':
      return 255 * (1 - strength);
    default:
      return strength * (wide ? 0.99 : 0.9);
  }
}

/** Any of the changes, of a strength, either way where there are two. */
function changed(pixels: Pixels, strength: () => number, random: Random, wide = false): Applied {
  const name = names[random.below(names.length)]!;
  const magnitude = magnitudeOf(name, strength(), pixels, wide);
  const isTurned = eitherWay.includes(name) && random.chance(0.5);
  return changes[name](pixels, isTurned ? -magnitude : magnitude);
}

/** `ops` changes of strength `magnitude` ÷ 30. */
export function randAugmented(pixels: Pixels, ops: number, magnitude: number, random: Random): Applied {
  let now: Applied = { pixels };
  for (let i = 0; i < ops; i++) {
    const next = changed(now.pixels, () => magnitude / 30, random);
    now = { pixels: next.pixels, ...joined(now.moved, next.moved) };
  }
  return now;
}

/** One change of a strength from 0 to 30. */
export function trivialAugmented(pixels: Pixels, random: Random): Applied {
  return changed(pixels, () => random.below(31) / 30, random, true);
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
      chain = changed(chain, () => (severity / 10) * random.uniform(0.1, 1), random).pixels;
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
