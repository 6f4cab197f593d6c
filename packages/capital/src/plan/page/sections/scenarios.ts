import { percent, short } from '../../../quantity/show.ts';
import type { PlanReport } from '../../report/report.ts';
import type { PageSection } from './contract.ts';

export const scenarios: PageSection = { id: 'scenarios', of };

function of({ scenarios: all, worthKnowing, currency }: PlanReport): ReturnType<PageSection['of']> {
  if (all.length === 0) return undefined;
  const [best] = worthKnowing;
  return {
    title: 'Scenarios, on the same draws',
    tables: [
      {
        header: ['scenario', 'ruin', 'even odds in month', 'cash p5', 'p50', 'income', ''],
        rows: all.map(({ name, ruin, ruinError, runway, cashAtEnd, incomeAtEnd, note }) => [
          name,
          `${percent(ruin)} ± ${percent(2 * ruinError)}`,
          runway === null ? '—' : String(runway),
          short(cashAtEnd.p05),
          short(cashAtEnd.p50),
          short(incomeAtEnd),
          note ?? '',
        ]),
        left: 1,
        words: [6],
      },
    ],
    ...(best && best.worth > 0
      ? {
          notes: [
            `Before choosing, knowing ${best.assumption} would be worth up to ${short(best.worth)} ${currency}; nothing else more.`,
          ],
        }
      : {}),
  };
}
