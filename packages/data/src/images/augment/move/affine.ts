import { mover } from '../contract.ts';
import { around, chance, span, two } from '../fields.ts';
import { materialise, move, reset } from '../view.ts';
import { affineMoved, warp } from '../warp.ts';

export const affineKind = mover('affine', {
  help: 'turn, shift, scale and shear about the middle by random amounts',
  fields: {
    degrees: around(360, [0, 0]),
    translate: two(chance(0), [0, 0]),
    scale: span(0.01, 100, [1, 1]),
    shear: around(89, [0, 0]),
  },
  change(view, step, random, { target }) {
    const angle = (random.uniform(step.degrees[0], step.degrees[1]) * Math.PI) / 180;
    const shiftX = Math.round(random.uniform(-1, 1) * step.translate[0] * view.width);
    const shiftY = Math.round(random.uniform(-1, 1) * step.translate[1] * view.height);
    const zoom = random.uniform(step.scale[0], step.scale[1]);
    const slant = Math.tan((random.uniform(step.shear[0], step.shear[1]) * Math.PI) / 180);
    const plain = materialise(view, target);
    const data = target(plain.data.length);
    const how = { angle, shiftX, shiftY, zoom, slant };
    warp(plain, how, data);
    reset(view, { ...plain, data });
    move(view, affineMoved(how, plain.height, plain.width));
  },
});

/**
 * Turns, shifts, scales and shears about the middle by random amounts, bilinear, black outside.
 *
 * @param options.degrees largest turn, or [from, to], in degrees
 * @param options.translate largest shift as a share of [width, height]
 * @param options.shear largest horizontal shear, or [from, to], in degrees
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example affine({ degrees: 10, translate: [0.1, 0.1], scale: [0.9, 1.1] })
 */
export function affine(options: {
  degrees?: number | [number, number];
  translate?: [number, number];
  scale?: [number, number];
  shear?: number | [number, number];
}) {
  return affineKind.make(options);
}

/**
 * Turns by a random angle.
 *
 * @param degrees largest turn, or [from, to]
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example rotate(15)
 */
export function rotate(degrees: number | [number, number]) {
  return affineKind.make({ degrees });
}

/**
 * Shifts by a random share of width and height.
 *
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example translate(0.1, 0.1)
 */
export function translate(x: number, y: number) {
  return affineKind.make({ translate: [x, y] });
}
