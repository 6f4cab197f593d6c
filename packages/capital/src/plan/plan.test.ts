import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { discrete } from '../distribution/make.ts';
import { CapitalError } from '../errors.ts';
import type { RiskEvidence } from '../risk/evidence.ts';
import { monthOf, simulate } from '../simulate/simulate.ts';
import type { MeasuredRun } from './figures/figure.ts';
import { renderPlanHtml } from './page/html.ts';
import { renderPlan } from './page/terminal.ts';
import { parsePlan } from './parse.ts';
import { comparePlans, renderComparedPlans } from './report/compare-plans.ts';
import { planReport } from './report/report.ts';
import type { PlanInput } from './schema/document.ts';

const said = { asOf: '2026-11-01', source: 'test', confidence: 'guess' } as const;
const base: PlanInput = {
  version: 1,
  name: 'Test & <Co>',
  currency: 'USD',
  asOf: '2026-11-24',
  start: '2027-01',
  months: 12,
  cash: '900000 [USD]',
  cashNoise: '10000 [USD]',
  assumptions: {
    speed: {
      value: '10 to 1000',
      unit: 'image/s',
      ...said,
      measured: { kind: 'train', figure: 'metric.train_imagesPerSecond * 1 [image/s]' },
    },
    price: { value: '2000 to 4000', unit: 'USD/(customer·month)', ...said, confidence: 'contract' },
    rent: { value: 2.5, unit: 'USD/(device·h)', ...said, confidence: 'published' },
  },
  runs: [
    {
      name: 'Big',
      start: '2027-02',
      months: 2,
      hours: '3e9 [image] / speed * 1 [device]',
      price: 'rent',
      power: '900 [W/device]',
      grid: '56 [g/kWh]',
    },
  ],
  hiring: [
    { role: 'Founders', start: '2027-01', count: '2 [person]', salary: '90000 [USD/(person·year)]', overhead: 1.2 },
  ],
  revenue: [
    {
      name: 'API',
      model: 'api',
      from: '2027-03',
      customers: '2 [customer]',
      gained: '1 [customer/month]',
      churn: '0.02 [1/month]',
      price: 'price',
      serving: '300 [USD/(customer·month)]',
    },
  ],
};
const plan = (more: Partial<PlanInput> = {}): PlanInput => ({ ...base, ...more });
const run = (imagesPerSecond: number, id = 'a1'): MeasuredRun => ({
  id,
  name: 'digits',
  kind: 'train',
  status: 'done',
  started: `2026-11-2${id.length}T00:00:00Z`,
  hours: 1,
  deviceHours: 2,
  energyKWh: 0.1,
  money: 1,
  currency: 'USD',
  metrics: { 'train/imagesPerSecond': imagesPerSecond },
  params: {},
});
const refused = (more: Partial<PlanInput>, message: RegExp): void =>
  assert.throws(
    () => parsePlan(plan(more)),
    (error) => error instanceof CapitalError && error.code === 'bad-plan' && message.test(error.message),
  );

test('the same seed gives the same bits on every machine', () => {
  const { model, distributions, correlations } = parsePlan(plan());
  const { lines } = simulate(model, distributions, ['cash'], { seed: 7, paths: 1000, correlations });
  const bytes = new Uint8Array(lines.get('cash')!.buffer);
  assert.equal(createHash('sha256').update(bytes).digest('hex').slice(0, 16), '50318fabd4463e52');
});

test('changing a measured run changes the plan; without runs it says which figures are guesses', async () => {
  const [none, slow, fast] = await Promise.all(
    [[], [run(20)], [run(900)]].map((runs) => planReport(parsePlan(plan()), { runs, paths: 500 })),
  );
  assert.deepEqual(none!.unmeasured, ['speed']);
  assert.match(renderPlan(none!), /GUESSED until measured: speed; the ledger has no runs/);
  assert.deepEqual(slow!.unmeasured, []);
  assert.equal(slow!.assumptions[0]!.confidence, 'measured');
  assert.ok(slow!.runs[0]!.cost.p50 > 5 * fast!.runs[0]!.cost.p50);
  assert.ok(slow!.months[11]!.cash.p50 < fast!.months[11]!.cash.p50);
  assert.deepEqual(slow!.runs[0]!.restsOn, { measured: ['speed'], contract: [], published: ['rent'], guess: [] });
  assert.match(renderPlan(slow!), /Big .* 1 measured, 1 published/);
});

