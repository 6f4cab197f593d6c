import type { PictureFinding } from '../contract.ts';
import { files } from '../words.ts';
import { isEven } from './unusual.ts';

export const oneColour = {
  kind: 'one-colour',
  severity: 'warning',
  about: 'A picture of one even colour that is neither black nor white.',
  what: (count) => `${files(count, 'is', 'are')} of one colour`,
  hint: 'Look at them and delete them: nothing can be learnt from them',
  look: ({ kept }) =>
    kept.flatMap((picture) => {
      const { bright, dark } = picture.measures;
      if (!isEven(picture) || bright <= 24 || dark >= 231) return [];
      return [{ file: picture.file, reason: `every level within ${dark} and ${bright} of 255` }];
    }),
} as const satisfies PictureFinding;
