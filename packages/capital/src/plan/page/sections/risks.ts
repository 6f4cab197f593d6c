import { short } from '../../../quantity/show.ts';
import type { PlanReport } from '../../report/report.ts';
import { standingText } from '../../report/standing.ts';
import type { PageSection } from '../section.ts';

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
        header: ['risk', 'area', 'a year', 'after control', 'p95 of all months', 'review', 'owner'],
        rows: shown.map(({ name, area, before, after, bad, owner, review }) => [
          name,
          area,
          short(before),
          short(after),
          short(bad),
          review,
          owner,
        ]),
        left: 2,
        words: [5, 6],
        details: shown.map(
          ({ control, restsOn }) =>
            `${control ? `Control: ${control}` : 'No control'}. Rests on ${standingText(restsOn)}.`,
        ),
      },
    ],
    notes: [`Expected ${currency}; every risk happens, or not, on each of the paths above.${more}`],
  };
}
