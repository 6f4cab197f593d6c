import { gallery } from '@capstan/page';
import type { ReportSection } from './contract.ts';

export const rightAnswers: ReportSection = {
  title: 'Right answers',
  place: 70,
  lead: () => 'What the model was shown and got right, for comparison.',
  draw: ({ images }) => {
    const right = images.filter(({ truth, predicted }) => truth === predicted);
    return right.length === 0 ? undefined : gallery(right.slice(0, 24));
  },
};
