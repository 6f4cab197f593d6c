import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { solve as yalps } from 'yalps';
import { CapitalError } from '../errors.ts';
import { near, printed } from '../testing.ts';
import type { Offer } from './offers/offer.ts';
import type { SourcingProblem } from './problem.ts';
import { build } from './programme/build.ts';
import type { Programme } from './programme/programme.ts';
import { solve } from './programme/solve.ts';
import { sourceCompute } from './source.ts';

const place = { provider: 'P', region: 'EU' };
const onDemand: Offer = { ...place, id: 'on-demand', kind: 'on-demand', pricePerGpuHour: 2.95 };
const demand = (...gpuHours: number[]) => [{ id: 'train', gpuHours }];

/** The same programme for YALPS: a second opinion that shares no code with HiGHS. */
function secondOpinion({ variables, rows }: Programme): number | undefined {
  const constraints = new Map<string, { min?: number; max?: number }>();
  const columns = variables.map(({ cost, upper }, i) => {
    const column = new Map([['cost', cost]]);
    if (upper < Number.POSITIVE_INFINITY) {
      constraints.set(`upper ${i}`, { max: upper });
      column.set(`upper ${i}`, 1);
    }
    return column;
  });
  for (const [i, { terms, low, high }] of rows.entries()) {
    constraints.set(`row ${i}`, {
      ...(low > Number.NEGATIVE_INFINITY && { min: low }),
      ...(high < Number.POSITIVE_INFINITY && { max: high }),
    });
    for (const [variable, coefficient] of terms) {
      const column = columns[variable]!;
      column.set(`row ${i}`, (column.get(`row ${i}`) ?? 0) + coefficient);
    }
  }
  const { status, result } = yalps(
    {
      direction: 'minimize',
      objective: 'cost',
      constraints,
      variables: columns.map((column, i): [string, Map<string, number>] => [`x${i}`, column]),
      integers: variables.flatMap(({ integer }, i) => (integer ? [`x${i}`] : [])),
    },
    { tolerance: 0, timeout: 20_000 },
  );
  return status === 'optimal' ? result : undefined;
}

test('MX1: 3, 10, 5, 8 units; reserved 2.00, on demand 2.95, spot 1.50 up to 2: R = 3, cost 56.60 (HiGHS, YALPS, brute force)', async () => {
  const problem: SourcingProblem = {
    demands: demand(3, 10, 5, 8),
    offers: [
      { ...onDemand, whole: true },
      { ...place, id: 'spot', kind: 'spot', pricePerGpuHour: 1.5, overhead: 1, maxNodes: 2, whole: true },
      { ...place, id: 'reserved', kind: 'reserved', pricePerGpuHour: 2, months: 4 },
    ],
    discountRate: 0,
    hoursPerMonth: 1,
  };
  const plan = await sourceCompute(problem);
  printed(plan.paid, '56.60');
  printed(plan.presentCost, '56.60');
  assert.deepEqual(
    plan.steps.filter(({ offer }) => offer === 'reserved'),
    [{ offer: 'reserved', month: 0, amount: 3 }],
  );
  assert.deepEqual(
    plan.months.map(({ availableGpuHours }) => availableGpuHours),
    [3, 10, 5, 8],
  );
  near(secondOpinion(build(problem).programme)!, 56.6);
  let brute = Number.POSITIVE_INFINITY;
  for (let reserved = 0; reserved <= 10; reserved++) {
    const rest = [3, 10, 5, 8].map((units) => Math.max(0, units - reserved));
    const cost = rest.reduce(
      (sum, units) => sum + 1.5 * Math.min(2, units) + 2.95 * Math.max(0, units - 2),
      8 * reserved,
    );
    brute = Math.min(brute, cost);
  }
  near(plan.paid, brute);
});

