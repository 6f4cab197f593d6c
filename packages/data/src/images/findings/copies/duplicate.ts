import type { PictureFinding } from '../contract.ts';
import { files } from '../words.ts';
import { asideAs } from './aside.ts';

export const duplicate = {
  kind: 'duplicate',
  severity: 'warning',
  about: 'The same picture twice in a class.',
  what: (count) => `${files(count, 'is a copy', 'are copies')} of another: set aside, the first by name stays`,
  hint: 'Delete the copies',
  look: (examined) => asideAs(examined, 'duplicate'),
} as const satisfies PictureFinding;
