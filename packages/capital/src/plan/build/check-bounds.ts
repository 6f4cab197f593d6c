import { CapitalError } from '../../errors.ts';
import { figure } from '../../quantity/show.ts';
import { monthOf, type Simulation, simulate } from '../../simulate/simulate.ts';
import type { Plan } from '../plan.ts';
import { planIn } from '../scenario.ts';
import type { Builder } from './builder.ts';
import { monthAfter } from './months.ts';
import type { Problem } from './problem.ts';

const PATHS = 256;

/** What every page shows, so that it must be a number. */
const FOLLOWED = ['cash', 'income', 'margin', 'customers'] as const;

/** Follows a few paths, and in every scenario, to find prices, counts and shares that leave their bounds: a negative price is no price. */
export function checkBounds(plan: Plan, builder: Builder): Problem[] {
  const { document } = plan;
  const worlds = [
    { where: '', of: plan, by: builder },
    ...Object.keys(document.scenarios).map((name) => {
      const { plan: of, builder: by = builder } = planIn(plan, name);
      return { where: ` in scenario '${name}'`, of, by };
    }),
  ];
  const problems = new Map<string, string>();
  for (const { where: world, of, by } of worlds) {
    const { model, distributions, correlations } = of;
    const { bounds } = by;
    let simulation: Simulation;
    try {
      simulation = simulate(model, distributions, [...new Set([...bounds.keys(), ...FOLLOWED])], {
        seed: document.seed,
        paths: PATHS,
        correlations,
      });
    } catch (error) {
      if (!(error instanceof CapitalError) || error.code !== 'not-finite') throw error;
      const path = by.pathOf(String(error.fields.line));
      if (!problems.has(path)) problems.set(path, `${error.message}${world}`);
      continue;
    }
    for (const [line, { least, most = Number.POSITIVE_INFINITY, path }] of bounds) {
      for (let month = 0; month < document.months && !problems.has(path); month++) {
        const column = monthOf(simulation, line, month);
        const outside = (value: number): boolean => !(value >= least && value <= most);
        const wrong = column.find(outside);
        if (wrong === undefined) continue;
        const count = column.filter(outside).length;
        const where = count === PATHS ? '' : ` in ${count} of ${PATHS} paths`;
        const expected = most === Number.POSITIVE_INFINITY ? `${least} or more` : `${least} to ${most}`;
        problems.set(
          path,
          `Expected ${expected}, the plan makes it ${figure(wrong, model.lines[line]!.unit)} in ${monthAfter(document.start, month)}${where}${world}. ${meantBy(wrong, most, least)}`,
        );
      }
    }
  }
  return [...problems].map(([path, message]) => ({ path, message }));
}

/** How a figure that leaves its bounds was likely meant. */
function meantBy(wrong: number, most: number, least: number): string {
  if (most === 1 && wrong > 1 && wrong <= 100)
    return `Write ${Number((wrong / 100).toPrecision(12))} for ${Number(wrong.toPrecision(12))} %.`;
  if (least === 1 && wrong > 0)
    return `Say what the whole costs: ${Number((1 + wrong).toPrecision(12))} for ${Number((wrong * 100).toPrecision(12))} % on top.`;
  return 'Give a value or range within.';
}
