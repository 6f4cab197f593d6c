import { summarise } from '../../../simulate/columns/summary.ts';
import { monthOf } from '../../../simulate/simulate.ts';
import { slug } from '../../build/slug.ts';
import { mean, overMonths, type Simulated } from '../simulated.ts';
import type { Standing } from '../standing.ts';

export interface RiskRow {
  readonly name: string;
  readonly area: string;
  /** Expected loss a year, before and after control. */
  readonly before: number;
  readonly after: number;
  /** 95th percentile of what the plan's months lose to it. */
  readonly bad: number;
  readonly control?: string;
  readonly owner: string;
  readonly review: string;
  readonly restsOn: Standing;
}

/** The dearest first. */
export function riskRows({ simulation, document, standing }: Simulated): RiskRow[] {
  return document.risks
    .map(({ name, area, control, owner, review }) => {
      const own = `risk.${slug(name)}`;
      return {
        name,
        area,
        before: mean(monthOf(simulation, `${own}.before`, 0)),
        after: mean(monthOf(simulation, `${own}.after`, 0)),
        bad: summarise(overMonths(simulation, `${own}.loss`)).p95,
        ...(control ? { control: control.what } : {}),
        owner,
        review,
        restsOn: standing(`${own}.before`),
      };
    })
    .sort((a, b) => b.after - a.after);
}
