import { short } from '../../../../quantity/show.ts';
import type { PlanReport } from '../../../report/report.ts';
import type { PageSection } from '../contract.ts';

/** Less than this, a difference is the rounding of doubles. */
const ROUNDING = 1e-9;

export const accounts: PageSection = { id: 'accounts', of };

function of({ accounts: { years, flows, difference }, currency, sourcing }: PlanReport): ReturnType<PageSection['of']> {
  const [opening, closing] = [years[0]!.opening, years.at(-1)!.closing];
  const size = Math.max(...flows.map(({ total }) => Math.abs(total)), Math.abs(opening), 1);
  const agree = Math.abs(difference) <= ROUNDING * size;
  const supplied = flows.find(({ line }) => line === 'instead');
  return {
    title: 'The accounts agree',
    lead: agree
      ? `Opening cash, every inflow and every outflow come to the closing cash in every year.`
      : `The flows miss the closing cash by ${short(difference)} ${currency}: a fault of ours, please report it.`,
    tables: [
      {
        header: [
          `expected ${currency}`,
          ...years.map(({ year, months }) => (months === 12 ? year : `${year}, ${months} mo`)),
          'all',
        ],
        rows: [
          ['opening cash', ...years.map((each) => short(each.opening)), short(opening)],
          ...flows.map(({ words, byYear, total }) => [words, ...byYear.map(short), short(total)]),
          ['closing cash', ...years.map((each) => short(each.closing)), short(closing)],
        ],
        left: 1,
      },
    ],
    notes: [
      'Means over the paths, which add up where medians do not; the tables above show medians and ranges of the same paths.',
      ...(supplied && sourcing
        ? [
            `Trainings and serving are priced at the plan's own prices; what the sourcing programme computes of them, ${short(supplied.total)}, is not paid twice: the programme is paid instead.`,
          ]
        : []),
    ],
  };
}