test('money is conserved: cash moves by income, costs, losses and rounds, and by nothing else', () => {
  const { model, distributions } = parsePlan(
    plan({
      rounds: [{ name: 'Seed', month: '2027-05', amount: '500000 [USD]', probability: 0.5, fees: 0.02 }],
      risks: [
        { name: 'Leak', area: 'legal', rate: '2 [1/year]', impact: '50000 [USD]', owner: 'Ada', review: '2027-06-01' },
      ],
    }),
  );
  const parts = [
    'income',
    'serving',
    'acquisition',
    'payroll',
    'compute',
    'controls',
    'other',
    'losses',
    'raised',
    'cash.scatter',
  ];
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
      const simulation = simulate(model, distributions, ['cash', 'opening', ...parts], { seed, paths: 64 });
      for (let month = 0; month < 12; month++) {
        const of = (line: string, path: number): number => monthOf(simulation, line, month)[path]!;
        for (let path = 0; path < 64; path++) {
          const before = month === 0 ? of('opening', path) : monthOf(simulation, 'cash', month - 1)[path]!;
          const spent = ['serving', 'acquisition', 'payroll', 'compute', 'controls', 'other', 'losses'].reduce(
            (sum, line) => sum + of(line, path),
            0,
          );
          const expected = before + of('income', path) + of('raised', path) + of('cash.scatter', path) - spent;
          assert.ok(Math.abs(of('cash', path) - expected) < 1e-6 * Math.max(1e6, Math.abs(expected)));
        }
      }
    }),
    { numRuns: 20 },
  );
});

test('a unit mismatch, an unknown name and dates out of order are all named at once', () => {
  refused({ cash: '900000 [EUR]' }, /cash: Expected USD \(USD\), the formula gives 'EUR'/);
  refused(
    { lines: { office: { is: 'price * 2', unit: 'USD/month', kind: 'cost' } } },
    /lines\.office: Expected USD\/month .*customer/,
  );
  assert.throws(
    () =>
      parsePlan(
        plan({
          cash: '1 [USD] + 1 [h]',
          rounds: [{ name: 'Seed', month: '2026-12', amount: 'amuont', probability: 0.5 }],
          hiring: [{ ...base.hiring![0]!, until: '2026-11' }],
          risks: [
            { name: 'Old', area: 'legal', rate: '1 [1/year]', impact: '1 [USD]', owner: 'Ada', review: '2026-01-01' },
          ],
        }),
      ),
    (error) => {
      assert.ok(error instanceof CapitalError);
      for (const part of [
        /cash: add needs both sides in one kind of unit/,
        /no assumption or line 'amuont'/,
        /rounds\[0\]\.month: 2026-12 is before the plan's first month, 2027-01/,
        /hiring\[0\]\.until: 2026-11 is not after the start/,
        /risks\[0\]\.review: 2026-01-01 is before the plan's date/,
      ])
        assert.match(error.message, part);
      return true;
    },
  );
});

test('negative prices and shares above one are refused, in scenarios, too, with path, value and month', () => {
  const revenue = (more: object) => ({ revenue: [{ ...base.revenue![0]!, ...more }] });
  refused(
    revenue({ price: '-3 [USD/(customer·month)]' }),
    /revenue\[0\]\.price: Expected 0 or more, the plan makes it -3 USD.* in 2027-01/,
  );
  refused(revenue({ churn: '1.5 [1/month]' }), /revenue\[0\]\.churn: Expected 0 to 1/);
  refused(revenue({ price: '(10 - month * 2) * 1 [USD/(customer·month)]' }), /makes it -2 USD.* in 2027-07/);
  refused({ scenarios: { slump: { set: { rent: -1 } } } }, /runs\[0\]\.price: .* in scenario 'slump'/);
  refused({ runs: [{ ...base.runs![0]!, months: 0 }] }, /runs\[0\]\.months/);
});

