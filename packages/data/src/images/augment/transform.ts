import { DataError } from '../../errors.ts';
import { type ToneTransform, toneMakers } from './tone-transforms.ts';

/** A size in pixels: one number for a square, or [height, width]. */
export type Size = number | readonly [height: number, width: number];

/** One step of augmentation as plain JSON: it is stored in the project file, the run and the checkpoint as it is. */
export type Transform =
  | ToneTransform
  | { kind: 'resize'; size: [number, number] }
  | { kind: 'centerCrop'; size: [number, number] }
  | { kind: 'randomCrop'; size?: [number, number]; padding: number }
  | { kind: 'randomResizedCrop'; size?: [number, number]; scale: [number, number]; ratio: [number, number] }
  | { kind: 'horizontalFlip'; p: number }
  | { kind: 'verticalFlip'; p: number }
  | {
      kind: 'affine';
      degrees: [number, number];
      translate: [number, number];
      scale: [number, number];
      shear: [number, number];
    }
  | { kind: 'colorJitter'; brightness: number; contrast: number; saturation: number };

/**
 * Scales to a fixed size, bilinear with antialiasing, the shape of the picture ignored.
 *
 * @example resize([32, 48])
 */
export function resize(size: Size): Transform {
  return { kind: 'resize', size: pair(size, 'resize size') };
}

/**
 * Cuts the middle out; what lies outside the picture is black.
 *
 * @example centerCrop(224)
 */
export function centerCrop(size: Size): Transform {
  return { kind: 'centerCrop', size: pair(size, 'centerCrop size') };
}

/**
 * Cuts a window at a random place, `padding` black pixels added on every side first. Without `size`, the size trained on.
 *
 * @example randomCrop({ padding: 4 })
 */
export function randomCrop(options: { size?: Size; padding?: number } = {}): Transform {
  const { size, padding = 0 } = options;
  whole(padding, 'randomCrop padding');
  return { kind: 'randomCrop', padding, ...(size === undefined ? {} : { size: pair(size, 'randomCrop size') }) };
}

/**
 * Cuts a window of random area and shape and scales it to `size`, or else the size trained on, as torchvision's
 * RandomResizedCrop.
 *
 * @param options.scale share of the picture's area
 * @param options.ratio width ÷ height
 * @example randomResizedCrop(224, { scale: [0.25, 1] })
 */
export function randomResizedCrop(
  size?: Size,
  options: { scale?: [number, number]; ratio?: [number, number] } = {},
): Transform {
  const { scale = [0.08, 1], ratio = [3 / 4, 4 / 3] } = options;
  range(scale, 0, 1, 'randomResizedCrop scale');
  range(ratio, 0, Number.POSITIVE_INFINITY, 'randomResizedCrop ratio');
  const fixed = size === undefined ? {} : { size: pair(size, 'randomResizedCrop size') };
  return { kind: 'randomResizedCrop', ...fixed, scale, ratio };
}

/**
 * Mirrors left to right with probability `p`.
 *
 * @example horizontalFlip()
 */
export function horizontalFlip(p = 0.5): Transform {
  return { kind: 'horizontalFlip', p: probability(p, 'horizontalFlip') };
}

/**
 * Mirrors top to bottom with probability `p`.
 *
 * @example verticalFlip(0.5)
 */
export function verticalFlip(p = 0.5): Transform {
  return { kind: 'verticalFlip', p: probability(p, 'verticalFlip') };
}

/**
 * Turns, shifts, scales and shears about the middle by random amounts, bilinear, black outside.
 *
 * @param options.degrees largest turn, or [from, to], in degrees
 * @param options.translate largest shift as a share of [width, height]
 * @param options.shear largest horizontal shear, or [from, to], in degrees
 * @example affine({ degrees: 10, translate: [0.1, 0.1], scale: [0.9, 1.1] })
 */
export function affine(options: {
  degrees?: number | [number, number];
  translate?: [number, number];
  scale?: [number, number];
  shear?: number | [number, number];
}): Transform {
  const { degrees = 0, translate = [0, 0], scale = [1, 1], shear = 0 } = options;
  const turn = around(degrees);
  const slant = around(shear);
  range(turn, -360, 360, 'affine degrees');
  range(slant, -89, 89, 'affine shear');
  range(scale, 0.01, 100, 'affine scale');
  for (const share of translate) probability(share, 'affine translate');
  return { kind: 'affine', degrees: turn, translate, scale, shear: slant };
}

