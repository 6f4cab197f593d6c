import type { PictureFinding } from '../contract.ts';
import { files } from '../words.ts';
import { isEven } from './unusual.ts';

export const white = {
  kind: 'white',
  severity: 'warning',
  about: 'A picture that is white all over.',
  what: (count) => `${files(count, 'is', 'are')} white`,
  hint: 'Look at them and delete them: nothing can be learnt from them',
  look: ({ kept }) =>
    kept.flatMap((picture) => {
      const { dark } = picture.measures;
      return isEven(picture) && dark >= 231 ? [{ file: picture.file, reason: `no level below ${dark} of 255` }] : [];
    }),
} as const satisfies PictureFinding;
