import { checkedDistribution } from '../../distribution/assumption.ts';
import { figure } from '../../quantity/show.ts';
import { monthOf, simulate } from '../../simulate/simulate.ts';
import type {} from '../parse.ts';
import type { Plan } from '../plan.ts';
import type { Builder } from './builder.ts';
import { monthAfter } from './months.ts';
import type { Problem } from './problem.ts';

const PATHS = 256;

/** Follows a few paths, and in every scenario, to find prices, counts and shares that leave their bounds: a negative price is no price. */
export function checkBounds(plan: Plan, bounds: Builder['bounds']): Problem[] {
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
    const simulation = simulate(model, world.distributions, [...bounds.keys()], {
      seed: document.seed,
      paths: PATHS,
      correlations,
    });
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
