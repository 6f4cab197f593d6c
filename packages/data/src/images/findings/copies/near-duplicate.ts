import type { PictureFinding } from '../contract.ts';
import { files } from '../words.ts';
import { nearCopies } from './near/alike.ts';

export const nearDuplicate = {
  kind: 'near-duplicate',
  severity: 'note',
  about: 'Pictures of a class that look the same.',
  what: (count) =>
    `${files(count, 'looks', 'look')} the same as another of its class: coded again, cropped or brighter`,
  hint: 'Look at the pairs; copies weigh more than other pictures',
  look: ({ alike }) =>
    nearCopies(alike).flatMap(({ file, like, likeness, classes: [own, other] }) =>
      own === other ? [{ file, like, reason: `looks like ${like} (${likeness.toFixed(2)})` }] : [],
    ),
} as const satisfies PictureFinding;
