import type { PictureFinding } from '../contract.ts';
import { files } from '../words.ts';
import { asideAs } from './aside.ts';

export const leak = {
  kind: 'leak',
  severity: 'error',
  about: 'The same picture in training and in what tests it.',
  what: (count) => `${files(count, 'is', 'are')} both for training and for validation or test: set aside from training`,
  hint: 'Delete them from the training folder: what is tested must not have been seen',
  look: (examined) => asideAs(examined, 'leak'),
} as const satisfies PictureFinding;
