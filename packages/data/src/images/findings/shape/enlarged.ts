import { fittedSize } from '../../preprocessing.ts';
import type { PictureFinding } from '../contract.ts';
import { files } from '../words.ts';

export const enlarged = {
  kind: 'enlarged',
  severity: 'note',
  about: 'A picture that has to be blown up by half or more.',
  what: (count) => `${files(count, 'is', 'are')} much smaller than the size trained on: enlarged`,
  hint: 'Train on a smaller size',
  look: ({ kept, base }) =>
    kept.flatMap(({ file, height, width }) => {
      const [h] = fittedSize(height, width, base);
      return h > 1.5 * height ? [{ file, reason: `${width} × ${height}` }] : [];
    }),
} as const satisfies PictureFinding;
