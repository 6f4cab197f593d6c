import type { PlanReport } from '../../report/report.ts';
import type { SourcingReport, Way } from '../../report/sections/sourcing.ts';
import { percent, short } from '../format.ts';
import { type Section, span } from '../sections.ts';

const WAY_NAMES: Readonly<Record<Way | 'mix', string>> = {
  rent: 'rent by the hour',
  commit: 'rent and reserve',
  buy: 'rent and buy',
  partner: 'rent, grants and credits',
  mix: 'the best mix',
};

/** Rent, commit, buy or partner. */
export function sourcingSection({ sourcing }: PlanReport): Section | undefined {
  if (!sourcing) return undefined;
  const { ways, steps, checkpoints, quantile, gpuHours } = sourcing;
  return {
    id: 'sourcing',
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

/** Who owns what through the rounds, and who gets what at an exit. */
export function equitySections({ equity, currency }: PlanReport): Section[] {
  if (!equity) return [];
  const { stages, holders, range, unconverted, exits } = equity;
  const later = stages.slice(1);
  const owners: Section = {
    id: 'equity',
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
  if (exits.length === 0) return [owners];
  const receivers = [...new Set(exits.flatMap(({ payouts }) => payouts.map(({ holder }) => holder)))];
  const got = (at: number, holder: string): string =>
    short(exits[at]!.payouts.find((each) => each.holder === holder)?.amount ?? 0);
  const exit: Section = {
    id: 'exits',
    title: 'Who gets what when the company is sold',
    tables: [
      {
        header: ['sold for', ...exits.map(({ proceeds }) => short(proceeds))],
        rows: receivers.map((holder) => [holder, ...exits.map((_, i) => got(i, holder))]),
        left: 1,
      },
    ],
    notes: [`${currency}, after the last round; preferences first, then whoever gains by converting has converted.`],
  };
  return [owners, exit];
}

/** TAM, SAM, SOM and adoption. */
export function marketSection({ market, currency }: PlanReport): Section | undefined {
  if (!market) return undefined;
  const { segments, total, customers, adoption, source } = market;
  const end = adoption.at(-1)!;
  const rows = [...segments, ...(segments.length > 1 ? [{ name: 'all', ...total }] : [])];
  const part = end.ours.p50 / customers.p50;
  const beside = end.ours.p50 / end.adopted.p50;
  const warning =
    beside > 1 ? ' The plan sells faster than this market adopts: raise the marketing or lower the plan.' : '';
  return {
    id: 'market',
    title: 'Market, from below',
    lead: `In ${end.month} the plan's ${short(end.ours.p50)} customers are ${percent(part)} of the ${short(customers.p50)} that can be won, and ${percent(beside)} of those that have adopted by then.${warning}`,
    tables: [
      {
        header: [`${currency} a year`, 'TAM', 'SAM', 'SOM'],
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
