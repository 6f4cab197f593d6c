import { type Context, NOT_NEGATIVE, SHARE } from '../builder.ts';
import { monthsBetween } from '../months.ts';
import { slug } from '../slug.ts';

export function revenue({ plan, builder, money }: Context): string[] {
  return plan.revenue.map((each, i) => {
    const path = `revenue[${i}]`;
    const own = `revenue.${slug(each.name)}`;
    const from = monthsBetween(plan.start, each.from);
    builder.line(`${own}.first`, each.customers, 'customer', `${path}.customers`, NOT_NEGATIVE);
    builder.line(`${own}.gained`, each.gained, 'customer/month', `${path}.gained`, NOT_NEGATIVE);
    builder.line(`${own}.churn`, each.churn, '1/month', `${path}.churn`, SHARE);
    builder.line(`${own}.price`, each.price, `${money}/(customer·month)`, `${path}.price`, NOT_NEGATIVE);
    builder.line(`${own}.unitcost`, each.serving, `${money}/(customer·month)`, `${path}.serving`, NOT_NEGATIVE);
    builder.line(
      `${own}.customers`,
      `if(month < ${from}, 0 [customer], previous(${own}.customers, 0 [customer]) * (1 - ${own}.churn * 1 [month]) + ${own}.gained * 1 [month] + if(month == ${Math.max(0, from)}, ${own}.first, 0 [customer]))`,
      'customer',
      path,
    );
    builder.line(`${own}.income`, `${own}.customers * ${own}.price`, `${money}/month`, path);
    builder.line(`${own}.serving`, `${own}.customers * ${own}.unitcost`, `${money}/month`, path);
    if (each.acquisition !== undefined) {
      builder.line(`${own}.cac`, each.acquisition, `${money}/customer`, `${path}.acquisition`, NOT_NEGATIVE);
      builder.line(`${own}.winning`, `if(month < ${from}, 0, ${own}.gained * ${own}.cac)`, `${money}/month`, path);
    }
    return `${own}.income`;
  });
}
