import { definePlan, type PlanInput } from '@capstan/capital';

const of = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const guess = { asOf: '2026-11-24', source: 'bench', confidence: 'guess' } as const;

const assumptions: PlanInput['assumptions'] = {
  ...Object.fromEntries(
    of(20, (i) => [`rate${i}`, { value: `${1000 + 50 * i} to ${2500 + 90 * i}`, unit: 'USD/month', ...guess }]),
  ),
  ...Object.fromEntries(
    of(10, (i) => [`part${i}`, { value: `${0.2 + i / 50} to ${0.5 + i / 50}`, unit: '1', ...guess }]),
  ),
  gained: { value: '0.5 to 2', unit: 'customer/month', ...guess },
  price: { value: '3000 to 6000', unit: 'USD/(customer·month)', ...guess },
};

/** A company of 10 years whose file names 200 lines: what `lines` computes, beside rents, demand, people, rounds and risks. */
export const twoHundred: PlanInput = definePlan({
  version: 1,
  name: 'Two hundred lines',
  currency: 'USD',
  asOf: '2026-11-24',
  start: '2027-01',
  months: 120,
  cash: '9000000 [USD]',
  cashNoise: '40000 [USD]',
  assumptions,
  series: {
    rent: {
      kind: 'mean-reverting',
      unit: 'USD/(device·h)',
      start: '2.9 [USD/(device·h)]',
      level: '2.3 [USD/(device·h)]',
      halfLife: '9 [month]',
      volatility: 0.07,
    },
    demand: { kind: 'ar1', unit: '1', start: 1, level: 1, persistence: 0.8, deviation: 0.08 },
    wages: { kind: 'random-walk', unit: '1', start: 1, drift: '0.002 [1/month]', volatility: 0.004 },
    tenders: { kind: 'jumps', unit: 'customer/month', rate: '0.4 [1/year]', size: '4 [customer/month]' },
  },
  correlations: [{ between: ['gained', 'price'], rho: -0.3, source: 'bench' }],
  lines: Object.fromEntries([
    // A hundred figures that lean on each other, and a hundred costs that follow them.
    ...of(100, (i): [string, NonNullable<PlanInput['lines']>[string]] => [
      `level${i}`,
      {
        is:
          i === 0
            ? 'demand'
            : `0.7 * previous(level${i}, part${i % 10}) + 0.3 * level${i - 1} * (1 + part${(i + 3) % 10} * (wages - 1))`,
        unit: '1',
      },
    ]),
    ...of(100, (i): [string, NonNullable<PlanInput['lines']>[string]] => [
      `cost${i}`,
      { is: `rate${i % 20} * max(level${i}, 0.2) * if(month > ${i}, wages, 1) / 3`, unit: 'USD/month', kind: 'cost' },
    ]),
  ]),
  runs: of(4, (i) => ({
    name: `run ${i}`,
    start: `20${28 + i}-03`,
    months: 3,
    hours: `${20_000 * (i + 1)} [device·h]`,
    price: 'rent',
  })),
  hiring: of(6, (i) => ({
    role: `role ${i}`,
    start: `20${27 + i}-05`,
    count: '2 [person]',
    salary: '130000 [USD/(person·year)] * wages',
    overhead: 1.25,
  })),
  revenue: [
    {
      name: 'API',
      model: 'api',
      from: '2027-03',
      customers: '3 [customer]',
      gained: 'gained * demand + tenders',
      churn: '0.012 [1/month]',
      price: 'price',
      serving: 'price * 0.2',
      acquisition: '9000 [USD/customer]',
    },
  ],
  rounds: [{ name: 'Seed', month: '2027-09', amount: '3000000 [USD]', probability: 0.7 }],
  risks: of(4, (i) => ({
    name: `risk ${i}`,
    area: 'technical',
    rate: '0.2 [1/year]',
    impact: `${100_000 * (i + 1)} [USD]`,
    owner: 'bench',
    review: '2027-06-01',
  })),
});
