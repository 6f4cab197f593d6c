import type { PictureFinding } from '../contract.ts';
import { files } from '../words.ts';
import { unusual } from './unusual.ts';

export const overexposed = {
  kind: 'overexposed',
  severity: 'warning',
  about: 'A picture whose darkest parts are far brighter than those of others of its class.',
  what: (count) => `${files(count, 'is', 'are')} far brighter than the others`,
  hint: 'Look at them; what is burnt out cannot be brought back: delete those on which nothing can be seen',
  look: (examined) =>
    unusual(examined, ({ measures: { dim }, usual, off }) =>
      dim > usual('dim').high + 48 && off('dim', 8) > 4
        ? `its darkest parts are at ${dim} of 255, where ${usual('dim').median} is usual`
        : undefined,
    ),
} as const satisfies PictureFinding;
