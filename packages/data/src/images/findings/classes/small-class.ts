import type { PictureFinding } from '../contract.ts';
import { classesHave } from '../words.ts';
import { pictureCounts } from './counts.ts';

export const smallClass = {
  kind: 'small-class',
  severity: 'warning',
  about: 'A class of which a split has no picture.',
  what: (count) => `${classesHave(count)} too few pictures to train, validate and test on`,
  hint: 'Add pictures, or join the class with another',
  look(examined) {
    const { classes, sets } = examined;
    const counts = pictureCounts(examined);
    return classes.flatMap((file, k) => {
      const lacking = sets.filter((set, s) => set.length > 0 && counts[k]![s] === 0).map((set) => set.name);
      const total = counts[k]!.reduce((sum, count) => sum + count, 0);
      if (lacking.length === 0) return [];
      return [
        { file, reason: `${total === 1 ? '1 picture' : `${total} pictures`}, none for ${lacking.join(' and ')}` },
      ];
    });
  },
} as const satisfies PictureFinding;
