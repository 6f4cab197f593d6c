import type { PictureFinding } from '../contract.ts';
import { files } from '../words.ts';
import { failed } from './failed.ts';

export const tooLarge = {
  kind: 'too-large',
  severity: 'error',
  about: 'A picture of more pixels than may be decoded.',
  what: (count) => `${files(count, 'has', 'have')} more pixels than may be decoded: set aside unread`,
  hint: 'Save smaller versions, or raise maxPixels',
  look: (examined) => failed(examined, (code) => code === 'image-too-large'),
} as const satisfies PictureFinding;
