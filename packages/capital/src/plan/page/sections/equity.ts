import { percent, short } from '../../../quantity/show.ts';
import type { PlanReport } from '../../report/report.ts';
import type { PageSection } from '../section.ts';

export const equity: PageSection = { id: 'equity', of };

function of({ equity: found, currency }: PlanReport): ReturnType<PageSection['of']> {
  if (!found) return undefined;
  const { stages, holders, range, unconverted } = found;
  const later = stages.slice(1);
  return {
    title: 'Who owns what, if every round closes',
    tables: [
      {
        header: ['holder', ...stages.map(({ name }) => name), 'p5 to p95 of valuations'],
        rows: holders.map(({ holder, fractions }, i) => [
          holder,
          ...fractions.map((fraction) => (fraction === 0 ? '—' : percent(fraction))),
          `${percent(range[i]!.low)} to ${percent(range[i]!.high)}`,
        ]),
        left: 1,
      },
      ...(later.length > 0
        ? [
            {
              header: ['round', 'raised', 'pre-money', 'effective', 'post-money', 'a share'],
              rows: later.map(({ name, raised, preMoney, effectivePreMoney, postMoney, price }) => [
                name,
                ...[raised, preMoney, effectivePreMoney, postMoney].map((value) => short(value ?? 0)),
                (price ?? 0).toFixed(4),
              ]),
              left: 1,
            },
          ]
        : []),
    ],
    notes: [
      `Fully diluted, in exact fractions, at the median amount and valuation. Effective: what earlier holders' shares are priced at once the pool's increase is paid for. ${currency}.`,
      ...unconverted.map(
        ({ holder, amount, id }) =>
          `${holder}'s ${short(amount)} ${currency} (${id}) converts in no round of the plan.`,
      ),
    ],
  };
}
