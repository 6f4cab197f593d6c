import { CapitalError } from '../../errors.ts';
import type { MonthlyCharge } from '../../source/bills/read-bill.ts';
import { monthsBetween } from '../build/months.ts';
import { rateTo } from '../rates.ts';
import type { PlanDocument } from '../schema/document.ts';
import type { Actual } from './read-actuals.ts';

/**
 * What providers billed as a plan's actual computing, month by month, in the plan's currency; months before and after the plan are left
 * out, and those for which books say what computing cost.
 *
 * @throws {CapitalError} bad-input — on a currency that the plan has no rate for
 * @example billedActuals(plan.document, ledger.charges(), readActuals(books))
 */
export function billedActuals(
  document: PlanDocument,
  charges: readonly Pick<MonthlyCharge, 'month' | 'currency' | 'billed'>[],
  books: readonly Actual[] = [],
): Actual[] {
  const booked = new Set(books.filter(({ line }) => line === 'compute').map(({ month }) => month));
  const sums = new Map<string, number>();
  for (const { month, currency, billed } of charges) {
    const at = monthsBetween(document.start, month);
    if (at < 0 || at >= document.months || booked.has(month)) continue;
    const rate = rateTo(document, currency);
    if (rate === undefined)
      throw new CapitalError(
        'bad-input',
        `Computing of ${month} was billed in ${currency}, the plan is in ${document.currency}: say what one is worth, rates: { ${currency}: { rate: 0.92, asOf: '${document.asOf}', source: 'ECB' } }.`,
        { fields: { month, currency } },
      );
    sums.set(month, (sums.get(month) ?? 0) + billed * rate);
  }
  return [...sums].map(([month, amount]): Actual => ({ month, line: 'compute', amount }));
}