const capTable = { holdings: [{ holder: 'Ada', shares: 1_000_000 }], exits: [5e6] };
const priced = (preMoney: string, target: number) => ({
  name: 'Seed',
  month: '2027-04',
  amount: '1000000 [USD]',
  probability: 1,
  terms: {
    kind: 'priced' as const,
    preMoney,
    convention: 'percent-ownership' as const,
    pool: { target, placement: 'pre' as const },
  },
});

test('a SAFE and a priced round dilute exactly; ownership sums to one at every stage', async () => {
  const safe = {
    name: 'Angels',
    month: '2027-01',
    amount: '200000 [USD]',
    probability: 1,
    terms: { kind: 'safe' as const, holder: 'Angel', capitalization: 'post' as const, cap: 2_000_000 },
  };
  const { equity } = await planReport(parsePlan(plan({ capTable, rounds: [safe, priced('4000000 [USD]', 0.1)] })), {
    paths: 100,
  });
  const [stages, holders] = [equity!.stages, equity!.holders];
  assert.deepEqual(
    stages.map(({ name }) => name),
    ['today', 'Seed'],
  );
  for (const s of [0, 1])
    assert.ok(Math.abs(holders.reduce((sum, { fractions }) => sum + fractions[s]!, 0) - 1) < 1e-12);
  const of = (holder: string) => holders.find((each) => each.holder === holder)!.fractions[1]!;
  assert.ok(Math.abs(of('Seed investors') - 0.2) < 1e-12 && Math.abs(of('pool') - 0.1) < 1e-12);
  assert.ok(Math.abs(of('Angel') - 0.1 * 0.7) < 1e-12); // 10 % before new money and the pool
  assert.ok(Math.abs(equity!.exits[0]!.payouts.reduce((sum, { amount }) => sum + amount, 0) - 5e6) < 1e-6);
});

test('a cap table that cannot close names the round and the margin', async () => {
  refused({ capTable: { holdings: [{ holder: 'Ada', shares: -5 }] } }, /capTable: Shares of Ada: expected 0 or more/);
  refused({ rounds: [priced('4000000 [USD]', 0.1)] }, /rounds\[0\]\.terms: What a round buys needs a capTable/);
  const impossible = parsePlan(plan({ capTable, rounds: [priced('1000 [USD]', 0.4)] }));
  await assert.rejects(planReport(impossible, { paths: 100 }), (error) => {
    assert.ok(error instanceof CapitalError && error.code === 'cap-table-open');
    assert.match(error.message, /^Seed, 1000000 USD at 1000 before: .*margin -?\d/);
    return true;
  });
});

const machine = { provider: 'P', region: 'EU', source: 'test', confidence: 'guess' } as const;
const sourcing = (more: object = {}): Partial<PlanInput> => ({
  sourcing: {
    demands: [{ name: 'training', hours: '6000 [device·h/month]', regions: ['EU'] }],
    discountRate: 0.1,
    rents: { start: 1, reversion: 0.5, volatility: 0.3, source: 'test' },
    offers: [
      { ...machine, id: 'rent', kind: 'on-demand', pricePerGpuHour: 3, ...more },
      { ...machine, id: 'year', kind: 'reserved', pricePerGpuHour: 2, months: 12 },
    ],
  },
});

