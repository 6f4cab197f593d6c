import type { PictureFinding } from '../contract.ts';
import { files } from '../words.ts';
import { unusual } from './unusual.ts';

/** Of the levels' histogram: a few strokes on an even ground have less, static has 5 or more at any size. */
const fewestBits = 4;

export const noise = {
  kind: 'noise',
  severity: 'warning',
  about: 'A picture of noise: what lies side by side has nothing in common.',
  what: (count) => `${files(count, 'is', 'are')} noise`,
  hint: 'Look at them and delete them: nothing can be learnt from them',
  look: (examined) =>
    unusual(examined, ({ measures: { neighbours, entropy }, usual, off }) =>
      entropy > fewestBits && neighbours < 0.25 && usual('neighbours').low > 0.3 && off('neighbours', 0.02) < -3
        ? `neighbours correlate by ${neighbours.toFixed(2)}, where ${usual('neighbours').median.toFixed(2)} is usual`
        : undefined,
    ),
} as const satisfies PictureFinding;
