import { cdf, quantile } from '../../../distribution/read.ts';
import { riskRule, shareInWords } from '../contract.ts';
import { churnOf } from './churn.ts';

export const churnAbovePlan = riskRule({
  id: 'churn-above-plan',
  area: 'market',
  name: 'Customers leave faster than planned',
  control: 'none measured: cohorts say how fast they leave',
  wants: 'company.customers with tenures and plannedChurn',
  validDays: 92,
  nist: ['MAP 3.1', 'MEASURE 3.3', 'MEASURE 4.3'],
  aiAct: [],
  gdpr: [],
  assess({ company: { customers } }) {
    const planned = customers?.plannedChurn;
    if (!customers || planned === undefined) return undefined;
    const believed = churnOf(customers);
    const above = 1 - cdf(believed, planned);
    const monthly = customers.revenue.reduce((sum, each) => sum + each.monthly, 0);
    // A year's revenue of those there are, at the planned churn less at the churn of the 95th percentile.
    const year = (lost: number) =>
      Array.from({ length: 12 }, (_, month) => monthly * (1 - lost) ** (month + 1)).reduce(
        (sum, each) => sum + each,
        0,
      );
    const bad = Math.max(planned, quantile(believed, 0.95));
    return {
      at: customers.at.slice(0, 10),
      says: `${shareInWords(planned)} a month is planned; above it with ${shareInWords(above)}, and ${shareInWords(bad)} at the 95th percentile`,
      from: [],
      rate: above,
      impact: year(planned) - year(bad),
      left: 1,
    };
  },
});
