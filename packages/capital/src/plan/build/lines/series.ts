import { CapitalError } from '../../../errors.ts';
import { triangle } from '../../../simulate/columns/correlate.ts';
import type { Context } from '../builder.ts';

/** Time series: each has a shock of its own a month; correlated ones mix theirs. */
export function series({ plan, builder }: Context): void {
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
      builder.line(name, `poisson(${name}.draw, ${rate} * 1 [month]) * ${size}`, each.unit, path);
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
