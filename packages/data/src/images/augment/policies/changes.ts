import type { Random } from '@capstan/base';
import type { Pixels } from '../../decode/pixels.ts';
import { resampled } from '../pixels/perspective.ts';
import { blended, equalized, grey, posterized, sharpened, solarized, stretched } from '../pixels/tone.ts';
import { type Affine, type Applied, affineMoved, warp } from '../warp.ts';

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
const names = Object.keys(changes) as Name[]; // the keys that Name is made of
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
export function changed(pixels: Pixels, strength: () => number, random: Random, wide = false): Applied {
  const name = names[random.below(names.length)]!;
  const magnitude = magnitudeOf(name, strength(), pixels, wide);
  const isTurned = eitherWay.includes(name) && random.chance(0.5);
  return changes[name](pixels, isTurned ? -magnitude : magnitude);
}
