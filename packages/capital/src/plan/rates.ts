import type { PlanDocument } from './schema/document.ts';

/** What one of a currency is worth in the plan's; undefined where the plan does not say. @example rateTo(plan.document, 'USD') */
export function rateTo(
  { currency, rates }: Pick<PlanDocument, 'currency' | 'rates'>,
  from: string,
): number | undefined {
  if (from === currency) return 1;
  return Object.hasOwn(rates, from) ? rates[from]!.rate : undefined;
}
