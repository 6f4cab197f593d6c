import type { PictureFinding } from '../contract.ts';
import { files } from '../words.ts';
import { nearCopies } from './near/alike.ts';

export const nearConflict = {
  kind: 'near-conflict',
  severity: 'warning',
  about: 'Pictures of two classes that look the same.',
  what: (count) =>
    `${files(count, 'looks', 'look')} the same as one of another class: coded again, cropped or brighter`,
  hint: 'Look at the pairs, decide which class is right and delete the others',
  look: ({ alike }) =>
    nearCopies(alike).flatMap(({ file, like, likeness, classes: [own, other] }) =>
      own === other
        ? []
        : [
            {
              file,
              like,
              reason: `looks like ${like}, of the class ${JSON.stringify(other)} (${likeness.toFixed(2)})`,
            },
          ],
    ),
} as const satisfies PictureFinding;
