import { short } from '../../../../quantity/show.ts';
import type { PlanReport } from '../../../report/report.ts';
import type { PageSection } from '../contract.ts';

export const exits: PageSection = { id: 'exits', of };

function of({ equity, currency, months }: PlanReport): ReturnType<PageSection['of']> {
  const exits = equity?.exits ?? [];
  if (exits.length === 0) return undefined;
  const receivers = [...new Set(exits.flatMap(({ payouts }) => payouts.map(({ holder }) => holder)))];
  const got = (at: number, holder: string): string =>
    short(exits[at]!.payouts.find((each) => each.holder === holder)?.amount ?? 0);
  return {
    title: 'Who gets what when the company is sold',
    tables: [
      {
        header: ['sold for', ...exits.map(({ proceeds }) => short(proceeds))],
        rows: receivers.map((holder) => [holder, ...exits.map((_, i) => got(i, holder))]),
        left: 1,
      },
    ],
    notes: [
      `${currency}, sold in ${months.at(-1)!.month}: expected over the paths, each with the table that it has by then. Debt and preferences first, then whoever gains by converting has converted; a SAFE or note that no round converted takes its money or its part, whichever is more.`,
    ],
  };
}
