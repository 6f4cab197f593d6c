import { percent, short } from '../../../../quantity/show.ts';
import type { PlanReport } from '../../../report/report.ts';
import { standingText } from '../../../report/standing.ts';
import type { PageSection } from '../contract.ts';

export const rounds: PageSection = { id: 'rounds', of };

function of({ rounds: all, currency }: PlanReport): ReturnType<PageSection['of']> {
  if (all.length === 0) return undefined;
  return {
    title: 'Rounds',
    tables: [
      {
        header: ['round', 'planned', 'typically', `amount, ${currency}`, 'closes by the end', 'rests on'],
        rows: all.map(({ name, month, amount, closes, typically, restsOn }) => [
          name,
          month,
          typically ?? 'never',
          short(amount),
          percent(closes),
          standingText(restsOn),
        ]),
        left: 3,
        words: [5],
      },
    ],
    notes: ['Amount: what comes in when the round closes, before fees, the median over the paths on which it does.'],
  };
}
