import { html } from '@capstan/page';
import { trainingCurves } from '../training-curves.ts';
import type { ReportSection } from './contract.ts';

export const training: ReportSection = {
  title: 'Training',
  place: 10,
  lead: () =>
    'How the model learned. Validation examples were never trained on: where its loss turns up while training goes on falling, the model begins to learn by heart.',
  draw: ({ curves }) => {
    const charts = trainingCurves(curves);
    return charts.length === 0 ? undefined : html`<div class="pair">${charts}</div>`;
  },
};
