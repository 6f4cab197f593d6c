import type { PictureFinding } from '../contract.ts';
import { straysOf } from './stray.ts';

export const link = {
  kind: 'link',
  severity: 'warning',
  about: 'A symbolic link that leads out of the data or to a folder.',
  what: (count) =>
    `${count === 1 ? '1 symbolic link leads' : `${count} symbolic links lead`} out of the data or to a folder: not followed`,
  hint: 'Copy what they point to into the class folder',
  look: (examined) => straysOf(examined, 'link'),
} as const satisfies PictureFinding;
