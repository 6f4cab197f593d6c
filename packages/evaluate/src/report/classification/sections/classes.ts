import { classTable } from '../class-table.ts';
import type { ReportSection } from './contract.ts';

export const classes: ReportSection = {
  title: 'Classes',
  place: 30,
  lead: () =>
    'Precision: how often the model is right when it names this class. Recall: how many of this class it finds. F1 joins the two.',
  draw: ({ report }) => classTable(report),
};
