import { CapitalError } from '../../errors.ts';
import { defineUnit } from '../../quantity/units.ts';
import { number } from '../../simulate/language/expression.ts';
import type { PlanDocument } from '../schema/document.ts';
import { Builder, type Context, NOT_NEGATIVE } from './builder.ts';
import { aheadLines, usedLine } from './lines/ahead.ts';
import { assumptions } from './lines/assumptions.ts';
import { dates } from './lines/dates.ts';
import { equityLines } from './lines/equity.ts';
import { financeLines } from './lines/finance.ts';
import { hiring } from './lines/hiring.ts';
import { labellingLines } from './lines/labelling.ts';
import { marketLines } from './lines/market.ts';
import { revenue } from './lines/revenue.ts';
import { risks } from './lines/risks.ts';
import { rounds } from './lines/rounds.ts';
import { runs } from './lines/runs.ts';
import { series } from './lines/series.ts';
import { sourcingLines } from './lines/sourcing.ts';
import { slug } from './slug.ts';
import { total } from './total.ts';

/** Builds the monthly model of a plan: every section becomes lines, and the lines add up to cash. */
export function build(plan: PlanDocument): Builder {
  const builder = new Builder(plan);
  const money = plan.currency;
  const context = { builder, plan, money };
  for (const [name, definition] of Object.entries(plan.units)) {
    try {
      defineUnit(name, definition);
    } catch (error) {
      if (!(error instanceof CapitalError)) throw error;
      builder.problem(`units.${name}`, error.message);
    }
  }
  // What one of another currency is worth: `3000 [EUR] * rate.EUR` is money of the plan.
  for (const [other, { rate }] of Object.entries(plan.rates))
    builder.line(`rate.${other}`, number(rate, `${money}/${other}`), `${money}/${other}`, `rates.${other}`);
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
  aheadLines(context);
  for (const [name, parts] of Object.entries(sums)) builder.line(name, total(parts), `${money}/month`, name);
  const sourcing = sourcingLines(context);
  builder.line('sourced', total(sourcing.cost), `${money}/month`, 'sourcing');
  builder.line('instead', total(sourcing.instead), `${money}/month`, 'sourcing');
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
    plan.sourcing
      ? 'serving + acquisition + payroll + compute + controls + other + sourced - instead - income'
      : 'serving + acquisition + payroll + compute + controls + other - income',
    `${money}/month`,
    'burn',
  );
  builder.line('opening', plan.cash, money, 'cash', NOT_NEGATIVE);
  builder.line('noise', plan.cashNoise, money, 'cashNoise', NOT_NEGATIVE);
  // Money comes and goes unevenly: a step of a Brownian motion a month, bridged within it where ruin is counted.
  builder.shock('cash.draw', 'normal', 'cashNoise');
  builder.line('cash.scatter', 'noise * cash.draw', money, 'cashNoise');
  const financed = financeLines(context);
  const flows = 'previous(cash, opening) - burn * 1 [month] - losses + raised + cash.scatter + ahead.cash';
  builder.line('cash', financed ? `${flows} + ${financed}` : flows, money, 'cash');
  plan.experiments.forEach((each, i) => {
    for (const field of ['cost', 'gain', 'noise'] as const) {
      const bounds = field === 'gain' ? undefined : NOT_NEGATIVE;
      builder.line(`experiment.${slug(each.name)}.${field}`, each[field], money, `experiments[${i}].${field}`, bounds);
    }
  });
  marketLines(context);
  equityLines(context);
  labellingLines(context);
  dates(context);
  return builder;
}

function plainLines({ plan, builder, money }: Context, kind: 'income' | 'cost'): string[] {
  return Object.entries(plan.lines)
    .filter(([, line]) => line.kind === kind)
    .map(([name, { paidAhead }]) => {
      const own = `${kind}.${name}`;
      // Checks that it is money over time, whatever its own unit of time.
      if (paidAhead === undefined) builder.line(own, name, `${money}/month`, `lines.${name}`);
      else usedLine({ builder, money }, { own, line: name, months: paidAhead });
      return own;
    });
}
