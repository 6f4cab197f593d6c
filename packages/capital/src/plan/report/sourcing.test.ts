import assert from 'node:assert/strict';
import { test } from 'node:test';
import { monthOf, simulate } from '../../simulate/simulate.ts';
import { renderPlan } from '../page/terminal.ts';
import { parsePlan } from '../parse.ts';
import { withProgramme } from '../programme.ts';
import type { PlanInput } from '../schema/document.ts';
import { planReport } from './report.ts';
import { sourcePlan } from './sections/sourcing.ts';

const said = { source: 'list', confidence: 'published' } as const;
const rent = { id: 'rent', kind: 'on-demand', provider: 'N', region: 'X', pricePerGpuHour: 2.95, ...said } as const;
const own = {
  id: 'own',
  kind: 'owned',
  provider: 'us',
  region: 'X',
  gpusPerNode: 8,
  pricePerNode: 270_000,
  costPerNodeMonth: 3_600,
  lifeMonths: 48,
  salvage: 0.25,
  ...said,
} as const;
const still = { start: 1, reversion: 0.9, volatility: 0, source: 'x' };
const company = (cash: number, more: Partial<PlanInput> = {}): PlanInput => ({
  version: 1,
  name: 'Compute',
  currency: 'USD',
  asOf: '2026-11-24',
  start: '2027-01',
  months: 48,
  cash: `${cash} [USD]`,
  cashNoise: '0 [USD]',
  sourcing: {
    demands: [{ name: 'serving', hours: '11000 [device·h/month]' }],
    discountRate: 0.08,
    rents: still,
    offers: [rent, own],
  },
  ...more,
});
const near = (value: number, expected: number, within = 1e-6): void =>
  assert.ok(Math.abs(value - expected) <= within * Math.max(1, Math.abs(expected)), `${value} is not ${expected}`);

test('what there is no money for is not bought, and what is rented leaves the cash and ruins', async () => {
  const report = await planReport(parsePlan(company(300_000)), { paths: 100 });
  assert.deepEqual(
    report.sourcing!.steps.map(({ offer }) => offer),
    ['rent'],
  );
  near(report.months[0]!.cash.p50, 300_000 - 11_000 * 2.95);
  near(report.months[11]!.cash.p50, 300_000 - 12 * 11_000 * 2.95);
  assert.equal(report.runway.even, 10); // 300,000 ÷ 32,450 is 9.2 months
  assert.ok(report.sourcing!.held!.short > 200_000);
  assert.match(renderPlan(report), /Held to the money that is there/);
});

test('what can be paid is bought, and leaves the cash when it is bought', async () => {
  const report = await planReport(parsePlan(company(3_000_000)), { paths: 100 });
  const bought = report.sourcing!.steps.find(({ offer }) => offer === 'own')!;
  assert.equal(bought.most, 2);
  assert.equal(report.sourcing!.held, undefined);
  const hours = 11_000 - 2 * 8 * 730.5;
  assert.ok(hours < 0);
  near(report.months[0]!.cash.p50, 3_000_000 - 2 * 270_000 - 2 * 3600);
  near(report.months[47]!.cash.p50, 3_000_000 - 2 * 270_000 - 48 * 2 * 3600);
  near(report.sourcing!.beyond, -2 * 270_000 * 0.25);
  near(report.sourcing!.paid, 2 * 270_000 + 48 * 2 * 3600);
});

test('hours of trainings are paid once: the programme takes the place of their own price', async () => {
  const report = await planReport(
    parsePlan(
      company(900_000, {
        months: 12,
        runs: [{ name: 'Big', start: '2027-03', months: 2, hours: '6000 [device·h]', price: '3 [USD/(device·h)]' }],
        revenue: [
          {
            name: 'API',
            model: 'api',
            from: '2027-01',
            customers: '10 [customer]',
            gained: '0',
            churn: '0',
            price: '500 [USD/(customer·month)]',
            serving: '100 [USD/(customer·month)]',
          },
        ],
        sourcing: {
          demands: [
            { name: 'training', hours: 'run.big.hours' },
            {
              name: 'serving',
              hours: '20 [device·h/(customer·month)] * revenue.api.customers',
              instead: '60 [USD/(customer·month)] * revenue.api.customers',
            },
          ],
          discountRate: 0,
          rents: still,
          offers: [rent],
        },
      }),
    ),
    { paths: 100 },
  );
  const { accounts, sourcing } = report;
  const flow = (line: string): number => accounts.flows.find((each) => each.line === line)!.total;
  near(flow('compute'), -18_000);
  near(flow('instead'), 18_000 + 12 * 600);
  near(flow('sourced'), -2.95 * (6000 + 12 * 200));
  near(sourcing!.paid, -flow('sourced'));
  near(report.months[11]!.cash.p50, 900_000 + 12 * 5000 - 12 * 1000 + 12 * 600 - 2.95 * (6000 + 2400));
  near(
    accounts.years[0]!.opening + accounts.flows.reduce((sum, { total }) => sum + total, 0),
    accounts.years[0]!.closing,
  );
  assert.match(renderPlan(report), /The accounts agree\n {2}Opening cash, every inflow/);
});

