import type { PictureFinding } from '../contract.ts';
import { files } from '../words.ts';
import { unusual } from './unusual.ts';

export const partMissing = {
  kind: 'part-missing',
  severity: 'warning',
  about: 'A picture of which the lower or upper part is one even colour, as a download that broke off leaves it.',
  what: (count) => `${files(count, 'lacks', 'lack')} a part: its rows are all of one colour`,
  hint: 'Look at them, and fetch again what has broken off',
  look: (examined) =>
    unusual(examined, ({ measures: { blank }, usual }) =>
      blank >= 0.2 && blank > usual('blank').high + 0.15
        ? `${Math.round(100 * blank)} % of its rows, where ${Math.round(100 * usual('blank').median)} % are usual`
        : undefined,
    ),
} as const satisfies PictureFinding;
