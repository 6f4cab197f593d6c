import { findingList } from '@capstan/page';
import type { ReportSection } from './contract.ts';

export const data: ReportSection = {
  title: 'Data',
  place: 90,
  lead: ({ findings = [] }) =>
    findings.length === 0 ? 'Nothing was found wrong with the data.' : 'What was found in the data before training.',
  draw: ({ findings }) => findings && findingList(findings),
};