test('compute is sourced: what saves is chosen, and an infeasible demand says what is missing, where and by how much', async () => {
  const { sourcing: found } = await planReport(parsePlan(plan(sourcing())), { paths: 200 });
  const by = Object.fromEntries(found!.ways.map(({ way, presentCost }) => [way, presentCost]));
  assert.ok(by.mix! < by.rent! && Math.abs(by.mix! - by.commit!) < 1e-6);
  assert.deepEqual(found!.steps.map(({ offer }) => offer).includes('year'), true);
  const short = plan({ ...sourcing() });
  short.sourcing!.offers = [{ ...machine, id: 'rent', kind: 'on-demand', pricePerGpuHour: 3, maxNodes: 2 }];
  await assert.rejects(planReport(parsePlan(short), { paths: 200 }), (error) => {
    assert.ok(error instanceof CapitalError && error.code === 'infeasible-demand');
    assert.match(
      error.message,
      /demand 'training' lacks 4,539 of 6,000 GPU-hours in month 0 in EU \(offered: 'rent' up to 2 nodes\)/,
    );
    return true;
  });
  const foreign = sourcing();
  foreign.sourcing!.offers = foreign.sourcing!.offers.map((offer) => ({ ...offer, currency: 'EUR' }));
  refused(foreign, /offers\[0\]\.currency: The offer is in EUR, the plan is in USD: say what one is worth/);
  const old = JSON.parse(JSON.stringify(sourcing()).replaceAll('pricePerGpuHour', 'usdPerGpuHour'));
  refused(old, /offers\[0\]: There is no field 'usdPerGpuHour' here\. It is called pricePerGpuHour/);
});

test('the market is counted from below and adopted as Bass has it', async () => {
  const market: PlanInput['market'] = {
    source: 'test',
    segments: [
      {
        name: 'Clinics',
        accounts: '12000 [customer]',
        value: '6000 [USD/(customer·year)]',
        serviceable: 0.4,
        obtainable: 0.1,
      },
    ],
    adoption: { p: 0.03, q: 0.38, from: '2027-01' },
  };
  const { market: found } = await planReport(parsePlan(plan({ market })), { paths: 100 });
  assert.equal(Math.round(found!.total.som.p50), 2_880_000);
  assert.ok(Math.abs(found!.adoption[0]!.adopted.p50 - 480 * 0.035758) < 0.01); // F(1) of p = .03, q = .38: Bass 1969
  refused(
    { market: { ...market, segments: [{ ...market.segments[0]!, obtainable: 1.2 }] } },
    /market\.segments\[0\]\.obtainable: Expected 0 to 1/,
  );
});

test('labels are worth what the measured learning curve says, and unmeasured ones say so', async () => {
  const labelling: PlanInput['labelling'] = [
    {
      name: 'Plates',
      have: 4000,
      tiers: [{ from: 0, price: 0.1 }],
      answers: 3,
      accepted: 0.95,
      worthOfPoint: '50000 [USD]',
      curve: { size: 'param.n', error: '1 - metric.accuracy', tested: 1000 },
    },
  ];
  const runs = [500, 1000, 2000, 4000].map(
    (n, i): MeasuredRun => ({ ...run(50, `r${i}`), metrics: { accuracy: 1 - 2 * n ** -0.35 }, params: { n } }),
  );
  const found = (await planReport(parsePlan(plan({ labelling })), { runs, paths: 100 })).labelling[0]!;
  assert.equal(found.points.length, 4);
  assert.ok(found.buy!.labels > 0 && found.next!.gain.value > 0);
  const open = await planReport(parsePlan(plan({ labelling })), { paths: 100 });
  assert.match(renderPlan(open), /Plates: not measured yet\. Expected at least 3 training-set sizes/);
});

test('the HTML page runs nothing, fetches nothing and escapes what the plan says', async () => {
  const report = await planReport(
    parsePlan(plan({ capTable, rounds: [priced('4000000 [USD]', 0.1)], ...sourcing() })),
    { paths: 200 },
  );
  const page = renderPlanHtml(report);
  assert.match(page, /<h1>Test &amp; &lt;Co&gt;<\/h1>/);
  assert.doesNotMatch(page, /<script|<link|https?:|NaN|undefined/);
  for (const part of ['<svg', 'Every assumption', 'Who owns what', 'Probability of having run out'])
    assert.ok(page.includes(part), part);
});

test('two plans are compared figure by figure', async () => {
  const [lean, bold] = await Promise.all(
    [plan(), plan({ name: 'Bold', hiring: [{ ...base.hiring![0]!, count: '9 [person]' }] })].map((each) =>
      planReport(parsePlan(each), { paths: 300 }),
    ),
  );
  const pay = comparePlans(lean!, bold!).find(({ figure }) => figure === 'pay, expected')!;
  assert.ok(Math.abs(pay.second! / pay.first! - 4.5) < 1e-9);
  assert.match(renderComparedPlans(lean!, bold!), /pay, expected +216k +972k +\+756k/);
});

