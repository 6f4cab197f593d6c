import type { PictureFinding } from '../contract.ts';
import { files } from '../words.ts';
import { isEven } from './unusual.ts';

export const black = {
  kind: 'black',
  severity: 'warning',
  about: 'A picture that is black all over.',
  what: (count) => `${files(count, 'is', 'are')} black`,
  hint: 'Look at them and delete them: nothing can be learnt from them',
  look: ({ kept }) =>
    kept.flatMap((picture) => {
      const { bright } = picture.measures;
      return isEven(picture) && bright <= 24 ? [{ file: picture.file, reason: `no level above ${bright} of 255` }] : [];
    }),
} as const satisfies PictureFinding;
