import { type Context, NOT_NEGATIVE, SHARE } from '../builder.ts';
import { monthsBetween } from '../months.ts';
import { slug } from '../slug.ts';

export function risks({ plan, builder, money }: Context): string[] {
  return plan.risks.flatMap((each, i) => {
    const path = `risks[${i}]`;
    const own = `risk.${slug(each.name)}`;
    const control = each.control;
    builder.line(`${own}.rate`, each.rate, '1/year', `${path}.rate`, NOT_NEGATIVE);
    builder.line(`${own}.impact`, each.impact, money, `${path}.impact`, NOT_NEGATIVE);
    const on = control ? `if(month >= ${monthsBetween(plan.start, control.from)}, 1, 0)` : '0';
    builder.line(`${own}.controlled`, on, '1', path);
    builder.line(`${own}.rateleft`, control?.rate ?? 1, '1', `${path}.control.rate`, SHARE);
    builder.line(`${own}.impactleft`, control?.impact ?? 1, '1', `${path}.control.impact`, SHARE);
    builder.line(`${own}.before`, `${own}.rate * ${own}.impact`, `${money}/year`, path);
    builder.line(`${own}.after`, `${own}.before * ${own}.rateleft * ${own}.impactleft`, `${money}/year`, path);
    builder.shock(`${own}.draw`, 'uniform', path);
    builder.line(`${own}.now`, `${own}.rate * if(${own}.controlled > 0, ${own}.rateleft, 1)`, '1/month', path);
    builder.line(
      `${own}.loss`,
      `poisson(${own}.draw, ${own}.now * 1 [month]) * ${own}.impact * if(${own}.controlled > 0, ${own}.impactleft, 1)`,
      money,
      path,
    );
    if (!control) return [];
    builder.line(`${own}.fee`, control.cost, `${money}/month`, `${path}.control.cost`, NOT_NEGATIVE);
    builder.line(`${own}.control`, `${own}.fee * ${own}.controlled`, `${money}/month`, path);
    return [`${own}.control`];
  });
}
