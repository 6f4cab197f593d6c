import { summarise } from '../../../simulate/columns/summary.ts';
import { monthOf, type Simulation } from '../../../simulate/simulate.ts';
import { monthsBetween } from '../../build/months.ts';
import { slug } from '../../build/slug.ts';
import { average, overMonths, type Simulated } from '../simulated.ts';
import type { Standing } from '../standing.ts';

export interface RiskFigures {
  readonly name: string;
  readonly area: string;
  /** Expected loss a year: over the plan's months without control, and over those in which the control stands. */
  readonly before: number;
  readonly after: number;
  /** Expected over all months, as the paths have it: this left the cash. */
  readonly lost: number;
  /** 95th percentile of what the plan's months lose to it. */
  readonly bad: number;
  readonly control?: string;
  readonly owner: string;
  readonly review: string;
  readonly restsOn: Standing;
}

/** The dearest first. */
export function riskRows({ simulation, document, standing }: Simulated): RiskFigures[] {
  return document.risks
    .map(({ name, area, control, owner, review }) => {
      const own = `risk.${slug(name)}`;
      const losses = summarise(overMonths(simulation, `${own}.loss`));
      return {
        name,
        area,
        before: monthlyMean(simulation, `${own}.before`, 0),
        after: monthlyMean(simulation, `${own}.after`, control ? monthsBetween(document.start, control.from) : 0),
        lost: losses.mean,
        bad: losses.p95,
        ...(control ? { control: control.what } : {}),
        owner,
        review,
        restsOn: standing(`${own}.before`),
      };
    })
    .sort((a, b) => b.after - a.after);
}

/** The mean of a line over paths and months, from one on; of all months where that lies outside the plan. */
function monthlyMean(simulation: Simulation, line: string, from: number): number {
  const first = from > 0 && from < simulation.months ? from : 0;
  const means = Array.from({ length: simulation.months - first }, (_, i) =>
    average(monthOf(simulation, line, first + i)),
  );
  return means.every((each) => each === means[0]) ? means[0]! : average(Float64Array.from(means));
}
