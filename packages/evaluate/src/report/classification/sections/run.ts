import { html } from '@capstan/page';
import { bill, runFacts } from '../run-facts.ts';
import type { ReportSection } from './contract.ts';

export const run: ReportSection = {
  title: 'Run',
  place: 100,
  lead: () => 'What it took, and all that is needed to do it again.',
  draw: ({ run: of }) => of && html`${bill(of)}<div style="height:14px"></div>${runFacts(of)}`,
};
