import type { PictureFinding } from '../contract.ts';
import { unusual } from '../pixels/unusual.ts';
import { files } from '../words.ts';
import { median } from './median.ts';

export const oddShape = {
  kind: 'odd-shape',
  severity: 'warning',
  about: 'A picture that is two and a half times as long, or as high, for its other side as is usual.',
  what: (count) => `${files(count, 'is', 'are')} of a far other shape than the rest: much is cut off, or squeezed`,
  hint: 'Look at them: banners and strips among photographs are best cut or deleted',
  look(examined) {
    const usual = median(examined.kept.map(({ height, width }) => width / height));
    return unusual(examined, ({ picture: { height, width } }) => {
      const times = width / height / usual;
      return times <= 0.4 || times >= 2.5 ? `${width} × ${height}` : undefined;
    });
  },
} as const satisfies PictureFinding;
