import type { ExaminedPictures } from '../contract.ts';

/** Pictures by class and set, (classes, sets). */
export function pictureCounts({ classes, sets }: Pick<ExaminedPictures, 'classes' | 'sets'>): number[][] {
  const counts = classes.map(() => sets.map(() => 0));
  for (const [s, set] of sets.entries()) for (const label of set.labels) counts[label]![s]! += 1;
  return counts;
}
