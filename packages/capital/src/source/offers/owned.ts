import { offerKind } from './contract.ts';
import { spanOfMonths } from './drafting.ts';
import { amount, machines, months, portion, wait } from './fields.ts';

export const ownedOffer = offerKind({
  kind: 'owned',
  about: 'Bought, used until its life or the plan ends, then sold.',
  way: 'buy',
  fields: {
    ...machines,
    pricePerNode: amount,
    /** A node and month, for place, energy and maintenance. */
    costPerNodeMonth: amount,
    /** Months of use. */
    lifeMonths: months,
    /** What it is worth after `lifeMonths`, as a share of its price; in between it falls by the same share each month. */
    salvage: portion,
    /** Months from order to use; 0. */
    leadMonths: wait.exactOptional(),
  },
  money: ['pricePerNode', 'costPerNodeMonth'],
  paid: 'kept',
  lasts: ({ lifeMonths }) => lifeMonths,
  worthAfter: ({ pricePerNode, salvage, lifeMonths }, used) => pricePerNode * salvage ** (used / lifeMonths),
  drafts({ from = 0, leadMonths = 0, lifeMonths, pricePerNode, costPerNodeMonth, salvage }, { months: all }) {
    return spanOfMonths(from, all - leadMonths, all).map((month) => {
      const first = month + leadMonths;
      const end = Math.min(first + lifeMonths, all);
      const worth = pricePerNode * salvage ** ((end - first) / lifeMonths);
      const payments = [
        { month, money: pricePerNode, floating: false },
        ...spanOfMonths(first, end, all).map((used) => ({ month: used, money: costPerNodeMonth, floating: false })),
        { month: end, money: -worth, floating: false },
      ];
      return { month, payments, runs: { first, end }, whole: true };
    });
  },
});
