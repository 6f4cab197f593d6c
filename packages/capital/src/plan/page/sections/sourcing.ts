import { percent, short } from '../../../quantity/show.ts';
import type { Way } from '../../../source/offers/contract.ts';
import type { PlanReport } from '../../report/report.ts';
import type { SourcingReport } from '../../report/sections/sourcing.ts';
import type { PageSection, Table } from './contract.ts';

const WAY_NAMES: Readonly<Record<Way | 'mix', string>> = {
  rent: 'rent by the hour',
  commit: 'rent and reserve',
  buy: 'rent and buy',
  partner: 'rent, grants and credits',
  mix: 'the best mix',
};

/** Rent, commit, buy or partner. */
export const sourcing: PageSection = { id: 'sourcing', of };

function of({ sourcing: found, currency, months }: PlanReport): ReturnType<PageSection['of']> {
  if (!found) return undefined;
  const { checkpoints, quantile, gpuHours, unmet, paid, instead, beyond } = found;
  const end = months.at(-1)!.month;
  return {
    title: 'Compute: rent, buy or partner',
    lead: sourcingVerdict(found, currency),
    tables: [waysTable(found, currency), stepsTable(found, currency)],
    notes: [
      `Decided for ${short(gpuHours)} GPU-hours: the ${percent(quantile)} point of each month's demand over the paths. Then every path pays what it has committed to and rents what it needs beyond: costs are expected over the paths, discounted; saves: over renting alone, quantiles of the same paths. The odds of an application are in the expectation of what it gives.`,
      `All of it is in the cash above: by ${end} the programme pays ${short(paid)} ${currency}, undiscounted${instead > 0 ? `, in place of ${short(instead)} that the plan's own prices come to for the same hours` : ''}.${Math.abs(beyond) >= 0.5 ? ` After ${end}, ${beyond > 0 ? `${short(beyond)} is still to be paid` : `${short(-beyond)} comes back from what was bought`}: in the costs, not in the cash.` : ''}`,
      ...(unmet > 0
        ? [
            `On ${percent(unmet)} of the paths, in some month more hours are wanted than are on offer: they are neither computed nor paid.`,
          ]
        : []),
      ...checkpoints.map(({ offer, text }) => `${offer}: ${text}`),
    ],
  };
}

function waysTable({ ways }: SourcingReport, currency: string): Table {
  return {
    header: ['way', `today’s ${currency}`, 'saves p5', 'p50', 'p95', 'right'],
    rows: ways.map(({ way, expected, saving }) => [
      WAY_NAMES[way],
      short(expected),
      ...(saving
        ? [short(saving.p05), short(saving.p50), short(saving.p95), percent(saving.right)]
        : ['—', '—', '—', '—']),
    ]),
    left: 1,
  };
}

function stepsTable({ steps }: SourcingReport, currency: string): Table {
  return {
    header: ['the best mix takes', 'kind', 'from', 'to', 'most at a time', 'GPU-hours'],
    rows: steps.map(({ offer, kind, from, to, most, gpuHours: hours }) => [
      offer,
      kind,
      from,
      to,
      kind === 'credit' ? `${short(most)} ${currency}` : `${short(most)} nodes`,
      kind === 'credit' ? '—' : short(hours),
    ]),
    left: 4,
    details: steps.map(
      ({ confidence, source, conditions }) =>
        `${confidence}: ${source}${conditions ? `; in return: ${conditions}` : ''}`,
    ),
  };
}

/** The choice in a sentence, and what the money that is there keeps from it. */
function sourcingVerdict(report: SourcingReport, currency: string): string {
  const { held, unaffordable } = report;
  const choice = choiceOf(report, currency);
  if (!held) return choice;
  const short_ = `short of ${short(held.short)} ${currency} in ${held.month}`;
  return unaffordable
    ? `No mix can be paid from the money that is there: the cheapest would be ${short_}, and is in the cash all the same. ${choice}`
    : `${choice} Held to the money that is there: without that, a mix for ${short(held.presentCost)} would be cheaper, but ${short_}.`;
}

function choiceOf({ ways }: SourcingReport, currency: string): string {
  const mix = ways.find(({ way }) => way === 'mix')!;
  const { saving, expected } = mix;
  if (!saving && ways.some(({ way }) => way === 'rent'))
    return `Rent by the hour, for ${short(expected)} ${currency} of today's money: no reservation, purchase or grant on offer that can be paid costs less.`;
  if (!saving)
    return `The demand cannot be rented by the hour alone; the best mix costs ${short(expected)} ${currency} in today's money.`;
  const saves = (way: Way): number => ways.find((each) => each.way === way)?.saving?.mean ?? 0;
  const least = 0.005 * Math.abs(expected);
  const pays = (['commit', 'buy', 'partner'] as const).filter((way) => saves(way) > least);
  if (saving.mean <= least && pays.length === 0)
    return `Rent by the hour: on the paths, nothing else is expected to save half a per cent of ${short(expected)} ${currency}.`;
  const verb = { commit: 'Reserving', buy: 'Buying', partner: 'Partners' };
  const parts = pays.map((way) => `${verb[way].toLowerCase()} ${short(saves(way))}`);
  const not = (['commit', 'buy', 'partner'] as const).filter(
    (way) => ways.some((each) => each.way === way) && !pays.includes(way),
  );
  const alone = parts.length > 0 ? ` Alone beside renting, ${parts.join(', ')}.` : '';
  const rest = not.length > 0 ? ` ${not.map((way) => verb[way]).join(' and ')} alone would not pay.` : '';
  return `The best mix is expected to save ${short(saving.mean)} ${currency} of today's money over renting alone and costs ${short(expected)}; it is right on ${percent(saving.right)} of the paths.${alone}${rest}`;
}
