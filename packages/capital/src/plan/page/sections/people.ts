import { short } from '../../../quantity/show.ts';
import type { PlanReport } from '../../report/report.ts';
import { standingText } from '../../report/standing.ts';
import { type PageSection, span } from './contract.ts';

export const people: PageSection = { id: 'people', of };

function of({ hiring, currency }: PlanReport): ReturnType<PageSection['of']> {
  if (hiring.length === 0) return undefined;
  return {
    title: 'People',
    tables: [
      {
        header: [
          'role',
          'from',
          'people at most',
          'expected at the end',
          `pay and recruiting, all months, ${currency}`,
          'rests on',
        ],
        rows: hiring.map(({ role, start, people: count, peopleAtEnd, cost, restsOn }) => [
          role,
          start,
          short(count),
          short(peopleAtEnd),
          span(cost),
          standingText(restsOn),
        ]),
        left: 2,
        words: [5],
      },
    ],
  };
}
