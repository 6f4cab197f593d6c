import { offerKind } from './contract.ts';
import { application, hired, spanOfMonths } from './drafting.ts';
import { amount, givenMoney } from './fields.ts';

export const credit = offerKind({
  kind: 'credit',
  about: 'Money to spend with one provider, on what is rented by the hour there.',
  way: 'partner',
  fields: { ...givenMoney, amount },
  money: ['amount', 'applicationCost'],
  paid: 'used',
  total: (offer) => offer.amount,
  application,
  drafts({ from = 0, waitMonths = 0, expiresAfter, acceptance = 1 }, { months }) {
    const begins = from + waitMonths;
    return spanOfMonths(begins, begins + expiresAfter, months).map((month) => ({
      ...hired(month, [{ month, money: -acceptance, floating: false }]),
      runs: { first: 0, end: 0 },
    }));
  },
});
