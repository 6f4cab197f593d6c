import { checkedDistribution } from '../../distribution/assumption.ts';
import { CapitalError } from '../../errors.ts';
import { unit } from '../../quantity/units.ts';
import { triangle } from '../../simulate/columns/correlate.ts';
import { figureModel } from '../figures/learn.ts';
import { equityLines } from '../report/sections/equity.ts';
import { labellingLines } from '../report/sections/labelling.ts';
import { marketLines } from '../report/sections/market.ts';
import { sourcingLines } from '../report/sections/sourcing.ts';
import type { PlanDocument } from '../schema/document.ts';
import { Builder, type Context, NOT_NEGATIVE, SHARE, slug } from './builder.ts';
import { monthAfter, monthsBetween } from './months.ts';

/** Builds the monthly model of a plan: every section becomes lines, and the lines add up to cash. */
export function build(plan: PlanDocument): Builder {
  const builder = new Builder(plan.months);
  const money = plan.currency;
  const context = { builder, plan, money };
  assumptions(context);
  series(context);
  for (const [name, { is, unit: unitText }] of Object.entries(plan.lines))
    builder.line(name, is, unitText, `lines.${name}`);
  const sums = {
    income: revenue(context),
    serving: plan.revenue.map(({ name }) => `revenue.${slug(name)}.serving`),
    acquisition: plan.revenue
      .filter((each) => each.acquisition !== undefined)
      .map(({ name }) => `revenue.${slug(name)}.winning`),
    payroll: hiring(context),
    compute: runs(context),
    controls: risks(context),
    other: plainLines(context, 'cost'),
  };
  sums.income.push(...plainLines(context, 'income'));
  for (const [name, parts] of Object.entries(sums)) builder.line(name, total(parts), `${money}/month`, name);
  builder.line('losses', total(plan.risks.map(({ name }) => `risk.${slug(name)}.loss`)), money, 'losses');
  builder.line('raised', total(rounds(context)), money, 'raised');
  builder.line(
    'customers',
    total(plan.revenue.map(({ name }) => `revenue.${slug(name)}.customers`)),
    'customer',
    'customers',
  );
  builder.line('margin', 'if(income > 0, (income - serving) / income, 0)', '1', 'margin');
  builder.line(
    'burn',
    'serving + acquisition + payroll + compute + controls + other - income',
    `${money}/month`,
    'burn',
  );
  builder.line('opening', plan.cash, money, 'cash');
  builder.line('noise', plan.cashNoise, money, 'cashNoise', NOT_NEGATIVE);
  builder.line('cash', 'previous(cash, opening) - burn * 1 [month] - losses + raised', money, 'cash');
  plan.experiments.forEach((each, i) => {
    for (const field of ['cost', 'gain', 'noise'] as const) {
      const bounds = field === 'gain' ? undefined : NOT_NEGATIVE;
      builder.line(`experiment.${slug(each.name)}.${field}`, each[field], money, `experiments[${i}].${field}`, bounds);
    }
  });
  marketLines(context);
  sourcingLines(context);
  equityLines(context);
  labellingLines(context);
  dates(context);
  return builder;
}

function total(parts: readonly string[]): string {
  return parts.length === 0 ? '0' : parts.join(' + ');
}

function plainLines({ plan, builder, money }: Context, kind: 'income' | 'cost'): string[] {
  return Object.entries(plan.lines)
    .filter(([, line]) => line.kind === kind)
    .map(([name]) => {
      // Checks that it is money over time, whatever its own unit of time.
      builder.line(`${kind}.${name}`, name, `${money}/month`, `lines.${name}`);
      return `${kind}.${name}`;
    });
}

