import { checkedDistribution } from '../../../distribution/assumption.ts';
import { CapitalError } from '../../../errors.ts';
import { unit } from '../../../quantity/units.ts';
import { figureModel } from '../../figures/figure.ts';
import type { Context } from '../builder.ts';

export function assumptions({ plan, builder }: Context): void {
  for (const [name, assumption] of Object.entries(plan.assumptions)) {
    const path = `assumptions.${name}`;
    try {
      unit(assumption.unit);
      builder.input(name, assumption.unit, checkedDistribution(assumption.value), path);
    } catch (error) {
      if (!(error instanceof CapitalError)) throw error;
      builder.problem(`${path}.${error.code === 'unknown-unit' ? 'unit' : 'value'}`, error.message);
      builder.brokenInput(name, path);
    }
    if (assumption.measured) {
      const { figure } = assumption.measured;
      try {
        figureModel(figure, assumption.unit, plan.currency);
      } catch (error) {
        if (!(error instanceof CapitalError)) throw error;
        builder.problem(`${path}.measured.figure`, error.message);
      }
      if (builder.distributions[name]?.kind !== 'lognormal') {
        builder.problem(`${path}.value`, "What runs measure needs a range above zero to start from, such as '2 to 8'.");
      }
    }
    if (assumption.asOf > plan.asOf) {
      builder.problem(`${path}.asOf`, `${assumption.asOf} is after the plan's own date, ${plan.asOf}.`);
    }
  }
}
