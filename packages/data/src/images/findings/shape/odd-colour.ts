import type { PictureFinding } from '../contract.ts';
import { unusual } from '../pixels/unusual.ts';
import { files } from '../words.ts';

export const oddColour = {
  kind: 'odd-colour',
  severity: 'note',
  about: 'A grey picture among coloured ones, or a coloured one among grey ones.',
  what: (count) => `${files(count, 'is', 'are')} grey among coloured ones, or the other way round`,
  hint: 'Look at them: a model may take the lack of colour for what it is to learn',
  look: (examined) =>
    unusual(examined, ({ measures: { chroma }, usual }) => {
      const { low, high } = usual('chroma');
      if (chroma < 2 && low > 6) return 'grey';
      return chroma > 6 && high < 2 ? 'coloured' : undefined;
    }),
} as const satisfies PictureFinding;