/**
 * Turns by a random angle.
 *
 * @param degrees largest turn, or [from, to]
 * @example rotate(15)
 */
export function rotate(degrees: number | [number, number]): Transform {
  return affine({ degrees });
}

/**
 * Shifts by a random share of width and height.
 *
 * @example translate(0.1, 0.1)
 */
export function translate(x: number, y: number): Transform {
  return affine({ translate: [x, y] });
}

/**
 * Changes brightness, contrast and saturation, in this order, each by a random factor in [1 − amount, 1 + amount].
 *
 * @example colorJitter({ brightness: 0.2, contrast: 0.2 })
 */
export function colorJitter(options: { brightness?: number; contrast?: number; saturation?: number }): Transform {
  const { brightness = 0, contrast = 0, saturation = 0 } = options;
  for (const [name, value] of Object.entries({ brightness, contrast, saturation })) {
    if (!(value >= 0)) throw invalid(`colorJitter ${name}`, 'a number from 0', value);
  }
  return { kind: 'colorJitter', brightness, contrast, saturation };
}

const makers: Record<Transform['kind'], (value: Record<string, unknown>) => Transform> = {
  resize: (v) => resize(v.size as Size),
  centerCrop: (v) => centerCrop(v.size as Size),
  randomCrop: (v) => randomCrop(v as Parameters<typeof randomCrop>[0]),
  randomResizedCrop: (v) => randomResizedCrop(v.size as Size | undefined, v as Parameters<typeof randomResizedCrop>[1]),
  horizontalFlip: (v) => horizontalFlip(v.p as number),
  verticalFlip: (v) => verticalFlip(v.p as number),
  affine: (v) => affine(v as Parameters<typeof affine>[0]),
  colorJitter: (v) => colorJitter(v as Parameters<typeof colorJitter>[0]),
  ...toneMakers,
};

/**
 * Checks a transform that came from a file; every value passes through the function that makes it.
 *
 * @throws DataError `option-invalid`
 * @example parseTransform(JSON.parse('{"kind":"horizontalFlip","p":0.5}'))
 */
export function parseTransform(value: unknown): Transform {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
  if (typeof kind !== 'string' || !Object.hasOwn(makers, kind)) {
    throw invalid('augment', `transforms (${Object.keys(makers).join(', ')})`, value);
  }
  return makers[kind as Transform['kind']](value as Record<string, unknown>); // `kind` is a key of makers: checked above
}

/** [height, width] of a size; throws `option-invalid` unless both are whole and from 1 to 16,384. */
export function pair(size: unknown, name: string): [number, number] {
  const sides: unknown[] = Array.isArray(size) ? size : [size, size];
  const [height, width] = sides;
  if (sides.length !== 2 || !isSide(height) || !isSide(width)) {
    throw invalid(name, 'a number of pixels, or [height, width], from 1 to 16384', size);
  }
  return [height, width];
}

function isSide(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 16_384;
}

export function invalid(name: string, expected: string, received: unknown): DataError {
  const shown = JSON.stringify(received) ?? String(received);
  return new DataError('option-invalid', `${name}: expected ${expected}, received ${shown.slice(0, 120)}`);
}

function probability(value: number, name: string): number {
  if (!(value >= 0 && value <= 1)) throw invalid(name, 'a number from 0 to 1', value);
  return value;
}

function whole(value: number, name: string): void {
  if (!Number.isInteger(value) || value < 0 || value > 16_384) throw invalid(name, 'a whole number from 0', value);
}

function range(value: readonly number[], low: number, high: number, name: string): void {
  const [from, to] = value;
  if (value.length !== 2 || !(from! >= low && to! <= high && from! <= to!)) {
    throw invalid(name, `[from, to] between ${low} and ${high}`, value);
  }
}

function around(value: number | [number, number]): [number, number] {
  return typeof value === 'number' ? [-Math.abs(value), Math.abs(value)] : value;
}