test('on every path money is conserved with a programme in it, and each path rents for its own demand', async () => {
  const plan = parsePlan(
    company(4_000_000, {
      months: 24,
      assumptions: {
        size: { value: '3000 to 20000', unit: 'device·h/month', asOf: '2026-11-24', source: 't', confidence: 'guess' },
      },
      sourcing: {
        demands: [{ name: 'serving', hours: 'size' }],
        discountRate: 0.08,
        rents: { ...still, volatility: 0.4 },
        offers: [
          rent,
          own,
          { ...rent, id: 'year', kind: 'reserved', pricePerGpuHour: 1.6, months: 12, gpusPerNode: 8 },
        ],
      },
    }),
  );
  const sourced = await sourcePlan(plan, { seed: 3, paths: 500 });
  assert.ok(sourced);
  const { model, distributions } = withProgramme(plan, sourced.programme);
  const s = simulate(model, distributions, ['cash', 'opening', 'sourced', 'sourcing.serving', 'sourcing.index'], {
    seed: 3,
    paths: 500,
  });
  const { supply, fixed } = sourced.programme;
  for (let p = 0; p < 500; p++) {
    let cash = monthOf(s, 'opening', 0)[p]!;
    for (let t = 0; t < 24; t++) {
      const at = (line: string): number => monthOf(s, line, t)[p]!;
      const open = Math.max(0, at('sourcing.serving') - supply[0]!.committed[t]!);
      const hired =
        (Math.min(open, supply[0]!.rented[t]!) * supply[0]!.rent[t]! +
          Math.max(0, open - supply[0]!.rented[t]!) * supply[0]!.more[t]!) *
        at('sourcing.index');
      near(at('sourced'), fixed[t]! + hired, 1e-9);
      cash -= at('sourced');
      near(at('cash'), cash, 1e-9);
    }
  }
});

test('a saving is a quantile of the paths: nothing is committed that renting beats on them', async () => {
  const report = await planReport(
    parsePlan(
      company(4_000_000, {
        sourcing: {
          demands: [{ name: 'serving', hours: '11000 [device·h/month]' }],
          discountRate: 0.08,
          rents: { ...still, volatility: 0.3 },
          offers: [rent, own],
        },
      }),
    ),
    { paths: 4000 },
  );
  const { saving, expected } = report.sourcing!.ways.find(({ way }) => way === 'mix')!;
  assert.ok(saving!.p05 < saving!.p50 && saving!.p50 < saving!.p95 && saving!.right > 0.9);
  assert.ok(Math.abs(report.sourcing!.ways[0]!.expected - expected - saving!.mean) < 1e-6 * expected);
});

test('in another currency offers are converted at the rate that the plan states, or the way out is said', async () => {
  const euro = (rates: object, currency?: string): PlanInput => {
    const plan = company(300_000);
    const offers = currency === undefined ? [rent] : [{ ...rent, currency }];
    return {
      ...{ ...plan, currency: 'EUR', cash: '300000 [EUR]', cashNoise: '0 [EUR]', rates },
      sourcing: { ...plan.sourcing, offers },
    } as PlanInput; // as: rates are written below
  };
  assert.throws(() => parsePlan(euro({}, 'USD')), {
    code: 'bad-plan',
    message: /offers\[0\]\.currency: The offer is in USD, the plan is in EUR: say what one is worth, rates: \{ USD:/,
  });
  const report = await planReport(parsePlan(euro({ USD: { rate: 0.9, asOf: '2026-11-24', source: 'ECB' } }, 'USD')), {
    paths: 100,
  });
  near(report.months[0]!.cash.p50, 300_000 - 0.9 * 11_000 * 2.95);
  assert.doesNotMatch(renderPlan(report), /USD/);
  // Without a word an offer is in the plan's own currency.
  const own = await planReport(parsePlan(euro({})), { paths: 100 });
  near(own.months[0]!.cash.p50, 300_000 - 11_000 * 2.95);
});

test('what is decided for one demand and costs more on the paths than renting is not taken', async () => {
  const plan = parsePlan(
    company(20_000_000, {
      months: 12,
      assumptions: {
        size: { value: '500 to 20000', unit: 'device·h/month', asOf: '2026-11-24', source: 't', confidence: 'guess' },
      },
      sourcing: {
        demands: [{ name: 'serving', hours: 'size' }],
        quantile: 0.95,
        discountRate: 0,
        rents: still,
        offers: [rent, { ...rent, id: 'year', kind: 'reserved', pricePerGpuHour: 2.8, months: 12, gpusPerNode: 8 }],
      },
    }),
  );
  const { sourcing, accounts } = await planReport(plan, { paths: 2000 });
  const by = Object.fromEntries(sourcing!.ways.map((each) => [each.way, each]));
  assert.ok(by.commit!.presentCost < by.rent!.presentCost && by.commit!.expected > by.rent!.expected);
  assert.deepEqual(
    sourcing!.steps.map(({ offer }) => offer),
    ['rent'],
  );
  near(by.mix!.expected, by.rent!.expected, 1e-9);
  // What the page says it costs is what left the cash.
  near(-accounts.flows.find(({ line }) => line === 'sourced')!.total, by.mix!.expected, 1e-9);
});
