import { worthOfKnowing } from '../../decide/worth-of-knowing.ts';
import { record } from '../../record.ts';
import { type Ruin, ruinByMonth, ruinMonth } from '../../simulate/columns/ruin.ts';
import { type Summary, summarise } from '../../simulate/columns/summary.ts';
import { monthOf, type Simulation, simulate } from '../../simulate/simulate.ts';
import type { Plan } from '../plan.ts';
import { withProgramme } from '../programme.ts';
import { planIn } from '../scenario.ts';
import { sourcePlan } from './sections/sourcing.ts';

export interface ScenarioRow {
  readonly name: string;
  readonly note?: string;
  readonly choice: boolean;
  readonly ruin: number;
  readonly ruinError: number;
  /** Months until the odds of having run out are even; null when they never are. */
  readonly runway: number | null;
  readonly cashAtEnd: Summary;
  readonly incomeAtEnd: number;
}

/** The lines that every simulation of a plan gives month by month. */
export const MONTHLY = ['cash', 'income', 'burn', 'margin', 'customers', 'opening', 'noise'] as const;

/** Ruin from the lines cash, opening and noise of a simulated plan. */
export function ruinOf(simulation: Simulation): Ruin {
  return ruinByMonth({
    cash: simulation.lines.get('cash')!,
    opening: monthOf(simulation, 'opening', 0),
    noise: simulation.lines.get('noise')!,
    paths: simulation.paths,
  });
}

/** Months until ruin is that probable; null when it never is. */
export function monthsUntil(ruin: Ruin, probability: number): number | null {
  const month = ruinMonth(ruin, probability);
  return month === undefined ? null : month + 1;
}

/** Compares a plan's scenarios on the same draws, and says what knowing an assumption before choosing would be worth. */
export async function compareScenarios(
  plan: Plan,
  options: { seed: number; paths: number; correlations: Plan['correlations'] },
  base: Simulation,
): Promise<{ scenarios: ScenarioRow[]; worthKnowing: { assumption: string; worth: number }[] }> {
  const { document } = plan;
  const last = document.months - 1;
  const choices = record<Float64Array>();
  const row = (name: string, simulation: Simulation, note: string | undefined, choice: boolean): ScenarioRow => {
    const ruin = ruinOf(simulation);
    if (choice) choices[name] = monthOf(simulation, 'cash', last);
    return {
      name,
      ...(note ? { note } : {}),
      choice,
      ruin: ruin.byMonth[last]!,
      ruinError: ruin.error[last]!,
      runway: monthsUntil(ruin, 0.5),
      cashAtEnd: summarise(monthOf(simulation, 'cash', last)),
      incomeAtEnd: summarise(monthOf(simulation, 'income', last)).p50,
    };
  };
  const rows: ScenarioRow[] = [];
  for (const [name, scenario] of Object.entries(document.scenarios)) {
    const { plan: there, builder } = planIn(plan, name);
    // Another plan sources its compute anew; other assumptions find what was agreed.
    const sourced = builder ? await sourcePlan(there, options) : undefined;
    const { model, distributions } = sourced ? withProgramme(there, sourced.programme) : there;
    // The same seed: scenarios differ by what was set, not by luck.
    const simulation = simulate(model, distributions, [...MONTHLY], options);
    rows.push(row(name, simulation, scenario.note, scenario.choice));
  }
  const ours = rows.some(({ choice }) => choice);
  const all = rows.length === 0 ? [] : [row('as planned', base, undefined, ours), ...rows];
  const set = new Set(Object.values(document.scenarios).flatMap((each) => (each.choice ? Object.keys(each.set) : [])));
  const known = ours
    ? [...base.inputs].filter(([name]) => Object.hasOwn(document.assumptions, name) && !set.has(name))
    : [];
  const uncertain = known.filter(([name]) => plan.distributions[name]!.kind !== 'constant');
  return {
    scenarios: all,
    worthKnowing: uncertain
      .map(([assumption, column]) => ({ assumption, worth: worthOfKnowing(column, choices) }))
      .sort((a, b) => b.worth - a.worth),
  };
}