test('a scenario that is ours to choose shows what knowing an assumption first would be worth', async () => {
  const report = await planReport(
    parsePlan(
      plan({
        assumptions: {
          ...base.assumptions,
          won: {
            value: discrete([
              [0, 0.5],
              [4, 0.5],
            ]),
            unit: '1',
            ...said,
          },
        },
        lines: { extra: { is: 'won * 1000 [USD/month]', unit: 'USD/month', kind: 'income' } },
        scenarios: { dearer: { set: { price: '4000 to 6000' }, choice: true } },
      }),
    ),
    { paths: 400 },
  );
  assert.deepEqual(
    report.scenarios.map(({ name }) => name),
    ['as planned', 'dearer'],
  );
  assert.ok(report.scenarios[1]!.cashAtEnd.p50 > report.scenarios[0]!.cashAtEnd.p50);
});

test('the risk register: what evidence shows is on the page, and strikes the months when asked to', async () => {
  const { runs } = z
    .object({ runs: z.array(z.looseObject({ started: z.string() })) })
    .parse(JSON.parse(readFileSync(join(import.meta.dirname, '../risk/fixtures/evidence.json'), 'utf8')));
  const on = runs[0]!.started.slice(0, 10);
  const owners = { technical: 'Ada', market: 'Ben', financial: 'Ben', legal: 'Cleo' };
  const register: PlanInput['register'] = {
    owners,
    system: { role: 'provider', kinds: ['annex-iii'] },
    stakes: {
      'failed-runs': { rate: 6, impact: '20000 to 60000', review: '2027-03-01' },
      breach: { rate: 0.2, impact: 90_000 },
    },
    evidence: { company: { security: { at: on, checked: { encrypted: true, backups: false } } } },
  };
  const evidence: RiskEvidence = JSON.parse(JSON.stringify({ runs }));
  const parsed = parsePlan(plan({ register }));
  const settings = { evidence, day: on, paths: 2000 };
  const [apart, struck] = [
    await planReport(parsed, settings),
    await planReport(parsed, { ...settings, simulateRegister: true }),
  ];
  const found = apart.register!.rows.find(({ id }) => id === 'breach')!;
  assert.equal(found.status, 'proven');
  assert.ok(Math.abs(found.after!.expected - 0.5 * 0.2 * 90_000) < 1e-6);
  assert.equal(apart.register!.rows[0]!.id, 'failed-runs');
  assert.equal(apart.register!.rows.find(({ id }) => id === 'cash-runs-out')!.status, 'proven');
  const page = renderPlan(apart);
  assert.match(page, /\nRisk register\n.*evidence of today/);
  assert.match(page, /2027-03-01 +Ada/);
  assert.match(page, /Proven: \d+ of 72 subcategories/);
  assert.ok(apart.register!.aiAct!.length > 3 && page.includes(apart.register!.aiAct![0]!.what));
  assert.match(renderPlanHtml(apart), /<h2>Risk register<\/h2>/);
  assert.ok(!apart.registerSimulated && struck.registerSimulated);
  // Twelve months lose what the register expects of a year.
  const lost = apart.months.at(-1)!.cash.mean - struck.months.at(-1)!.cash.mean;
  const { expected } = apart.register!.total.after;
  assert.ok(Math.abs(lost - expected) < 0.05 * expected, `${lost} ${expected}`);
  assert.equal(struck.risks.length, 2);
  const none = await planReport(parsePlan(plan()), { paths: 100 });
  assert.equal(none.register, undefined);
  const misspelt = JSON.parse('{ "braech": { "rate": 1 } }');
  refused({ register: { owners, stakes: misspelt } }, /register\.stakes: There is no field 'braech'.*'breach'/);
  await assert.rejects(planReport(parsePlan(plan({ register: { owners, evidence: { runs: 7 } } }))), {
    code: 'bad-input',
  });
  refused({ register: { owners, stakes: { breach: { rate: -1 } } } }, /register\.stakes\.breach\.rate/);
});
