import { dayNumber } from '../../../day-number.ts';
import { quantile } from '../../../distribution/read.ts';
import { riskRule, shareInWords } from '../contract.ts';
import { churnOf } from './churn.ts';

export const largestCustomer = riskRule({
  id: 'largest-customer',
  area: 'market',
  name: 'The largest customer leaves',
  control: 'contracted for the months to come',
  wants: 'company.customers: revenue of each, and how long customers stayed',
  validDays: 92,
  nist: ['MAP 3.1', 'MAP 5.1'],
  aiAct: [],
  gdpr: [],
  assess({ company: { customers }, asOf }) {
    if (!customers) return undefined;
    const total = customers.revenue.reduce((sum, { monthly }) => sum + monthly, 0);
    const most = customers.revenue.reduce((top, each) => (each.monthly > top.monthly ? each : top));
    const days = most.until ? dayNumber(most.until.slice(0, 10)) - dayNumber(asOf) : 0;
    const contracted = Math.min(1, Math.max(0, days / 365.25));
    const churn = quantile(churnOf(customers), 0.5);
    return {
      at: customers.at.slice(0, 10),
      says: `${most.name} pays ${shareInWords(total > 0 ? most.monthly / total : 0)} of the revenue, contracted for ${shareInWords(contracted)} of a year; ${shareInWords(churn)} leave a month`,
      from: [],
      rate: -12 * Math.log1p(-Math.min(churn, 0.999)),
      impact: 12 * most.monthly,
      left: 1 - contracted,
    };
  },
});