function assumptions({ plan, builder }: Context): void {
  for (const [name, assumption] of Object.entries(plan.assumptions)) {
    const path = `assumptions.${name}`;
    try {
      unit(assumption.unit);
      builder.input(name, assumption.unit, checkedDistribution(assumption.value), path);
    } catch (error) {
      if (!(error instanceof CapitalError)) throw error;
      builder.problem(`${path}.${error.code === 'unknown-unit' ? 'unit' : 'value'}`, error.message);
      builder.input(name, '1', { kind: 'constant', value: 1 }, path);
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

/** Time series: each has a shock of its own a month; correlated ones mix theirs. */
function series({ plan, builder }: Context): void {
  const names = Object.keys(plan.series).filter((name) => plan.series[name]!.kind !== 'jumps');
  const joined = plan.correlations.filter(({ between }) => between.some((name) => names.includes(name)));
  for (const { between } of joined) {
    const strange = between.find((name) => !names.includes(name));
    if (strange)
      builder.problem(
        'correlations',
        `'${strange}' is no series with shocks: series correlate with series, assumptions with assumptions.`,
      );
  }
  let rows: Float64Array[] | undefined;
  try {
    const known = joined.filter(({ between }) => between.every((name) => names.includes(name)));
    rows = known.length > 0 ? triangle(names, known) : undefined;
  } catch (error) {
    if (!(error instanceof CapitalError)) throw error;
    builder.problem('correlations', error.message);
  }
  for (const [name, each] of Object.entries(plan.series)) {
    const path = `series.${name}`;
    const own = (field: string, formula: string | number, unitText: string): string => {
      builder.line(`${name}.${field}`, formula, unitText, `${path}.${field}`);
      return `${name}.${field}`;
    };
    builder.shock(`${name}.draw`, each.kind === 'jumps' ? 'uniform' : 'normal', path);
    if (each.kind === 'jumps') {
      const rate = own('rate', each.rate, '1/year');
      const size = own('size', each.size, each.unit);
      builder.line(name, `if(${name}.draw < 1 - exp(0 - ${rate} * 1 [month]), ${size}, 0)`, each.unit, path);
      continue;
    }
    const row = rows?.[names.indexOf(name)];
    const mixed = row
      ? names.flatMap((other, i) => (row[i] ? [`${row[i]} * ${other}.draw`] : [])).join(' + ')
      : `${name}.draw`;
    builder.line(`${name}.shock`, mixed.replaceAll('+ -', '- '), '1', path);
    const start = own('start', each.start, each.unit);
    if (each.kind === 'ar1') {
      const [level, deviation] = [own('level', each.level, each.unit), own('deviation', each.deviation, each.unit)];
      const stay = own('persistence', each.persistence, '1');
      builder.line(
        name,
        `if(month == 0, ${start}, ${level} + ${stay} * (previous(${name}, ${start}) - ${level}) + ${deviation} * ${name}.shock)`,
        each.unit,
        path,
      );
      continue;
    }
    const volatility = own('volatility', each.volatility, '1');
    if (each.kind === 'random-walk') {
      const drift = own('drift', each.drift, '1/month');
      builder.line(
        `${name}.log`,
        `if(month == 0, 0, previous(${name}.log, 0) + ${drift} * 1 [month] - ${volatility}^2 / 2 + ${volatility} * ${name}.shock)`,
        '1',
        path,
      );
    } else {
      // The exact step of an Ornstein–Uhlenbeck process in the logarithm.
      const pull = `(0.6931471805599453 / (${own('halfLife', each.halfLife, 'month')} / 1 [month]))`;
      builder.line(`${name}.stay`, `exp(0 - ${pull})`, '1', path);
      builder.line(`${name}.step`, `${volatility} * sqrt((1 - ${name}.stay^2) / (2 * ${pull}))`, '1', path);
      builder.line(`${name}.target`, `log(${own('level', each.level, each.unit)} / ${start})`, '1', path);
      builder.line(
        `${name}.log`,
        `if(month == 0, 0, ${name}.target + ${name}.stay * (previous(${name}.log, 0) - ${name}.target) + ${name}.step * ${name}.shock)`,
        '1',
        path,
      );
    }
    builder.line(name, `${start} * exp(${name}.log)`, each.unit, path);
  }
}

function revenue({ plan, builder, money }: Context): string[] {
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

function hiring({ plan, builder, money }: Context): string[] {
  return plan.hiring.flatMap((each, i) => {
    const path = `hiring[${i}]`;
    const own = `hiring.${slug(each.role)}`;
    builder.line(`${own}.count`, each.count, 'person', `${path}.count`, NOT_NEGATIVE);
    builder.line(`${own}.salary`, each.salary, `${money}/(person·year)`, `${path}.salary`, NOT_NEGATIVE);
    builder.line(`${own}.overhead`, each.overhead, '1', `${path}.overhead`, NOT_NEGATIVE);
    builder.line(`${own}.delay`, each.delay ?? '0 [month]', 'month', `${path}.delay`, NOT_NEGATIVE);
    builder.line(`${own}.when`, each.when ?? 1, '1', `${path}.when`);
    const begins = `month * 1 [month] >= ${monthsBetween(plan.start, each.start)} [month] + ${own}.delay and ${own}.when > 0`;
    builder.line(`${own}.hired`, `max(previous(${own}.hired, 0), if(${begins}, 1, 0))`, '1', path);
    const stays = each.until ? ` * (month < ${monthsBetween(plan.start, each.until)})` : '';
    builder.line(`${own}.people`, `${own}.hired${stays} * ${own}.count`, 'person', path);
    builder.line(`${own}.pay`, `${own}.people * ${own}.salary * ${own}.overhead`, `${money}/month`, path);
    if (each.recruiting === undefined) return [`${own}.pay`];
    builder.line(`${own}.fee`, each.recruiting, `${money}/person`, `${path}.recruiting`, NOT_NEGATIVE);
    builder.line(
      `${own}.search`,
      `(${own}.hired - previous(${own}.hired, 0)) * ${own}.count * ${own}.fee / 1 [month]`,
      `${money}/month`,
      path,
    );
    return [`${own}.pay`, `${own}.search`];
  });
}

function runs({ plan, builder, money }: Context): string[] {
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
    if (each.flops !== undefined) builder.line(`${own}.flops`, each.flops, 'FLOP', `${path}.flops`, NOT_NEGATIVE);
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

function rounds({ plan, builder, money }: Context): string[] {
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

function risks({ plan, builder, money }: Context): string[] {
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
      `if(${own}.draw < 1 - exp(0 - ${own}.now * 1 [month]), ${own}.impact * if(${own}.controlled > 0, ${own}.impactleft, 1), 0)`,
      money,
      path,
    );
    if (!control) return [];
    builder.line(`${own}.fee`, control.cost, `${money}/month`, `${path}.control.cost`, NOT_NEGATIVE);
    builder.line(`${own}.control`, `${own}.fee * ${own}.controlled`, `${money}/month`, path);
    return [`${own}.control`];
  });
}

/** Dates that cannot be in this order. */
function dates({ plan, builder }: Context): void {
  const last = monthAfter(plan.start, plan.months - 1);
  const inside = (path: string, month: string): void => {
    if (month > last) builder.problem(path, `${month} is after the plan's last month, ${last}.`);
  };
  const later = (path: string, month: string): void => {
    inside(path, month);
    if (month < plan.start) builder.problem(path, `${month} is before the plan's first month, ${plan.start}.`);
  };
  plan.runs.forEach(({ start }, i) => {
    later(`runs[${i}].start`, start);
  });
  plan.rounds.forEach(({ month }, i) => {
    later(`rounds[${i}].month`, month);
  });
  plan.revenue.forEach(({ from }, i) => {
    inside(`revenue[${i}].from`, from);
  });
  plan.hiring.forEach(({ start, until }, i) => {
    inside(`hiring[${i}].start`, start);
    if (until && until <= start) builder.problem(`hiring[${i}].until`, `${until} is not after the start, ${start}.`);
  });
  plan.risks.forEach(({ review }, i) => {
    if (review < plan.asOf)
      builder.problem(
        `risks[${i}].review`,
        `${review} is before the plan's date, ${plan.asOf}: review the risk and set the next date.`,
      );
  });
}
