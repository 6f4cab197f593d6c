import type { Random } from '@capstan/base';
import type { Preprocessing } from '../preprocessing.ts';
import { invalid } from './contract.ts';
import { augmentationOf, type Transform } from './index.ts';
import type { View } from './view.ts';

/**
 * Checks that a list of transforms ends at the size that the model sees.
 *
 * @throws {DataError} option-invalid — where an option makes no sense
 */
export function checkSizes(augment: readonly Transform[], size: readonly [number, number]): void {
  let now = size;
  for (const step of augment) now = augmentationOf(step).sizeAfter?.(step, now, size) ?? now;
  if (now[0] !== size[0] || now[1] !== size[1]) {
    throw invalid('augment', `transforms that end at the size trained on, ${size.join(' × ')}`, now);
  }
}

/** Whether a list of transforms cuts its own window out of the fitted picture, so that the middle alone will not do. */
export function cutsWindow(augment: readonly Transform[]): boolean {
  return augment.some((step) => augmentationOf(step).cutsWindow?.(step) ?? false);
}

/**
 * Makes a function of a list of transforms. It works on bytes and keeps its own scratch memory, so one is made per
 * thread; all chance comes from the stream that it is given.
 */
export function compile(
  augment: readonly Transform[],
  preprocessing: Preprocessing,
): (view: View, random: Random) => void {
  const scratch = [new Uint8Array(0), new Uint8Array(0)];
  let turn = 0;
  const target = (length: number): Uint8Array => {
    turn = 1 - turn;
    if (scratch[turn]!.length < length) scratch[turn] = new Uint8Array(length);
    return scratch[turn]!;
  };
  const steps = augment.map((step) => augmentationOf(step).compile(step, { preprocessing, target }));
  return (view, random) => {
    for (const step of steps) step(view, random);
  };
}
