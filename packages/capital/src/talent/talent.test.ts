import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { CapitalError } from '../errors.ts';
import { uniforms } from '../random/columns.ts';
import { near, printed } from '../testing.ts';
import { busFactor } from './bus-factor.ts';
import { hiringPlan } from './hiring.ts';
import { type Labelling, labellingCost } from './labelling.ts';
import { errorAt, fitLearningCurve } from './learning-curve.ts';
import { labelsToBuy, worthOfLabels } from './value-of-labels.ts';

const engineer = { role: 'engineer', start: 0, salary: 120_000, onCost: 0.25 };

test('a hire costs its salary with on-costs, fee and set-up, and yields by its ramp', () => {
  const plan = hiringPlan([{ ...engineer, count: 2, start: 1, ramp: 2, fee: 0.1, setup: 3000 }], 5);
  assert.deepEqual(plan.cost, [0, 25_000 + 2 * 15_000, 25_000, 25_000, 25_000]);
  assert.deepEqual(plan.headcount, [0, 2, 2, 2, 2]);
  assert.deepEqual(plan.capacity, [0, 0.5, 1.5, 2, 2]);
  assert.equal(plan.total, 130_000);
  near(plan.perProductiveMonth!, 130_000 / 6);
});

test('raises come at anniversaries, leavers leave', () => {
  const { cost } = hiringPlan(
    [
      { ...engineer, raise: 0.1 },
      { ...engineer, start: 2, until: 4 },
    ],
    14,
  );
  near(cost[11]!, 12_500);
  near(cost[12]!, 13_750);
  assert.deepEqual([cost[1], cost[2], cost[3], cost[4]], [12_500, 25_000, 25_000, 12_500]);
});

test('a broken ramp loses its half, whatever its length', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 20, noNaN: true }), (ramp) => {
      const { capacity } = hiringPlan([{ ...engineer, ramp }], 30);
      near(
        capacity.reduce((sum, each) => sum + each),
        30 - ramp / 2,
        1e-9,
      );
    }),
  );
});

test('hiring plans that cannot be are refused', () => {
  assert.throws(() => hiringPlan([{ ...engineer, salary: -1 }], 12), /salary of engineer/);
  assert.throws(
    () => hiringPlan([{ ...engineer, start: 5, until: 3 }], 12),
    (error) => error instanceof CapitalError && error.code === 'dates-out-of-order',
  );
});

test('the bus factor is the least number of people who hold more than half', () => {
  const found = busFactor({ training: ['Ada', 'Grace'], serving: ['Ada'], data: ['Ada'], sales: ['Mary'] });
  assert.equal(found.factor, 2); // Ada takes two of four with her, not more than half
  assert.deepEqual(found.single, [
    { area: 'serving', person: 'Ada' },
    { area: 'data', person: 'Ada' },
    { area: 'sales', person: 'Mary' },
  ]);
  assert.equal(busFactor({ a: ['x'], b: ['x'], c: ['y'] }).factor, 1);
  assert.deepEqual(busFactor({ a: [], b: [], c: ['y'] }), {
    factor: 0,
    people: [],
    single: [{ area: 'c', person: 'y' }],
    orphaned: ['a', 'b'],
  });
  assert.throws(() => busFactor({}), CapitalError);
});

test('the set found for many people is one, and no one of few can be left out', () => {
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`area ${i}`, [`p${i}`, `p${(i + 1) % 30}`]]));
  const { people } = busFactor(many);
  const gone = new Set(people);
  assert.ok(Object.values(many).filter((each) => each.every((person) => gone.has(person))).length > 15);
});

const labelling: Labelling = { tiers: [{ from: 0, price: 0.08 }], answers: 3, accepted: 0.95 };

