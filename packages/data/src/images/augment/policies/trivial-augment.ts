import { painter } from '../contract.ts';
import { changed } from './changes.ts';

export const trivialAugmentKind = painter('trivialAugment', {
  help: 'one of fourteen changes, of any strength',
  fields: {},
  paint: (pixels, _, random) => changed(pixels, () => random.below(31) / 30, random, true),
});

/** TrivialAugment (Müller and Hutter 2021): one change of any strength. @example trivialAugment() */
export function trivialAugment() {
  return trivialAugmentKind.make({});
}
