import { gallery } from '@capstan/page';
import type { ReportSection } from './contract.ts';

export const mistakes: ReportSection = {
  title: 'Surest mistakes',
  place: 60,
  lead: () =>
    'Where the model was wrong and most certain: often a wrong label, a bad picture, or a class that needs more examples.',
  draw: ({ images }) => {
    const wrong = images.filter(({ truth, predicted }) => truth !== predicted);
    if (wrong.length === 0) return undefined;
    return gallery(wrong.sort((a, b) => b.confidence - a.confidence).slice(0, 24));
  },
};
