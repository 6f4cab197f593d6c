import { type Context, NOT_NEGATIVE, SHARE } from '../builder.ts';
import { monthsBetween } from '../months.ts';
import { slug } from '../slug.ts';

export function rounds({ plan, builder, money }: Context): string[] {
  return plan.rounds.map((each, i) => {
    const path = `rounds[${i}]`;
    const own = `round.${slug(each.name)}`;
    builder.line(`${own}.amount`, each.amount, money, `${path}.amount`, NOT_NEGATIVE);
    builder.line(`${own}.probability`, each.probability, '1', `${path}.probability`, SHARE);
    builder.line(`${own}.delay`, each.delay ?? '0 [month]', 'month', `${path}.delay`, NOT_NEGATIVE);
    builder.line(`${own}.when`, each.when ?? 1, '1', `${path}.when`);
    builder.line(`${own}.fees`, each.fees ?? 0, '1', `${path}.fees`, SHARE);
    builder.input(`${own}.luck`, '1', { kind: 'uniform', low: 0, high: 1 }, path);
    const opens = `month * 1 [month] >= ${monthsBetween(plan.start, each.month)} [month] + ${own}.delay and ${own}.when > 0`;
    builder.line(
      `${own}.closed`,
      `max(previous(${own}.closed, 0), if(${opens} and ${own}.luck < ${own}.probability, 1, 0))`,
      '1',
      path,
    );
    builder.line(
      `${own}.cash`,
      `(${own}.closed - previous(${own}.closed, 0)) * ${own}.amount * (1 - ${own}.fees)`,
      money,
      path,
    );
    return `${own}.cash`;
  });
}
