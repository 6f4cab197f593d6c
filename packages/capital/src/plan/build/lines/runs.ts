import { type Context, NOT_NEGATIVE } from '../builder.ts';
import { monthsBetween } from '../months.ts';
import { slug } from '../slug.ts';

export function runs({ plan, builder, money }: Context): string[] {
  return plan.runs.map((each, i) => {
    const path = `runs[${i}]`;
    const own = `run.${slug(each.name)}`;
    const from = monthsBetween(plan.start, each.start);
    builder.line(`${own}.total`, each.hours, 'device·h', `${path}.hours`, NOT_NEGATIVE);
    builder.line(`${own}.price`, each.price, `${money}/(device·h)`, `${path}.price`, NOT_NEGATIVE);
    builder.line(`${own}.when`, each.when ?? 1, '1', `${path}.when`);
    const now = `month >= ${from} and month < ${from + each.months} and ${own}.when > 0`;
    builder.line(`${own}.hours`, `if(${now}, ${own}.total / ${each.months} [month], 0)`, 'device·h/month', path);
    builder.line(`${own}.cost`, `${own}.hours * ${own}.price`, `${money}/month`, path);
    if (each.flops !== undefined) {
      builder.line(`${own}.flops`, each.flops, 'FLOP', `${path}.flops`, NOT_NEGATIVE);
      builder.line(`${own}.work`, `if(${now}, ${own}.flops / ${each.months} [month], 0)`, 'FLOP/month', path);
    }
    if (each.power !== undefined) {
      builder.line(`${own}.power`, each.power, 'W/device', `${path}.power`, NOT_NEGATIVE);
      builder.line(`${own}.energy`, `${own}.hours * ${own}.power`, 'kWh/month', path);
    }
    if (each.grid !== undefined) {
      builder.line(`${own}.grid`, each.grid, 'g/kWh', `${path}.grid`, NOT_NEGATIVE);
      if (each.power === undefined)
        builder.problem(`${path}.grid`, 'Emissions need what a device draws: give power, too.');
      else builder.line(`${own}.carbon`, `${own}.energy * ${own}.grid`, 'kg/month', path);
    }
    return `${own}.cost`;
  });
}
