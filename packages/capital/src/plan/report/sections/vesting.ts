import { backsolve } from '../../../fund/exit/opm.ts';
import type { PricedRound } from '../../../fund/round/priced-round.ts';
import { capTable } from '../../../fund/table/cap-table.ts';
import { vestedPart } from '../../../fund/table/vesting.ts';
import type { PlanDocument } from '../../schema/document.ts';

/** What of a holder's shares or rights is vested. */
export interface VestingRow {
  readonly holder: string;
  /** A class, 'options' or 'warrants'. */
  readonly security: string;
  readonly shares: number;
  /** At the plan's date, and on its last day. */
  readonly today: number;
  readonly atEnd: number;
}

/** Everything in the cap table that vests. */
export function vestingRows({ capTable: given, asOf }: PlanDocument, end: string): VestingRow[] {
  if (!given) return [];
  const { holdings, grants } = capTable(given);
  return [
    ...holdings.map((held) => ({ ...held, security: held.class })),
    ...grants.map((grant) => ({ ...grant, security: `${grant.kind}s` })),
  ].flatMap(({ holder, security, shares, vesting }) =>
    vesting
      ? [
          {
            holder,
            security,
            shares: shares.toNumber(),
            today: shares.times(vestedPart(vesting, asOf)).toNumber(),
            atEnd: shares.times(vestedPart(vesting, end)).toNumber(),
          },
        ]
      : [],
  );
}

/** What a common share is worth after a round, by the price paid in it; of many paths, on the one with the median price. */
export function commonValue(
  { capTable: given }: PlanDocument,
  series: string,
  closed: readonly PricedRound[],
): number | undefined {
  const terms = given?.commonValue;
  if (!terms) return undefined;
  const { table, price } = closed.toSorted((a, b) => a.price.compare(b.price))[Math.floor((closed.length - 1) / 2)]!;
  const { volatility, rate, years, discount = 0 } = terms;
  const { common } = backsolve(table, { class: series, price: price.toNumber(), volatility, rate, years });
  return common * (1 - discount);
}
