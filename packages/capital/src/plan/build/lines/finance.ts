import { type Bounds, type Context, NOT_NEGATIVE, SHARE } from '../builder.ts';
import { monthsBetween } from '../months.ts';
import { slug } from '../slug.ts';

/** Months that 182 days reach back into. */
const LAGS = 6;
const DAYS: Bounds = { least: 0, most: 182 };

/** What suppliers bill, who may have to wait for their money; wages and what was agreed for machines do not wait. */
const SUPPLIERS = 'serving + acquisition + compute + controls + other - ahead.costused';

/**
 * Payment terms, interest, repayments and taxes: what lies between income and cost as they are earned and the cash. Gives the sum that
 * the cash adds, or nothing where the plan says nothing of it.
 */
export function financeLines({ builder, plan, money }: Context): string | undefined {
  const { finance } = plan;
  if (!finance) return undefined;
  const line = (name: string, formula: string, unit = money, path = 'finance'): void =>
    builder.line(name, formula, unit, path);
  builder.line('finance.suppliers', SUPPLIERS, `${money}/month`, 'finance');
  builder.line('finance.billed', 'income - ahead.incomeused', `${money}/month`, 'finance');
  builder.line('finance.receivabledays', finance.receivableDays, 'day', 'finance.receivableDays', DAYS);
  builder.line('finance.payabledays', finance.payableDays, 'day', 'finance.payableDays', DAYS);
  line('finance.receivables', outstanding({ builder, money }, 'finance.billed', 'finance.receivabledays'));
  line('finance.payables', outstanding({ builder, money }, 'finance.suppliers', 'finance.payabledays'));
  const none = `0 [${money}]`;
  line(
    'finance.terms',
    `previous(finance.receivables, ${none}) - finance.receivables + finance.payables - previous(finance.payables, ${none})`,
  );
  const sums = (field: string): string =>
    finance.loans.length === 0 ? none : finance.loans.map(({ name }) => `loan.${slug(name)}.${field}`).join(' + ');
  loans({ builder, plan, money });
  for (const field of ['drawn', 'repaid', 'debt', 'interest', 'fee']) line(`finance.${field}`, sums(field));
  line(
    'finance.profit',
    `0 - burn * 1 [month] - losses + cash.scatter${plan.sourcing ? ['equipment', 'prepaid'].map((kept) => ` + sourcing.${kept} - previous(sourcing.${kept}, ${none})`).join('') : ''} - finance.interest - finance.fee`,
  );
  builder.line('finance.taxrate', finance.taxRate, '1', 'finance.taxRate', SHARE);
  line('finance.lost', `max(${none}, previous(finance.lost, ${none}) - finance.profit)`);
  line('finance.tax', `finance.taxrate * max(${none}, finance.profit - previous(finance.lost, ${none}))`);
  return 'finance.terms + finance.drawn - finance.repaid - finance.interest - finance.fee - finance.tax';
}

/** What is billed and not paid yet: of this month and those before, as far as the days reach back. */
function outstanding({ builder, money }: Pick<Context, 'builder' | 'money'>, flow: string, days: string): string {
  let lag = flow;
  return Array.from({ length: LAGS }, (_, back) => {
    if (back > 0) {
      const name = `${days}.${back}`;
      builder.line(name, `previous(${lag}, 0 [${money}/month])`, `${money}/month`, 'finance');
      lag = name;
    }
    return `${lag} * max(0, min(1, ${days} / 1 [month] - ${back})) * 1 [month]`;
  }).join(' + ');
}

function loans({ builder, plan, money }: Context): void {
  const none = `0 [${money}]`;
  plan.finance!.loans.forEach((loan, i) => {
    const path = `finance.loans[${i}]`;
    const own = `loan.${slug(loan.name)}`;
    const from = monthsBetween(plan.start, loan.month);
    const [first, last] = [from + loan.interestOnly + 1, from + loan.months];
    if (from < 0 || from >= plan.months)
      builder.problem(`${path}.month`, `${loan.month} is not among the plan's months. Correct it.`);
    builder.line(`${own}.amount`, loan.amount, money, `${path}.amount`, NOT_NEGATIVE);
    builder.line(`${own}.rate`, loan.rate, '1/year', `${path}.rate`, NOT_NEGATIVE);
    builder.line(`${own}.fees`, loan.fees ?? 0, '1', `${path}.fees`, SHARE);
    builder.line(`${own}.when`, loan.when ?? 1, '1', `${path}.when`);
    builder.line(`${own}.drawn`, `if(month == ${from} and ${own}.when > 0, ${own}.amount, ${none})`, money, path);
    builder.line(`${own}.size`, `previous(${own}.size, ${none}) + ${own}.drawn`, money, path);
    builder.line(
      `${own}.repaid`,
      `if(month >= ${first} and month <= ${last}, ${own}.size / ${last - first + 1}, ${none})`,
      money,
      path,
    );
    builder.line(`${own}.debt`, `previous(${own}.debt, ${none}) + ${own}.drawn - ${own}.repaid`, money, path);
    builder.line(`${own}.interest`, `previous(${own}.debt, ${none}) * ${own}.rate * 1 [month]`, money, path);
    builder.line(`${own}.fee`, `${own}.drawn * ${own}.fees`, money, path);
    if (loan.leastCash !== undefined)
      builder.line(`${own}.leastcash`, loan.leastCash, money, `${path}.leastCash`, NOT_NEGATIVE);
  });
}
