import { short } from '../../../../quantity/show.ts';
import type { PlanReport } from '../../../report/report.ts';
import type { Quantiles } from '../../../report/sections/economics.ts';
import type { PageSection } from '../contract.ts';

export const economics: PageSection = { id: 'economics', of };

function of({ economics: found, currency, months }: PlanReport): ReturnType<PageSection['of']> {
  if (!found) return undefined;
  const { burnMultiple } = found;
  return {
    title: 'What a customer is worth',
    tables: [
      {
        header: ['revenue', `worth, ${currency}`, 'cost of winning', 'worth/cost', 'p5 to p95', 'months to pay back'],
        rows: found.customers.map(({ name, worth, cost, worthOverCost, payback }) => [
          name,
          shown(worth.p50),
          cost ? shown(cost.p50) : '—',
          worthOverCost ? `${shown(worthOverCost.p50)}×` : '—',
          worthOverCost ? range(worthOverCost) : '—',
          payback ? shown(payback.p50) : '—',
        ]),
        left: 1,
      },
    ],
    notes: [
      `Medians over the paths, in ${months.at(-1)!.month}. Worth: price less serving over churn (LTV); winning: CAC; ∞ where nobody leaves or nothing is left of the price.`,
      ...(burnMultiple
        ? [
            `Burn multiple of the last twelve months, money burnt for each ${currency} of yearly income that was added: ${shown(burnMultiple.p50)}, from ${range(burnMultiple)}; below 0 the company earns while it grows.`,
          ]
        : []),
    ],
  };
}

const shown = (value: number): string => (Number.isFinite(value) ? short(value) : value > 0 ? '∞' : '−∞');

const range = ({ p05, p95 }: Quantiles): string => `${shown(p05)} to ${shown(p95)}`;
