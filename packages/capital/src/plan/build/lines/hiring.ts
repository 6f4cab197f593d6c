import { type Context, NOT_NEGATIVE, OVERHEAD } from '../builder.ts';
import { monthsBetween } from '../months.ts';
import { slug } from '../slug.ts';

export function hiring({ plan, builder, money }: Context): string[] {
  return plan.hiring.flatMap((each, i) => {
    const path = `hiring[${i}]`;
    const own = `hiring.${slug(each.role)}`;
    builder.line(`${own}.count`, each.count, 'person', `${path}.count`, NOT_NEGATIVE);
    builder.line(`${own}.salary`, each.salary, `${money}/(person·year)`, `${path}.salary`, NOT_NEGATIVE);
    builder.line(`${own}.overhead`, each.overhead, '1', `${path}.overhead`, OVERHEAD);
    builder.line(`${own}.delay`, each.delay ?? '0 [month]', 'month', `${path}.delay`, NOT_NEGATIVE);
    builder.line(`${own}.when`, each.when ?? 1, '1', `${path}.when`);
    const begins = `month * 1 [month] >= ${monthsBetween(plan.start, each.start)} [month] + ${own}.delay and ${own}.when > 0`;
    builder.line(`${own}.hired`, `max(previous(${own}.hired, 0), if(${begins}, 1, 0))`, '1', path);
    const stays = each.until ? ` * (month < ${monthsBetween(plan.start, each.until)})` : '';
    builder.line(`${own}.people`, `${own}.hired${stays} * ${own}.count`, 'person', path);
    builder.line(`${own}.pay`, `${own}.people * ${own}.salary * ${own}.overhead`, `${money}/month`, path);
    if (each.recruiting === undefined) {
      builder.line(`${own}.cost`, `${own}.pay`, `${money}/month`, path);
      return [`${own}.pay`];
    }
    builder.line(`${own}.fee`, each.recruiting, `${money}/person`, `${path}.recruiting`, NOT_NEGATIVE);
    builder.line(
      `${own}.search`,
      `(${own}.hired - previous(${own}.hired, 0)) * ${own}.count * ${own}.fee / 1 [month]`,
      `${money}/month`,
      path,
    );
    builder.line(`${own}.cost`, `${own}.pay + ${own}.search`, `${money}/month`, path);
    return [`${own}.pay`, `${own}.search`];
  });
}
