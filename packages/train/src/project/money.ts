/** An amount of money. */
export interface Money {
  amount: number;
  currency: string;
}

/**
 * US dollars.
 * @example defineProject({ …, budget: { limit: usd(50) } })
 */
export function usd(amount: number): Money {
  return { amount, currency: 'USD' };
}
