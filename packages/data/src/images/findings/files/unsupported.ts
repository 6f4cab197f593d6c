import type { PictureFinding } from '../contract.ts';
import { files } from '../words.ts';
import { failed } from './failed.ts';
import { straysOf } from './stray.ts';

export const unsupported = {
  kind: 'unsupported',
  severity: 'error',
  about: 'A picture in a format that is not read.',
  what: (count) => `${files(count, 'is', 'are')} in a format that is not read: set aside`,
  hint: 'Convert them to JPEG or PNG',
  look: (examined) => [
    ...straysOf(examined, 'unsupported'),
    ...failed(examined, (code) => code === 'image-unsupported'),
  ],
} as const satisfies PictureFinding;
