import type { PictureFinding } from '../contract.ts';

export const nearUnsearched = {
  kind: 'near-unsearched',
  severity: 'note',
  about: 'Too many pictures to be compared with one another.',
  what: () => 'copies that were coded again, cropped or brightened were not looked for across the splits',
  hint: 'Compare parts of the data with splitLeaks(), a class at a time for instance',
  look: ({ alike: { unsearched } }) =>
    unsearched === undefined
      ? []
      : {
          items: [],
          detail: `${unsearched.toLocaleString('en')} pictures are too many to be compared with one another`,
        },
} as const satisfies PictureFinding;
