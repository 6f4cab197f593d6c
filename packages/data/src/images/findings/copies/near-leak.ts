import type { PictureFinding } from '../contract.ts';
import { files } from '../words.ts';
import { leaksAmong } from './near/alike.ts';

export const nearLeak = {
  kind: 'near-leak',
  severity: 'warning',
  about: 'Pictures of two splits that look the same.',
  what: (count) =>
    `${files(count, 'looks', 'look')} the same as one in another split: coded again, cropped or brighter`,
  hint: "Look at the pairs. Delete the copies, or let nearLeaks be 'remove': what is tested must not have been seen",
  look({ alike }) {
    const { pictures, splits } = alike;
    const items = leaksAmong(alike).map(({ index, other, likeness }) => {
      const { file: like, class: name } = pictures[other]!;
      const label = name === pictures[index]!.class ? '' : `, of the class ${JSON.stringify(name)}`;
      const reason = `in ${splits[index]}; looks like ${like} in ${splits[other]}${label} (${likeness.toFixed(2)})`;
      return { file: pictures[index]!.file, reason, like };
    });
    return alike.isRemoved ? { items, detail: 'set aside' } : items;
  },
} as const satisfies PictureFinding;
