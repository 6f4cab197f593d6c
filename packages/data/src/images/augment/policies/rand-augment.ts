import type { Random } from '@capstan/base';
import type { Pixels } from '../../decode/pixels.ts';
import { painter } from '../contract.ts';
import { number, whole } from '../fields.ts';
import { type Applied, multiply } from '../warp.ts';
import { changed } from './changes.ts';

export const randAugmentKind = painter('randAugment', {
  help: 'several of fourteen changes, all of one strength',
  fields: { ops: whole(1, 14, 2), magnitude: number(0, 30, 9) },
  paint: (pixels, { ops, magnitude }, random) => randAugmented(pixels, ops, magnitude, random),
});

/**
 * RandAugment (Cubuk et al. 2020): `ops` (2) of fourteen changes, all of one strength.
 *
 * @param options.magnitude 0 to 30; default 9
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example randAugment({ ops: 2, magnitude: 9 })
 */
export function randAugment(options: { ops?: number; magnitude?: number } = {}) {
  return randAugmentKind.make(options);
}

/** `ops` changes of strength `magnitude` ÷ 30. */
function randAugmented(pixels: Pixels, ops: number, magnitude: number, random: Random): Applied {
  let now: Applied = { pixels };
  for (let i = 0; i < ops; i++) {
    const next = changed(now.pixels, () => magnitude / 30, random);
    now = { pixels: next.pixels, ...joined(now.moved, next.moved) };
  }
  return now;
}

function joined(first: readonly number[] | undefined, then: readonly number[] | undefined) {
  if (!first || !then) return first || then ? { moved: (then ?? first)! } : {};
  return { moved: multiply(then, first) };
}
