import type { PictureFinding } from '../contract.ts';
import { files } from '../words.ts';
import { asideAs } from './aside.ts';

export const conflict = {
  kind: 'conflict',
  severity: 'error',
  about: 'The same picture under two classes.',
  what: (count) => `${files(count, 'is', 'are')} the same picture as one of another class: set aside, both sides`,
  hint: 'Decide which class is right and delete the others',
  look: (examined) => asideAs(examined, 'conflict'),
} as const satisfies PictureFinding;
