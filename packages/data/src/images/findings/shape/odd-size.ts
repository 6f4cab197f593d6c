import type { PictureFinding } from '../contract.ts';
import { unusual } from '../pixels/unusual.ts';
import { files } from '../words.ts';
import { median } from './median.ts';

export const oddSize = {
  kind: 'odd-size',
  severity: 'warning',
  about: 'A picture with sixteen times fewer, or more, pixels than is usual.',
  what: (count) => `${files(count, 'is', 'are')} of a far other size than the rest`,
  hint: 'Look at them: previews and icons among photographs are best replaced or deleted',
  look(examined) {
    const usual = median(examined.kept.map(({ height, width }) => height * width));
    return unusual(examined, ({ picture: { height, width } }) => {
      const times = (height * width) / usual;
      return times <= 1 / 16 || times >= 16 ? `${width} × ${height}` : undefined;
    });
  },
} as const satisfies PictureFinding;
