import { short } from '../../../quantity/show.ts';
import type { PlanReport } from '../../report/report.ts';
import { standingText } from '../../report/standing.ts';
import type { PageSection } from './contract.ts';

export const experiments: PageSection = { id: 'experiments', of };

function of({ experiments: all, currency, months }: PlanReport): ReturnType<PageSection['of']> {
  const [best] = all;
  if (!best) return undefined;
  return {
    title: 'What to find out next',
    lead:
      best.times > 0
        ? `Buy '${best.name}' ${best.month === months[0]!.month ? 'next' : `in ${best.month}`}${best.times > 1 ? `, ${best.times} times` : ''}: it is expected to gain ${short(best.net)} ${currency} more than it costs.`
        : 'Stop buying experiments: each costs more than the better decision after it would gain.',
    tables: [
      {
        header: ['experiment', 'month', 'cost', 'worth', 'at most', 'net', 'buy'],
        rows: all.map(({ name, month, cost, worth, ceiling, net, times }) => [
          name,
          month,
          short(cost),
          short(worth),
          short(ceiling),
          short(net),
          times === 0 ? 'no' : times === 1 ? 'once' : `${times} times`,
        ]),
        left: 2,
        details: all.map(({ question, restsOn }) => `${question} Rests on ${standingText(restsOn)}.`),
      },
    ],
    notes: [
      `${currency}; worth: the better decision after one run of it; at most: after a perfect one. All of its month, on the paths above.`,
    ],
  };
}
