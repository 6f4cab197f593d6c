import { percent, short } from '../../../../quantity/show.ts';
import type { PlanReport } from '../../../report/report.ts';
import type { EquityReport } from '../../../report/sections/equity.ts';
import { ownershipChart } from '../../charts/ownership.ts';
import type { PageSection, Table } from '../contract.ts';

export const equity: PageSection = { id: 'equity', of, draw: ownershipChart };

function of({ equity: found, currency, months }: PlanReport): ReturnType<PageSection['of']> {
  if (!found) return undefined;
  const { unconverted, followed, broken } = found;
  return {
    title: 'Who owns what',
    tables: [
      owners(found),
      ...(found.stages.length > 1 ? [rounds(found)] : []),
      terms(found),
      ...(found.vesting.length > 0 ? [vesting(found)] : []),
    ],
    notes: [
      `Fully diluted, in exact fractions along ${followed} of the paths: expected after each round, on the paths on which it closes; p5 to p95 after the last of them; at the end: in ${months.at(-1)!.month}, expected over all paths, whatever has closed by then, and the median number of shares. Amounts and prices are those of the closing month, medians. Effective: what earlier holders' shares are priced at once the pool's increase is paid for. ${currency}.`,
      ...(found.valued
        ? [
            `Common: what a common share is worth then by the option-pricing method, solved back from the round's price${found.valued.discount > 0 ? ` and ${percent(found.valued.discount)} taken off for want of a market` : ''} (${found.valued.source}): where a valuer's 409A report starts, not one.`,
          ]
        : []),
      ...(found.vesting.length > 0
        ? ['Unvested shares and rights count in full above; a sale leaves them out but for what it vests at once.']
        : []),
      ...unconverted.map(
        ({ holder, amount, id, part }) =>
          `${holder}'s ${short(amount)} ${currency} (${id}) ${part > 0.9995 ? 'converts in no round of the plan' : `has not converted by the end on ${percent(part)} of the paths`}.`,
      ),
      ...(broken
        ? [`On ${percent(broken.part)} of the paths the table cannot close, and is left out: ${broken.why}`]
        : []),
    ],
  };
}

function owners({ stages, holders, range }: EquityReport): Table {
  const some = stages.length > 1;
  return {
    header: ['holder', ...stages.map(({ name }) => name), ...(some ? ['p5 to p95', 'at the end'] : []), 'shares'],
    rows: holders.map(({ holder, fractions, atEnd, shares }, i) => [
      holder,
      ...fractions.map((fraction) => (fraction === 0 ? '—' : percent(fraction))),
      ...(some ? [`${percent(range[i]!.low)} to ${percent(range[i]!.high)}`, percent(atEnd.mean)] : []),
      short(shares),
    ]),
    left: 1,
  };
}

function rounds({ stages, valued }: EquityReport): Table {
  return {
    header: [
      'round',
      'raised',
      'pre-money',
      'effective',
      'post-money',
      'a share',
      ...(valued ? ['common'] : []),
      'shares',
    ],
    rows: stages
      .slice(1)
      .map(({ name, raised, preMoney, effectivePreMoney, postMoney, price, commonValue, shares }) => [
        name,
        ...[raised, preMoney, effectivePreMoney, postMoney].map((value) => short(value ?? 0)),
        (price ?? 0).toFixed(4),
        ...(valued ? [(commonValue ?? 0).toFixed(4)] : []),
        short(shares),
      ]),
    left: 1,
  };
}

function vesting({ vesting: rows }: EquityReport): Table {
  return {
    header: ['vests', 'of', 'shares', 'today', 'at the end'],
    rows: rows.map(({ holder, security, shares, today, atEnd }) => [
      holder,
      security,
      short(shares),
      percent(today / shares),
      percent(atEnd / shares),
    ]),
    left: 2,
  };
}

/** What a sale goes by. */
function terms({ terms: classes }: EquityReport): Table {
  return {
    header: ['class', 'shares', 'preference', 'beside the common', 'paid'],
    rows: classes.map(({ class: id, shares, preference, participation, seniority }) => [
      id,
      short(shares),
      participation === 'common' ? '—' : `${short(preference)}×`,
      participation === 'common'
        ? '—'
        : participation === 'none'
          ? 'converts or takes its preference'
          : `shares in full too${participation === 'full' ? '' : `, ${participation}`}`,
      participation === 'common'
        ? 'last'
        : rank(
            classes.map((each) => each.seniority),
            seniority,
          ),
    ]),
    left: 1,
    words: [3, 4],
  };
}

function rank(all: readonly number[], seniority: number): string {
  const place = [...new Set(all)].indexOf(seniority) + 1;
  const beside = all.filter((each) => each === seniority).length > 1 ? ', in proportion' : '';
  return `${place === 1 ? 'first' : `${place}.`}${beside}`;
}
