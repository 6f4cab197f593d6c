import { percent, short } from '../../../../quantity/show.ts';
import type { PlanReport } from '../../../report/report.ts';
import type { PageSection } from '../contract.ts';

export const loans: PageSection = { id: 'loans', of };

function of({ loans: all, currency }: PlanReport): ReturnType<PageSection['of']> {
  if (all.length === 0) return undefined;
  return {
    title: 'Loans',
    tables: [
      {
        header: [
          'loan',
          'month',
          `drawn, ${currency}`,
          'interest and fees',
          'owed at the end',
          'too little cash',
          'typically',
        ],
        rows: all.map(({ name, month, drawn, interest, owed, broken }) => [
          name,
          month,
          short(drawn),
          short(interest),
          short(owed),
          broken ? percent(broken.part) : '—',
          broken?.typically ?? '—',
        ]),
        left: 2,
        words: [6],
      },
    ],
    notes: [
      'Expected over the paths. Too little cash: the part of the paths on which there is less than the loan asks for while something is owed.',
    ],
  };
}
