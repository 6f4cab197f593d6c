import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quantile } from '../../distribution/read.ts';
import { CapitalError } from '../../errors.ts';
import { near, printed } from '../../testing.ts';
import { positioningMap } from '../surveys/position.ts';
import { revenueLines } from './business-model.ts';
import { channelMix } from './channels.ts';
import { churnPosterior, kaplanMeier } from './cohort.ts';
import { timeline } from './timeline.ts';

// Freireich et al. 1963, 6-MP arm: the data of Kaplan–Meier's textbook example; + is censored.
const freireich = '6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+'
  .split(' ')
  .map((text) => ({ months: Number.parseInt(text, 10), left: !text.endsWith('+') }));

test('Kaplan–Meier and Greenwood: Freireich’s 6-MP arm as R’s survival and Kleinbaum & Klein, table 2.3, print it', () => {
  const rows = kaplanMeier(freireich);
  const printedRows = [
    [6, 21, 3, '.857', '.0764'],
    [7, 17, 1, '.807', '.0869'],
    [10, 15, 1, '.753', '.0963'],
    [13, 12, 1, '.690', '.1068'],
    [16, 11, 1, '.627', '.1141'],
    [22, 7, 1, '.538', '.1282'],
    [23, 6, 1, '.448', '.1346'],
  ] as const;
  assert.equal(rows.length, printedRows.length);
  for (const [i, [months, atRisk, left, survival, error]] of printedRows.entries()) {
    assert.deepEqual([rows[i]!.months, rows[i]!.atRisk, rows[i]!.left], [months, atRisk, left]);
    printed(rows[i]!.survival, survival);
    printed(rows[i]!.error, error);
    assert.ok(
      rows[i]!.low > 0 && rows[i]!.low < rows[i]!.survival && rows[i]!.high > rows[i]!.survival && rows[i]!.high < 1,
    );
  }
});

test('without censoring Kaplan–Meier is the part that stays, and ends at 0', () => {
  const rows = kaplanMeier([1, 2, 2, 4].map((months) => ({ months, left: true })));
  assert.deepEqual(
    rows.map(({ survival }) => survival),
    [0.75, 0.25, 0],
  );
  near(rows[0]!.error, Math.sqrt((0.75 * 0.25) / 4));
  assert.deepEqual(kaplanMeier([{ months: 3, left: false }]), []);
  assert.throws(() => kaplanMeier([]), CapitalError);
});

test('churn learned from cohorts: prior losses and months count with those seen', () => {
  const { mean, low, high, distribution } = churnPosterior(freireich, { a: 1, b: 19 });
  near(mean, 10 / (20 + 359)); // 9 left in 359 months
  near(low, quantile(distribution, 0.05));
  assert.ok(low < mean && mean < high);
  assert.throws(() => churnPosterior([{ months: 0, left: true }]), /at least the month/);
});

test('an API: units grow with a customer’s age, cohorts decay with churn', () => {
  const lines = revenueLines(
    { kind: 'api', units: 10, price: 2, costPerUnit: 0.5, growth: 0.1 },
    { acquired: [10, 0], churn: 0.2 },
  );
  assert.deepEqual(lines.customers, [10, 8]);
  near(lines.revenue[1]!, 8 * 11 * 2);
  near(lines.cost[1]!, 8 * 11 * 0.5);
  assert.deepEqual(lines.cash, lines.revenue);
});

test('seats, outcomes and licences give the same lines from their own terms', () => {
  const once = { acquired: [1, 0, 0], churn: 0 };
  assert.deepEqual(revenueLines({ kind: 'seat', seats: 5, price: 30, costPerSeat: 4 }, once).revenue, [150, 150, 150]);
  const outcome = revenueLines({ kind: 'outcome', attempts: 100, successRate: 0.6, price: 5, costPerAttempt: 1 }, once);
  assert.deepEqual([outcome.units[0], outcome.revenue[0], outcome.cost[0]], [60, 300, 100]);
  const licence = revenueLines({ kind: 'licence', licence: 24_000, months: 2, maintenance: 0.2, cost: 100 }, once);
  assert.deepEqual(licence.cash, [24_400, 400, 400]);
  assert.deepEqual(licence.revenue, [12_400, 12_400, 400]);
  const [cash, revenue] = [licence.cash, licence.revenue].map((line) => line.reduce((sum, each) => sum + each));
  assert.equal(cash, revenue); // earned and received end equal
  assert.throws(
    () => revenueLines({ kind: 'seat', seats: 5, price: -30, costPerSeat: 4 }, once),
    /price: expected a finite number of at least 0/,
  );
});

const channel = { spend: 10_000, customers: 20, monthlyMargin: 80, lifetimeValue: 1600, elasticity: 0.5 };