test('a commitment is charged in full, unless it will still be needed', async () => {
  const problem = (needAfter: number): SourcingProblem => ({
    demands: demand(730.5, 730.5, 730.5, 730.5, 730.5, 730.5),
    offers: [onDemand, { ...place, id: 'year', kind: 'reserved', pricePerGpuHour: 2, months: 12 }],
    discountRate: 0.1,
    needAfter,
  });
  const idle = await sourceCompute(problem(0));
  assert.ok(idle.steps.every(({ offer }) => offer === 'on-demand'));
  const needed = await sourceCompute(problem(1));
  assert.deepEqual(needed.steps, [{ offer: 'year', month: 0, amount: 1 }]);
  near(needed.paid, 6 * 730.5 * 2);
  near(
    needed.presentCost,
    [0, 1, 2, 3, 4, 5].reduce((sum, month) => sum + 730.5 * 2 * 1.1 ** (-month / 12), 0),
  );
});

test('a block is paid at its start, spot hours cost their overhead, nodes come whole', async () => {
  const block = await sourceCompute({
    demands: demand(0, 5 * 730.5, 5 * 730.5),
    offers: [{ ...place, id: 'block', kind: 'block', pricePerGpuHour: 1, months: 2, gpusPerNode: 8 }, onDemand],
    discountRate: 0,
  });
  assert.deepEqual(block.steps, [{ offer: 'block', month: 1, amount: 1 }]);
  assert.deepEqual(
    block.months.map(({ paid }) => paid),
    [0, 2 * 8 * 730.5, 0],
  );
  const spot = (overhead: number) =>
    sourceCompute({
      demands: demand(730.5),
      offers: [onDemand, { ...place, id: 'spot', kind: 'spot', pricePerGpuHour: 1.25, overhead }],
      discountRate: 0,
    });
  const steady = await spot(1.19);
  near(steady.steps[0]!.amount, 1.19);
  near(steady.paid, 1.25 * 1.19 * 730.5);
  assert.equal((await spot(2.7)).steps[0]!.offer, 'on-demand');
});

test('what is bought arrives later, is used until its life ends, and is sold with the plan', async () => {
  const owned: Offer = {
    ...place,
    id: 'own',
    kind: 'owned',
    gpusPerNode: 8,
    pricePerNode: 100_000,
    costPerNodeMonth: 2500,
    lifeMonths: 48,
    salvage: 0.25,
    leadMonths: 2,
  };
  const plan = await sourceCompute({
    demands: demand(...new Array<number>(24).fill(8 * 730.5)),
    offers: [owned, onDemand],
    discountRate: 0,
  });
  assert.deepEqual(
    plan.steps.filter(({ offer }) => offer === 'own'),
    [{ offer: 'own', month: 0, amount: 1 }],
  );
  const resale = 100_000 * 0.25 ** (22 / 48);
  near(plan.paid, 2 * 8 * 730.5 * 2.95 + 100_000 + 22 * 2500 - resale);
  near(plan.payments.fixed[24]!, -resale);
});

test('data stay in their regions', async () => {
  const plan = await sourceCompute({
    demands: [
      { id: 'medical', gpuHours: [730.5], regions: ['EU'] },
      { id: 'public', gpuHours: [2 * 730.5] },
    ],
    offers: [onDemand, { ...onDemand, id: 'us', region: 'US', pricePerGpuHour: 1 }],
    discountRate: 0,
  });
  assert.deepEqual(plan.steps, [
    { offer: 'on-demand', month: 0, amount: 1 },
    { offer: 'us', month: 0, amount: 2 },
  ]);
});

test('a grant waits, lapses and counts by its chances; refused, its hours are rented', async () => {
  const grant: Offer = {
    ...place,
    id: 'grant',
    kind: 'grant',
    gpuHours: 1.5 * 730.5,
    waitMonths: 1,
    expiresAfter: 2,
    acceptance: 0.6,
    applicationCost: 500,
    maxNodes: 1,
  };
  const problem = { demands: demand(730.5, 730.5, 730.5, 730.5), offers: [grant, onDemand], discountRate: 0 };
  const plan = await sourceCompute(problem);
  const full = 4 * 730.5 * 2.95;
  near(plan.paid, full + 500 - 0.6 * 1.5 * 730.5 * 2.95);
  assert.ok(plan.steps.every(({ offer, month }) => offer !== 'grant' || month < 3));
  const dear = await sourceCompute({ ...problem, offers: [{ ...grant, applicationCost: 2000 }, onDemand] });
  near(dear.paid, full);
  await assert.rejects(sourceCompute({ ...problem, offers: [grant] }), { code: 'bad-plan', message: /stand in/ });
});

