import type { PictureFinding } from '../contract.ts';
import { files } from '../words.ts';
import { unusual } from './unusual.ts';

export const dark = {
  kind: 'dark',
  severity: 'warning',
  about: 'A picture whose brightest parts are far darker than those of others of its class.',
  what: (count) => `${files(count, 'is', 'are')} far darker than the others`,
  hint: 'Look at them: brighten them, or delete those on which nothing can be seen',
  look: (examined) =>
    unusual(examined, ({ measures: { bright }, usual, off }) =>
      bright < usual('bright').median / 2 && off('bright', 8) < -4
        ? `its brightest parts are at ${bright} of 255, where ${usual('bright').median} is usual`
        : undefined,
    ),
} as const satisfies PictureFinding;