test('a budget is spent where the last dollar brings most, and not beyond a dollar', () => {
  const { channels, customers, unspent } = channelMix(
    [
      { ...channel, name: 'search' },
      { ...channel, name: 'events', customers: 10 },
    ],
    12_500,
  );
  // Equal elasticities: spend goes with (value × customers)² = 4 : 1.
  near(channels[0]!.spend, 10_000, 1e-9);
  near(channels[1]!.spend, 2_500, 1e-9);
  near(customers, 25, 1e-9);
  near(channels[0]!.cac!, 500, 1e-9);
  near(channels[0]!.paybackMonths!, 6.25, 1e-9);
  near(channels[0]!.marginalCac, channels[1]!.marginalCac, 1e-9);
  assert.ok(unspent < 1e-9);
  const rich = channelMix([{ ...channel, name: 'search' }], 1e6);
  near(rich.channels[0]!.marginalCac, 1600, 1e-9); // the last customer costs what it brings
  assert.ok(rich.unspent > 0);
  assert.equal(channelMix([{ ...channel, name: 'capped', most: 1000 }], 1e6).channels[0]!.spend, 1000);
});

test('no other division of a budget gains more', () => {
  const given = [
    { ...channel, name: 'a', elasticity: 0.7 },
    { ...channel, name: 'b', customers: 9, lifetimeValue: 4000, elasticity: 0.3 },
    { ...channel, name: 'c', customers: 35, elasticity: 0.6, most: 8000 },
  ];
  const best = channelMix(given, 20_000);
  const gain = (spends: number[]) =>
    spends.reduce(
      (sum, spend, i) =>
        sum + given[i]!.lifetimeValue * given[i]!.customers * (spend / 10_000) ** given[i]!.elasticity - spend,
      0,
    );
  near(gain(best.channels.map(({ spend }) => spend)), best.gain, 1e-9);
  for (let a = 0; a <= 20; a++)
    for (let c = 0; c <= Math.min(8, 20 - a); c++)
      assert.ok(gain([a * 1000, (20 - a - c) * 1000, c * 1000]) <= best.gain + 1e-6);
});

const offers = [
  { name: 'ours', price: 30, attributes: { accuracy: 0.95, latency: 100 } },
  { name: 'incumbent', price: 50, attributes: { accuracy: 0.95, latency: 200 } },
  { name: 'cheap', price: 10, attributes: { accuracy: 0.85, latency: 150 } },
];
const dimensions = [
  { name: 'accuracy', weight: 2, better: 'more' },
  { name: 'latency', weight: 1, better: 'less' },
] as const;

test('a positioning map: value, fair price, neighbours and who is dominated', () => {
  const [ours, incumbent, cheap] = positioningMap(offers, dimensions);
  assert.deepEqual(incumbent!.dominatedBy, ['ours']);
  assert.deepEqual([ours!.dominatedBy, cheap!.dominatedBy], [[], []]);
  near(ours!.value + incumbent!.value + cheap!.value + 1, 1, 1e-12); // standardised: they average 0
  near(ours!.premium + incumbent!.premium + cheap!.premium + 1, 1, 1e-9); // residuals of a line add up to 0
  assert.equal(ours!.nearest[0]!.name, 'incumbent');
  near(ours!.nearest[0]!.distance, incumbent!.nearest.find(({ name }) => name === 'ours')!.distance);
  near(ours!.nearest[0]!.distance, Math.sqrt((1 / 3) * (100 / Math.sqrt(5000 / 3)) ** 2)); // only latency differs
  assert.throws(
    () => positioningMap([offers[0]!, { name: 'x', price: 1, attributes: { accuracy: 1 } }], dimensions),
    /'latency'/,
  );
});

const steps = [
  { name: 'pilot', months: 3, cost: 20_000 },
  { name: 'certificate', months: 1, cost: 5_000 },
  { name: 'launch', months: 2, cost: 45_000, after: ['pilot', 'certificate'], earns: 30_000 },
  { name: 'expand', months: 1, cost: 10_000, after: ['launch'], notBefore: 6 },
];

test('going to market: starts, slack, cash and what a shortfall is due to', () => {
  const plan = timeline(steps, { cash: 140_000, burn: 15_000, months: 8 });
  assert.deepEqual(
    plan.steps.map(({ start, end, slack }) => [start, end, slack]),
    [
      [0, 3, 1],
      [0, 1, 3],
      [3, 5, 1],
      [6, 7, 0],
    ],
  );
  assert.deepEqual(plan.cash, [100_000, 65_000, 30_000, -30_000, -90_000, -75_000, -70_000, -55_000]);
  assert.deepEqual(plan.shortfall, { month: 3, missing: 30_000, step: 'launch' });
  assert.equal(plan.lowest, -90_000);
  assert.equal(timeline(steps, { cash: 230_000, burn: 15_000 }).shortfall, null);
});

test('timelines that cannot be are refused', () => {
  const refused = (message: RegExp, given: Parameters<typeof timeline>[0]) =>
    assert.throws(() => timeline(given, { cash: 0 }), message);
  const one = { name: 'a', months: 1, cost: 0 };
  refused(/wait for each other: a, b/, [
    { ...one, after: ['b'] },
    { ...one, name: 'b', after: ['a'] },
  ]);
  refused(/no step/, [{ ...one, after: ['z'] }]);
  refused(/name of its own/, [one, one]);
  refused(/months of a/, [{ ...one, months: 1.5 }]);
});
