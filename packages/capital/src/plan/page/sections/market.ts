import { percent, short } from '../../../quantity/show.ts';
import type { PlanReport } from '../../report/report.ts';
import { adoptionChart } from '../charts/adoption.ts';
import { type PageSection, span } from './contract.ts';

/** TAM, SAM, SOM and adoption. */
export const market: PageSection = { id: 'market', of, draw: adoptionChart };

function of({ market, currency }: PlanReport): ReturnType<PageSection['of']> {
  if (!market) return undefined;
  const { segments, total, customers, adoption, source } = market;
  const end = adoption.at(-1)!;
  const rows = [...segments, ...(segments.length > 1 ? [{ name: 'all', ...total }] : [])];
  const part = end.ours.p50 / customers.p50;
  const beside = end.ours.p50 / end.adopted.p50;
  const warning =
    beside > 1 ? ' The plan sells faster than this market adopts: raise the marketing or lower the plan.' : '';
  return {
    title: 'Market, from below',
    lead: `In ${end.month} the plan's ${short(end.ours.p50)} customers are ${percent(part)} of the ${short(customers.p50)} that can be won, and ${percent(beside)} of those that have adopted by then.${warning}`,
    tables: [
      {
        header: [`${currency} a year, ${end.month}`, 'TAM', 'SAM', 'SOM'],
        rows: rows.map(({ name, tam, sam, som }) => [name, span(tam), span(sam), span(som)]),
        left: 1,
      },
      {
        header: ['customers by', ...adoption.map(({ month }) => month)],
        rows: [
          ['Bass adoption', ...adoption.map(({ adopted }) => span(adopted))],
          ['the plan', ...adoption.map(({ ours }) => span(ours))],
        ],
        left: 1,
      },
    ],
    notes: [`From the 5th to the 95th percentile. ${source}`],
  };
}
