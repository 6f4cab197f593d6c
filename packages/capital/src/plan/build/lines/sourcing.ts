import { type Context, NOT_NEGATIVE } from '../builder.ts';
import { slug } from '../slug.ts';

/** Lines of the demands. */
export function sourcingLines({ builder, plan }: Context): void {
  const { sourcing } = plan;
  if (!sourcing) return;
  if (plan.currency !== 'USD')
    builder.problem('currency', `Offers are in USD a GPU-hour, the plan is in ${plan.currency}.`);
  sourcing.demands.forEach(({ name, hours }, i) => {
    builder.line(`sourcing.${slug(name)}`, hours, 'device·h/month', `sourcing.demands[${i}].hours`, NOT_NEGATIVE);
  });
}
