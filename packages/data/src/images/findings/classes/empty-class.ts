import type { PictureFinding } from '../contract.ts';
import { classesHave } from '../words.ts';

export const emptyClass = {
  kind: 'empty-class',
  severity: 'warning',
  about: 'A class without a usable picture.',
  what: (count) => `${classesHave(count)} no usable picture: left out`,
  hint: 'Add pictures, or delete the folder',
  look: ({ listing, classes }) =>
    listing.classes.filter((name) => !classes.includes(name)).map((file) => ({ file, reason: 'no usable picture' })),
} as const satisfies PictureFinding;
