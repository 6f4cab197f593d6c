import { percent, short } from '../../../quantity/show.ts';
import type { PlanReport } from '../../report/report.ts';
import type { SourcingReport, Way } from '../../report/sections/sourcing.ts';
import type { PageSection } from '../section.ts';

const WAY_NAMES: Readonly<Record<Way | 'mix', string>> = {
  rent: 'rent by the hour',
  commit: 'rent and reserve',
  buy: 'rent and buy',
  partner: 'rent, grants and credits',
  mix: 'the best mix',
};

/** Rent, commit, buy or partner. */
export const sourcing: PageSection = { id: 'sourcing', of };

function of({ sourcing }: PlanReport): ReturnType<PageSection['of']> {
  if (!sourcing) return undefined;
  const { ways, steps, checkpoints, quantile, gpuHours } = sourcing;
  return {
    title: 'Compute: rent, buy or partner',
    lead: sourcingVerdict(sourcing),
    tables: [
      {
        header: ['way', 'today’s USD', 'saves', 'p5', 'p95', 'right'],
        rows: ways.map(({ way, presentCost, verdict }) => [
          WAY_NAMES[way],
          short(presentCost),
          verdict ? short(verdict.npv) : '—',
          verdict ? short(verdict.p5) : '—',
          verdict ? short(verdict.p95) : '—',
          verdict ? percent(verdict.right) : '—',
        ]),
        left: 1,
      },
      {
        header: ['the best mix takes', 'kind', 'from', 'to', 'most at a time', 'GPU-hours'],
        rows: steps.map(({ offer, kind, from, to, most, gpuHours: hours }) => [
          offer,
          kind,
          from,
          to,
          kind === 'credit' ? `${short(most)} USD` : `${short(most)} nodes`,
          kind === 'credit' ? '—' : short(hours),
        ]),
        left: 4,
        details: steps.map(
          ({ confidence, source, conditions }) =>
            `${confidence}: ${source}${conditions ? `; in return: ${conditions}` : ''}`,
        ),
      },
    ],
    notes: [
      `For ${short(gpuHours)} GPU-hours: the ${percent(quantile)} point of each month's demand over the paths. Discounted. Saves: over renting alone, while rents move; the odds of an application are in the expectation of what it gives, not in that probability.`,
      ...checkpoints.map(({ offer, text }) => `${offer}: ${text}`),
    ],
  };
}

/** The choice in a sentence. */
export function sourcingVerdict({ ways }: SourcingReport): string {
  const mix = ways.find(({ way }) => way === 'mix')!;
  const { verdict } = mix;
  if (!verdict && ways.some(({ way }) => way === 'rent'))
    return `Rent by the hour, for ${short(mix.presentCost)} USD of today's money: no reservation, purchase or grant on offer costs less.`;
  if (!verdict)
    return `The demand cannot be rented by the hour alone; the best mix costs ${short(mix.presentCost)} USD in today's money.`;
  const saves = (way: Way): number => ways.find((each) => each.way === way)?.verdict?.npv ?? 0;
  const least = 0.005 * mix.presentCost;
  const pays = (['commit', 'buy', 'partner'] as const).filter((way) => saves(way) > least);
  if (pays.length === 0)
    return `Rent by the hour: nothing else saves half a per cent of ${short(mix.presentCost)} USD.`;
  const verb = { commit: 'Reserving', buy: 'Buying', partner: 'Partners' };
  const parts = pays.map((way) => `${verb[way].toLowerCase()} ${short(saves(way))}`);
  const not = (['commit', 'buy', 'partner'] as const).filter(
    (way) => ways.some((each) => each.way === way) && !pays.includes(way),
  );
  const rest = not.length > 0 ? ` ${not.map((way) => verb[way]).join(' and ')} alone would not pay.` : '';
  return `The best mix saves ${short(verdict.npv)} USD of today's money over renting alone and costs ${short(mix.presentCost)}; as rents move it is right with a probability of ${percent(verdict.right)}. Alone beside renting, ${parts.join(', ')}.${rest}`;
}
