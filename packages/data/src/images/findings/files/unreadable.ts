import type { PictureFinding } from '../contract.ts';
import { files } from '../words.ts';
import { failed } from './failed.ts';

export const unreadable = {
  kind: 'unreadable',
  severity: 'error',
  about: 'A file that is cut short, damaged or no picture at all.',
  what: (count) => `${files(count, 'cannot', 'cannot')} be decoded: set aside`,
  hint: 'Replace or delete them',
  look: (examined) => failed(examined, (code) => code !== 'image-too-large' && code !== 'image-unsupported'),
} as const satisfies PictureFinding;
