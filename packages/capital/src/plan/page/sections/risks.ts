import { short } from '../../../quantity/show.ts';
import type { PlanReport } from '../../report/report.ts';
import { standingText } from '../../report/standing.ts';
import type { PageSection } from './contract.ts';

const SHOWN_RISKS = 8;

export const risks: PageSection = { id: 'risks', of };

function of({ risks: all, currency }: PlanReport): ReturnType<PageSection['of']> {
  if (all.length === 0) return undefined;
  const shown = all.slice(0, SHOWN_RISKS);
  const more = all.length > SHOWN_RISKS ? ` ${all.length - SHOWN_RISKS} smaller ones are in --json.` : '';
  return {
    title: 'Risks',
    tables: [
      {
        header: ['risk', 'area', 'a year', 'after control', 'all months', 'p95', 'review', 'owner'],
        rows: shown.map(({ name, area, before, after, lost, bad, owner, review }) => [
          name,
          area,
          short(before),
          short(after),
          short(lost),
          short(bad),
          review,
          owner,
        ]),
        left: 2,
        words: [6, 7],
        details: shown.map(
          ({ control, restsOn }) =>
            `${control ? `Control: ${control}` : 'No control'}. Rests on ${standingText(restsOn)}.`,
        ),
      },
    ],
    notes: [
      `Expected ${currency}. A year: what the plan's months cost without control, and with it once it stands. All months: what left the cash on the paths above, expected and at the 95th percentile.${more}`,
    ],
  };
}
