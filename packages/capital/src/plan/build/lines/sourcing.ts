import { CapitalError } from '../../../errors.ts';
import { type Expression, parseExpression } from '../../../simulate/language/expression.ts';
import { programmeLines, rentAll } from '../../programme.ts';
import { rateTo } from '../../rates.ts';
import { type Context, NOT_NEGATIVE } from '../builder.ts';
import { slug } from '../slug.ts';

const YEAR = 12;

/**
 * What computing the demands costs on every path: machines that are paid for whether used or not, and the hours beyond them rented
 * at a rent that moves. Until a programme is solved, everything is rented by the hour. Gives the lines that the cash pays, and those
 * that it would pay twice.
 */
export function sourcingLines(context: Context): { cost: string[]; instead: string[] } {
  const { builder, plan, money } = context;
  const { sourcing } = plan;
  if (!sourcing) return { cost: [], instead: [] };
  for (const [i, { currency = money }] of sourcing.offers.entries())
    if (rateTo(plan, currency) === undefined)
      builder.problem(
        `sourcing.offers[${i}].currency`,
        `The offer is in ${currency}, the plan is in ${money}: say what one is worth, rates: { ${currency}: { rate: 0.92, asOf: '${plan.asOf}', source: 'ECB' } }.`,
      );
  for (const [name, { formula, unit }] of Object.entries(programmeLines(sourcing, rentAll(plan), money)))
    builder.line(name, formula, unit, 'sourcing');
  index(context);
  const instead: string[] = [];
  const rents = sourcing.demands.map((demand, i) => {
    const path = `sourcing.demands[${i}]`;
    const own = `sourcing.${slug(demand.name)}`;
    builder.line(own, demand.hours, 'device·h/month', `${path}.hours`, NOT_NEGATIVE);
    builder.line(`${own}.open`, `max(0, ${own} - ${own}.committed)`, 'device·h/month', path);
    builder.line(
      `${own}.hired`,
      `(min(${own}.open, ${own}.rented) * ${own}.rent + max(0, ${own}.open - ${own}.rented) * ${own}.more) * sourcing.index`,
      `${money}/month`,
      path,
    );
    const named = runsIn(demand.hours).filter((run) => plan.runs.some(({ name }) => slug(name) === run));
    const known = named.length > 0 ? named.map((run) => `run.${run}.cost`).join(' + ') : '0';
    builder.line(`${own}.instead`, demand.instead ?? known, `${money}/month`, `${path}.instead`, NOT_NEGATIVE);
    instead.push(`${own}.instead`);
    return `${own}.hired`;
  });
  return { cost: ['sourcing.fixed', ...rents], instead };
}

/** Rents over today's. */
function index({ builder, plan }: Context): void {
  const { rents } = plan.sourcing!;
  if ('series' in rents) {
    const { series } = rents;
    if (!Object.hasOwn(plan.series, series)) {
      builder.problem('sourcing.rents.series', `There is no series '${series}'.`);
      builder.line('sourcing.index', 1, '1', 'sourcing.rents');
      return;
    }
    builder.line(
      'sourcing.first',
      `if(month == 0, ${series}, previous(sourcing.first, ${series}))`,
      plan.series[series]!.unit,
      'sourcing.rents',
    );
    builder.line('sourcing.index', `${series} / sourcing.first`, '1', 'sourcing.rents');
    return;
  }
  // As pricePaths: the exact step of an Ornstein–Uhlenbeck process in the logarithm.
  const { start, reversion, volatility } = rents;
  const decay = Math.exp(-reversion / YEAR);
  const spread = volatility * Math.sqrt(reversion === 0 ? 1 / YEAR : (1 - decay * decay) / (2 * reversion));
  const first = Math.log(start);
  builder.shock('sourcing.draw', 'normal', 'sourcing.rents');
  builder.line(
    'sourcing.log',
    `if(month == 0, ${first}, previous(sourcing.log, 0) * ${decay} + ${spread} * sourcing.draw)`,
    '1',
    'sourcing.rents',
  );
  builder.line('sourcing.index', `exp(sourcing.log - (${first}))`, '1', 'sourcing.rents');
}

/** The slugs of the runs whose hours a formula names. */
function runsIn(formula: string | number): string[] {
  if (typeof formula === 'number') return [];
  const names = (expression: Expression): string[] =>
    expression.op === 'name' ? [expression.name] : expression.op === 'call' ? expression.args.flatMap(names) : [];
  try {
    const found = names(parseExpression(formula)).flatMap((name) => /^run\.(\w+)\.hours$/.exec(name)?.[1] ?? []);
    return [...new Set(found)];
  } catch (error) {
    if (!(error instanceof CapitalError)) throw error;
    return []; // reported where the line is built
  }
}
