import { stackedBars } from '@capstan/page';
import { percent } from '../../../quantity/show.ts';
import type { PlanReport } from '../../report/report.ts';
import type { Picture } from '../sections/contract.ts';

/** Who owns what after each round. */
export function ownershipChart({ equity }: PlanReport): Picture[] {
  if (!equity) return [];
  return [
    {
      caption: 'Ownership, fully diluted',
      wide: true,
      drawing: stackedBars({
        title: 'Ownership after each round',
        format: percent,
        parts: equity.holders.map(({ holder }) => holder),
        rows: equity.stages.map(({ name }, s) => ({
          name,
          shares: equity.holders.map(({ fractions }) => fractions[s]!),
        })),
      }),
    },
  ];
}