test('credit pays what is rented from its provider, until it lapses', async () => {
  const credit: Offer = { id: 'credit', kind: 'credit', provider: 'P', amount: 1000, expiresAfter: 2, acceptance: 0.5 };
  const plan = await sourceCompute({
    demands: demand(100, 100, 100),
    offers: [onDemand, credit, { ...onDemand, id: 'other', provider: 'Q', pricePerGpuHour: 3 }],
    discountRate: 0,
  });
  near(plan.paid, 885 - 0.5 * 590);
  assert.equal(
    plan.steps.filter(({ offer }) => offer === 'credit').reduce((sum, { amount }) => sum + amount, 0),
    590,
  );
});

test('a demand that cannot be met says which, when and by how much', async () => {
  const problem: SourcingProblem = {
    demands: [
      { id: 'train', gpuHours: [1000, 8000], regions: ['EU'] },
      { id: 'serve', gpuHours: [100, 100] },
    ],
    offers: [
      { ...onDemand, maxNodes: 5 },
      { ...onDemand, id: 'us', region: 'US' },
    ],
    discountRate: 0,
  };
  await assert.rejects(sourceCompute(problem), (error: CapitalError) => {
    assert.equal(error.code, 'infeasible-demand');
    assert.match(
      error.message,
      /demand 'train' lacks 4,347.5 of 8,000 GPU-hours in month 1 in EU \(offered: 'on-demand' up to 5 nodes\)/,
    );
    const [missing, ...others] = error.fields.missing as { month: number; demand: string; gpuHours: number }[]; // as: shortfall's
    assert.deepEqual([missing!.demand, missing!.month, others.length], ['train', 1, 0]);
    near(missing!.gpuHours, 8000 - 5 * 730.5);
    return true;
  });
  await assert.rejects(sourceCompute({ ...problem, demands: [{ id: 'x', gpuHours: [1], regions: ['CH'] }] }), {
    code: 'infeasible-demand',
    message: /lacks 1 of 1 GPU-hours in month 0 in CH \(nothing is offered there\)/,
  });
  await assert.rejects(
    sourceCompute({
      demands: demand(100, 100),
      offers: [{ ...onDemand, currency: 'USD' }],
      discountRate: 0,
      budget: [1000, 200],
    }),
    { code: 'infeasible-demand', message: /budget of month 1 is 95 USD too small/ },
  );
});

test('hostile problems are refused with the field', async () => {
  const good: SourcingProblem = { demands: demand(1, 2), offers: [onDemand], discountRate: 0.1 };
  for (const [problem, message] of [
    [
      { ...good, offers: [{ ...onDemand, pricePerGpuHour: -1 }] },
      /on-demand', pricePerGpuHour.*more than 0, received -1/,
    ],
    [{ ...good, offers: [{ ...onDemand, pricePerGpuHour: Number.NaN }] }, /pricePerGpuHour/],
    [{ ...good, offers: [onDemand, onDemand] }, /there twice/],
    [{ ...good, offers: [{ ...onDemand, gpusPerNode: 1.5 }] }, /gpusPerNode.*whole/],
    [{ ...good, offers: [{ ...place, id: 's', kind: 'spot', pricePerGpuHour: 1, overhead: 0.5 }] }, /overhead/],
    [{ ...good, demands: [] }, /1 to 120 months/],
    [{ ...good, demands: demand(1, -2) }, /'train', month 1/],
    [{ ...good, demands: [...good.demands, { id: 'b', gpuHours: [1] }] }, /expected 2 months/],
    [{ ...good, budget: [1] }, /Budget: expected 2/],
    [{ ...good, discountRate: -0.1 }, /discountRate/],
  ] as [SourcingProblem, RegExp][])
    await assert.rejects(
      sourceCompute(problem),
      (error) => error instanceof CapitalError && message.test(error.message),
    );
});