test('labels cost their answers, rejections, reviews and set-up, by tiers', () => {
  printed(labellingCost(labelling, 1000), '252.63');
  const dear: Labelling = {
    tiers: [
      { from: 0, price: 1 },
      { from: 100, price: 0.5 },
    ],
    answers: 1,
    accepted: 0.5,
    review: { share: 0.1, price: 2 },
    item: 0.3,
    setup: 1000,
  };
  near(labellingCost(dear, 100), 1000 + 100 + 50 + 200 * 0.5); // 200 bought: 100 at 1, 100 at 0.5; 0.3 + 0.2 each
  assert.equal(labellingCost(dear, 0), 0);
  assert.throws(() => labellingCost({ ...labelling, tiers: [{ from: 10, price: 1 }] }, 5), /start at 0/);
  assert.throws(() => labellingCost({ ...labelling, tiers: [{ from: 0, price: -1 }] }, 5), /price from 0/);
});

const recorded = z
  .object({
    curves: z.array(
      z.object({
        points: z.array(z.object({ n: z.number(), error: z.number(), tested: z.number() })),
        a: z.number(),
        b: z.number(),
        c: z.number(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/scipy.json'), 'utf8')));

test('a learning curve’s fit is that of SciPy’s curve_fit', () => {
  for (const { points, a, b, c } of recorded.curves) {
    const found = fitLearningCurve(points, { seed: 1, resamples: 20 });
    near(found.a, a, 1e-4);
    near(found.b, b, 1e-5);
    near(found.c, c, 1e-4);
  }
});

test('the bootstrap’s interval covers the next error as often as it says', () => {
  const truth = { a: 2, b: 0.35, c: 0.02 };
  const sizes = [200, 400, 800, 1600, 3200, 6400];
  let covered = 0;
  const trials = 120;
  for (let trial = 0; trial < trials; trial++) {
    const draws = uniforms(trial, 'coverage', new Float64Array(sizes.length * 1000));
    const points = sizes.map((n, i) => {
      const wrong = draws
        .subarray(1000 * i, 1000 * (i + 1))
        .reduce((sum, u) => sum + (u < errorAt(truth, n) ? 1 : 0), 0);
      return { n, error: wrong / 1000, tested: 1000 };
    });
    const curve = fitLearningCurve(points, { seed: trial, resamples: 200 });
    const next = curve.samples.map((law) => errorAt(law, 12_800)).sort((a, b) => a - b);
    if (next[10]! <= errorAt(truth, 12_800) && errorAt(truth, 12_800) <= next[189]!) covered++;
  }
  assert.ok(covered / trials >= 0.8 && covered / trials <= 0.98, `${covered} of ${trials} for 90 %`);
});

test('without test sizes residuals are drawn again, and more sizes are needed', () => {
  const points = [100, 200, 400, 800, 1600].map((n, i) => ({ n, error: 3 * n ** -0.4 * (1 + 0.02 * (-1) ** i) }));
  const curve = fitLearningCurve(points, { seed: 3 });
  assert.ok(new Set(curve.samples.map(({ b }) => b)).size > 100);
  assert.ok(Math.abs(curve.b - 0.4) < 0.1);
  assert.throws(() => fitLearningCurve(points.slice(1), { seed: 3 }), /at least 5 training-set sizes/);
  assert.throws(() => fitLearningCurve([{ n: 1, error: 2 }], { seed: 1 }), CapitalError);
});

test('the next thousand labels are worth less each time, and buying stops where they cost more', () => {
  const curve = fitLearningCurve(recorded.curves[0]!.points, { seed: 1 });
  const decision = { have: 12_800, labelling, worthOfPoint: 5_000 };
  const [first, later] = [12_800, 100_000].map((have) => worthOfLabels(curve, { ...decision, have }, 1000));
  near(first!.gain.value, 100 * (errorAt(curve, 12_800) - errorAt(curve, 13_800)));
  assert.ok(first!.gain.low < first!.gain.value && first!.gain.value < first!.gain.high);
  assert.ok(first!.net > 0 && first!.net > later!.net && first!.probability >= later!.probability);
  printed(first!.cost, '252.63');
  const bought = labelsToBuy(curve, decision);
  assert.ok(bought.labels > 0 && bought.worth > bought.cost);
  assert.ok(worthOfLabels(curve, { ...decision, have: 12_800 + bought.labels }, 1000).net <= 0);
  assert.equal(labelsToBuy(curve, { ...decision, worthOfPoint: 0 }).labels, 0);
});
