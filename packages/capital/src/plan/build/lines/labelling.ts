import { CapitalError } from '../../../errors.ts';
import { figureModel } from '../../figures/figure.ts';
import { type Context, NOT_NEGATIVE } from '../builder.ts';
import { slug } from '../slug.ts';

/** Checks the curves' figures and builds what a point is worth. */
export function labellingLines({ builder, plan, money }: Context): void {
  plan.labelling.forEach(({ name, worthOfPoint, curve }, i) => {
    const path = `labelling[${i}]`;
    builder.line(`labelling.${slug(name)}.worth`, worthOfPoint, money, `${path}.worthOfPoint`, NOT_NEGATIVE);
    for (const field of ['size', 'error'] as const) {
      try {
        figureModel(curve[field], '1', plan.currency);
      } catch (error) {
        if (!(error instanceof CapitalError)) throw error;
        builder.problem(`${path}.curve.${field}`, error.message);
      }
    }
  });
}