const price = fc.integer({ min: 50, max: 600 }).map((cents) => cents / 100);
const problems = fc.record({
  gpus: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 2, maxLength: 4 }),
  other: fc.integer({ min: 0, max: 3 }),
  onDemand: price,
  us: price,
  spot: price,
  reserved: price,
  overhead: fc.integer({ min: 10, max: 20 }).map((tenths) => tenths / 10),
  perNode: fc.constantFrom(1, 2, 4),
  price: fc.integer({ min: 100, max: 8000 }),
});
type Drawn = typeof problems extends fc.Arbitrary<infer T> ? T : never;

const drawn = (given: Drawn): SourcingProblem => ({
  demands: [
    { id: 'eu', gpuHours: given.gpus, regions: ['EU'] },
    { id: 'any', gpuHours: given.gpus.map(() => given.other) },
  ],
  offers: [
    { ...onDemand, pricePerGpuHour: given.onDemand },
    { ...onDemand, id: 'us', region: 'US', pricePerGpuHour: given.us, maxNodes: 2 },
    { ...place, id: 'spot', kind: 'spot', pricePerGpuHour: given.spot, overhead: given.overhead, maxNodes: 3 },
    {
      ...place,
      id: 'reserved',
      kind: 'reserved',
      pricePerGpuHour: given.reserved,
      months: 3,
      gpusPerNode: given.perNode,
    },
    {
      ...place,
      id: 'own',
      kind: 'owned',
      pricePerNode: given.price / 100,
      costPerNodeMonth: 0.2,
      lifeMonths: 6,
      salvage: 0.3,
      maxNodes: 2,
    },
  ],
  discountRate: 0.1,
  hoursPerMonth: 1,
});

test('HiGHS and YALPS agree on random problems', async () => {
  await fc.assert(
    fc.asyncProperty(problems, async (given) => {
      const { programme } = build(drawn(given));
      const { cost } = (await solve(programme))!;
      near(cost + 1, secondOpinion(programme)! + 1, 1e-7);
    }),
    { numRuns: 60 },
  );
});

test('no random plan is cheaper', async () => {
  await fc.assert(
    fc.asyncProperty(problems, fc.array(fc.nat({ max: 3 }), { minLength: 8, maxLength: 8 }), async (given, choices) => {
      const problem = drawn(given);
      const { presentCost } = await sourceCompute(problem);
      // Reserve and buy at random, then rent what is missing, priced here without the programme.
      const months = given.gpus.length;
      const [reserved, owned] = [
        choices.slice(0, months),
        choices.slice(4, 4 + months).map((n): number => (n > 2 ? 1 : 0)),
      ];
      while (owned.reduce((sum, n) => sum + n, 0) > 2) owned[owned.lastIndexOf(1)] = 0;
      const at = (month: number) => 1.1 ** (-month / 12);
      let cost = 0;
      for (let month = 0; month < months; month++) {
        let have = 0;
        for (let start = 0; start <= month; start++) {
          if (month < start + 3) have += reserved[start]! * given.perNode;
          have += owned[start]!;
        }
        for (let i = 0; i < 3; i++) cost += reserved[month]! * given.perNode * given.reserved * at(month + i);
        const life = months - month;
        cost += owned[month]! * (given.price / 100) * (at(month) - 0.3 ** (life / 6) * at(months));
        for (let i = month; i < months; i++) cost += owned[month]! * 0.2 * at(i);
        const inUs = Math.min(2, given.other, choices[7]!);
        const missing = Math.max(0, given.gpus[month]! + given.other - inUs - have);
        const spot = Math.min(3 / given.overhead, missing) * (choices[6]! / 3);
        cost += at(month) * (inUs * given.us + spot * given.overhead * given.spot + (missing - spot) * given.onDemand);
      }
      assert.ok(presentCost <= cost + 1e-6, `random ${cost} beats ${presentCost}`);
    }),
    { numRuns: 150 },
  );
});
