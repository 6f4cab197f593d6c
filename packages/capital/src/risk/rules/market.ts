import { dayNumber } from '../../day-number.ts';
import { cdf, quantile } from '../../distribution/read.ts';
import { churnPosterior } from '../../market/customers/cohort.ts';
import { type Facts, percent, type RiskRule } from './rule.ts';

type Customers = NonNullable<Facts['company']['customers']>;

/** Half a customer lost in ten months of one: what is believed of churn before any customer is seen. */
const PRIOR = { a: 0.5, b: 9.5 };

const posterior = ({ tenures }: Customers) => churnPosterior(tenures, PRIOR).distribution;

const largest: RiskRule = {
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
    const churn = quantile(posterior(customers), 0.5);
    return {
      at: customers.at.slice(0, 10),
      says: `${most.name} pays ${percent(total > 0 ? most.monthly / total : 0)} of the revenue, contracted for ${percent(contracted)} of a year; ${percent(churn)} leave a month`,
      from: [],
      rate: -12 * Math.log1p(-Math.min(churn, 0.999)),
      impact: 12 * most.monthly,
      left: 1 - contracted,
    };
  },
};

const churn: RiskRule = {
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
    const believed = posterior(customers);
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
      says: `${percent(planned)} a month is planned; above it with ${percent(above)}, and ${percent(bad)} at the 95th percentile`,
      from: [],
      rate: above,
      impact: year(planned) - year(bad),
      left: 1,
    };
  },
};

/** Risks of customers and prices. */
export const MARKET: readonly RiskRule[] = [largest, churn];
