import type { PictureFinding } from '../contract.ts';
import { pictureCounts } from './counts.ts';

export const imbalance = {
  kind: 'imbalance',
  severity: 'note',
  about: 'Classes of which one has more than three times the training pictures of another.',
  what: () => 'the classes are of very different size',
  hint: 'Let balance (--balance) be oversample or weights',
  look(examined) {
    const trained = pictureCounts(examined)
      .map((row) => row[0] ?? 0)
      .filter((count) => count > 0);
    const [largest, smallest] = [Math.max(...trained), Math.min(...trained)];
    if (!(largest > 3 * smallest)) return [];
    const detail = `${largest.toLocaleString('en')} in the largest, ${smallest.toLocaleString('en')} in the smallest`;
    return { items: [], detail };
  },
} as const satisfies PictureFinding;
