import { type Context, NOT_NEGATIVE, SHARE } from '../builder.ts';
import { monthsBetween } from '../months.ts';
import { slug } from '../slug.ts';

const SIZES = ['tam', 'sam', 'som'] as const;

/** Lines of the market; a plan's formulas may use market.customers, all that it can win, and market.adopted, those won by then. */
export function marketLines({ builder, plan, money }: Context): void {
  const { market } = plan;
  if (!market) return;
  market.segments.forEach((each, i) => {
    const path = `market.segments[${i}]`;
    const own = `market.${slug(each.name)}`;
    builder.line(`${own}.accounts`, each.accounts, 'customer', `${path}.accounts`, NOT_NEGATIVE);
    builder.line(`${own}.value`, each.value, `${money}/(customer·year)`, `${path}.value`, NOT_NEGATIVE);
    builder.line(`${own}.serviceable`, each.serviceable, '1', `${path}.serviceable`, SHARE);
    builder.line(`${own}.obtainable`, each.obtainable, '1', `${path}.obtainable`, SHARE);
    builder.line(`${own}.tam`, `${own}.accounts * ${own}.value`, `${money}/year`, path);
    builder.line(`${own}.sam`, `${own}.tam * ${own}.serviceable`, `${money}/year`, path);
    builder.line(`${own}.som`, `${own}.sam * ${own}.obtainable`, `${money}/year`, path);
    builder.line(`${own}.customers`, `${own}.accounts * ${own}.serviceable * ${own}.obtainable`, 'customer', path);
  });
  const total = (field: string): string =>
    market.segments.map(({ name }) => `market.${slug(name)}.${field}`).join(' + ');
  for (const size of SIZES) builder.line(`market.${size}`, total(size), `${money}/year`, 'market');
  builder.line('market.customers', total('customers'), 'customer', 'market');
  const { p, q, from } = market.adoption;
  builder.line('market.p', p, '1', 'market.adoption.p', SHARE);
  builder.line('market.q', q, '1', 'market.adoption.q', NOT_NEGATIVE);
  const years = `max(0, month + 1 - ${monthsBetween(plan.start, from)}) / 12`;
  builder.line(
    'market.adopted',
    `market.customers * bass(${years}, market.p, market.q)`,
    'customer',
    'market.adoption',
  );
}
