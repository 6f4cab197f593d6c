import type { Context } from '../builder.ts';
import { total } from '../total.ts';

/** What a line that is paid ahead costs or earns a month, and what of it is paid and not used up; see aheadLines. */
export function usedLine(
  { builder, money }: Pick<Context, 'builder' | 'money'>,
  { own, line, months }: { own: string; line: string; months: number },
): void {
  const path = `lines.${line}`;
  builder.line(`${own}.wanted`, line, `${money}/month`, path);
  // Months paid for, this one among them: a new term begins when one is over and there is something to pay.
  builder.line(
    `${own}.left`,
    `if(previous(${own}.left, 0) > 1, previous(${own}.left, 0) - 1, if(${own}.wanted == 0, 0, ${months}))`,
    '1',
    path,
  );
  builder.line(
    own,
    `if(${own}.left == ${months}, ${own}.wanted, if(${own}.left > 0, previous(${own}, 0 [${money}/month]), 0))`,
    `${money}/month`,
    path,
  );
  builder.line(`${own}.unused`, `max(0, ${own}.left - 1) * ${own} * 1 [month]`, money, path);
}

/**
 * What lies between payments ahead and their use: an asset of what we paid (prepaid expense, ASC 340-10 and IAS 1), a debt of what
 * customers paid (contract liability, ASC 606 and IFRS 15). The cash moves when it is paid, profit when it is used.
 */
export function aheadLines({ builder, plan, money }: Context): void {
  const of = (kind: 'income' | 'cost', field = ''): string[] =>
    Object.entries(plan.lines).flatMap(([name, line]) =>
      line.kind === kind && line.paidAhead !== undefined ? [`${kind}.${name}${field}`] : [],
    );
  for (const [name, line] of Object.entries(plan.lines))
    if (line.kind === 'figure' && line.paidAhead !== undefined)
      builder.problem(`lines.${name}.paidAhead`, "Expected kind: 'cost' or 'income': a figure is not paid.");
  builder.line('ahead.cost', total(of('cost', '.unused')), money, 'lines');
  builder.line('ahead.income', total(of('income', '.unused')), money, 'lines');
  builder.line('ahead.costused', total(of('cost')), `${money}/month`, 'lines');
  builder.line('ahead.incomeused', total(of('income')), `${money}/month`, 'lines');
  const none = `0 [${money}]`;
  builder.line(
    'ahead.cash',
    `previous(ahead.cost, ${none}) - ahead.cost + ahead.income - previous(ahead.income, ${none})`,
    money,
    'lines',
  );
}
