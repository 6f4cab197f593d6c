import type { PictureFinding } from '../contract.ts';
import { files } from '../words.ts';
import { unusual } from './unusual.ts';

export const lowInformation = {
  kind: 'low-information',
  severity: 'warning',
  about: 'A picture of hardly more than a few levels among others that are full of them: a placeholder, a drawing.',
  what: (count) => `${files(count, 'shows', 'show')} next to nothing`,
  hint: 'Look at them: placeholders and drawings among photographs are best deleted',
  look: (examined) =>
    unusual(examined, ({ measures: { entropy }, usual, off }) =>
      entropy < 0.5 * usual('entropy').low && off('entropy', 0.15) < -3
        ? `its levels hold ${entropy.toFixed(1)} bits, where ${usual('entropy').median.toFixed(1)} are usual`
        : undefined,
    ),
} as const satisfies PictureFinding;
