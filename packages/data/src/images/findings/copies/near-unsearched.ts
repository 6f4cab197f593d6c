import type { PictureFinding } from '../contract.ts';

export const nearUnsearched = {
  kind: 'near-unsearched',
  severity: 'note',
  about: 'Too many pictures to be compared with one another.',
  what: () => 'copies that were coded again, cropped or brightened were not all looked for',
  hint: 'Compare parts of the data with nearDuplicateImages(), a class at a time for instance',
  look({ alike: { pictures, unsearched, isAcrossOnly } }) {
    const many = (count: number) => `${count.toLocaleString('en')} pictures are too many to be compared`;
    if (unsearched !== undefined) return { items: [], detail: `${many(unsearched)} with one another` };
    return isAcrossOnly
      ? { items: [], detail: `${many(pictures.length)} within a split; across splits they were` }
      : [];
  },
} as const satisfies PictureFinding;
