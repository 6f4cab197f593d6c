import { checkedDistribution } from '../../distribution/assumption.ts';
import { CapitalError } from '../../errors.ts';
import { figure } from '../../quantity/show.ts';
import { monthOf, type Simulation, simulate } from '../../simulate/simulate.ts';
import type { Plan } from '../plan.ts';
import type { Builder } from './builder.ts';
import { monthAfter } from './months.ts';
import type { Problem } from './problem.ts';

const PATHS = 256;

/** What every page shows, so that it must be a number. */
const FOLLOWED = ['cash', 'income', 'margin', 'customers'] as const;

/** Follows a few paths, and in every scenario, to find prices, counts and shares that leave their bounds: a negative price is no price. */
export function checkBounds(plan: Plan, builder: Builder): Problem[] {
  const { bounds } = builder;
  const { document, model, distributions, correlations } = plan;
  const worlds = [
    { where: '', distributions },
    ...Object.entries(document.scenarios).map(([name, { set }]) => ({
      where: ` in scenario '${name}'`,
      distributions: {
        ...distributions,
        ...Object.fromEntries(Object.entries(set).map(([key, value]) => [key, checkedDistribution(value)])),
      },
    })),
  ];
  const problems = new Map<string, string>();
  for (const world of worlds) {
    let simulation: Simulation;
    try {
      simulation = simulate(model, world.distributions, [...new Set([...bounds.keys(), ...FOLLOWED])], {
        seed: document.seed,
        paths: PATHS,
        correlations,
      });
    } catch (error) {
      if (!(error instanceof CapitalError) || error.code !== 'not-finite') throw error;
      const path = builder.pathOf(String(error.fields.line));
      if (!problems.has(path)) problems.set(path, `${error.message}${world.where}`);
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
          `Expected ${expected}, the plan makes it ${figure(wrong, model.lines[line]!.unit)} in ${monthAfter(document.start, month)}${where}${world.where}. Give a value or range within, such as '2 to 8'.`,
        );
      }
    }
  }
  return [...problems].map(([path, message]) => ({ path, message }));
}
