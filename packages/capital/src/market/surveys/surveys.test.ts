import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { mean } from '../../distribution/read.ts';
import { CapitalError } from '../../errors.ts';
import { uniforms } from '../../random/columns.ts';
import { near, printed } from '../../testing.ts';
import { choiceShares, fitConjoint, willingnessToPay } from './conjoint.ts';
import { compareRates, learnFromTest, sampleSize, sequentialP } from './experiment.ts';
import { type PriceAnswer, priceSensitivity } from './price-sensitivity.ts';

const range = z.object({ pmc: z.number(), pme: z.number() });
const arm = z.tuple([z.number(), z.number()]);
const recorded = z
  .object({
    prices: z.object({
      answers: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])),
      invalid: z.number(),
      narrow: range,
      wide: range,
      ipp: z.number(),
      opp: z.number(),
    }),
    conjoint: z.object({
      levels: z.array(z.array(z.array(z.number()))),
      chosen: z.array(z.number()),
      beta: z.array(z.number()),
      errors: z.array(z.number()),
      logLikelihood: z.number(),
    }),
    tests: z.array(z.object({ a: arm, b: arm, better: z.number(), lossOfB: z.number() })),
  })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/scipy.json'), 'utf8')));

test('Van Westendorp: the four points of pricesensitivitymeter 1.3.3’s algorithm on 250 answers', () => {
  const { answers, invalid, narrow, wide, ipp, opp } = recorded.prices;
  const given = answers.map(([tooCheap, cheap, expensive, tooExpensive]) => ({
    tooCheap,
    cheap,
    expensive,
    tooExpensive,
  }));
  const found = priceSensitivity(given);
  assert.equal(found.invalid, invalid);
  near(found.pmc, narrow.pmc, 1e-12);
  near(found.pme, narrow.pme, 1e-12);
  near(found.ipp, ipp, 1e-12);
  near(found.opp, opp, 1e-12);
  const outer = priceSensitivity(given, { range: 'wide' });
  near(outer.pmc, wide.pmc, 1e-12);
  near(outer.pme, wide.pme, 1e-12);
});

const answer = (tooCheap: number, cheap: number, expensive: number, tooExpensive: number): PriceAnswer => ({
  tooCheap,
  cheap,
  expensive,
  tooExpensive,
  buyCheap: 0.7,
  buyExpensive: 0.3,
});

test('Newton, Miller and Smith: reach and revenue of one person, by hand', () => {
  const { demand } = priceSensitivity([answer(2, 4, 8, 10)]);
  assert.deepEqual(demand!.reach, { price: 4, share: 0.7 });
  // Between 4 and 8: x(0.7 − 0.1(x − 4)) is greatest at 5.5, with 0.55 buying.
  near(demand!.revenue.price, 5.5);
  near(demand!.revenue.amount, 3.025);
});

test('the best price of several people is beaten by no price on a fine grid', () => {
  const answers = [answer(2, 4, 8, 10), answer(3, 5, 6, 12), answer(1, 7, 9, 20), answer(4, 5, 11, 13)];
  const { demand } = priceSensitivity(answers);
  const share = (price: number) =>
    answers.reduce((sum, { tooCheap, cheap, expensive, tooExpensive }) => {
      const [xs, ys] = [
        [tooCheap, cheap, expensive, tooExpensive],
        [0, 0.7, 0.3, 0],
      ];
      const i = xs.findIndex((x) => x > price);
      return i <= 0 ? sum : sum + ys[i - 1]! + ((ys[i]! - ys[i - 1]!) * (price - xs[i - 1]!)) / (xs[i]! - xs[i - 1]!);
    }, 0) / answers.length;
  for (let price = 1; price < 20; price += 0.001) assert.ok(price * share(price) <= demand!.revenue.amount + 1e-9);
  near(share(demand!.revenue.price) * demand!.revenue.price, demand!.revenue.amount, 1e-12);
});

test('price surveys that say nothing are refused', () => {
  assert.throws(() => priceSensitivity([answer(4, 3, 2, 1)]), /four ascending prices/);
  assert.throws(() => priceSensitivity([answer(-1, 3, 4, 5)]), CapitalError);
  const { buyCheap: _, ...without } = answer(1, 2, 3, 4);
  assert.throws(() => priceSensitivity([answer(1, 2, 3, 4), without]), /all or none/);
});

test('conjoint: part-worths and errors of SciPy’s maximum', () => {
  const { levels, chosen, beta, errors, logLikelihood } = recorded.conjoint;
  const fit = fitConjoint(
    levels.map((alternatives, q) => ({ alternatives, chosen: chosen[q]! })),
    ['fast', 'private', 'price'],
  );
  near(fit.logLikelihood, logLikelihood, 1e-10);
  for (const [i, { value, error }] of fit.partWorths.entries()) {
    near(value, beta[i]!, 1e-5);
    near(error, errors[i]!, 1e-4);
  }
  assert.ok(fit.steps <= 10 && fit.rhoSquared > 0 && fit.rhoSquared < 1);
});

test('conjoint: .8 at −.05 a dollar is worth $16', () => {
  const fit = {
    partWorths: [
      { attribute: 'fast', value: 0.8, error: 0.1 },
      { attribute: 'price', value: -0.05, error: 0.005 },
    ],
    covariance: [
      [0.01, 0],
      [0, 0.000025],
    ],
  };
  const { value, low, high } = willingnessToPay(fit, 'fast', 'price');
  printed(value, '16');
  near((high - low) / 2, 1.959963984540054 * Math.sqrt(4 + 2.56)); // (0.1/0.05)² + (0.8·0.005/0.05²)²
  assert.throws(() => willingnessToPay(fit, 'price', 'fast'), /not chosen less/);
  assert.throws(() => willingnessToPay(fit, 'slow', 'price'), /no attribute/);
});

test('conjoint: two offers, one attribute: β = ln(share ÷ rest), error 1 ÷ √(n·p·q)', () => {
  const choices = Array.from({ length: 100 }, (_, i) => ({ alternatives: [[1], [0]], chosen: i < 75 ? 0 : 1 }));
  const fit = fitConjoint(choices, ['ours']);
  near(fit.partWorths[0]!.value, Math.log(3), 1e-9);
  near(fit.partWorths[0]!.error, 1 / Math.sqrt(100 * 0.75 * 0.25), 1e-9);
  near(choiceShares([[1], [0]], [Math.log(3)])[0]!, 0.75, 1e-12);
});

test('conjoint: what no finite part-worth explains is refused', () => {
  assert.throws(() => fitConjoint([{ alternatives: [[1], [0]], chosen: 0 }], ['x']), /without exception/);
  assert.throws(() => fitConjoint([{ alternatives: [[1], [1]], chosen: 0 }], ['x']), /does not vary/);
  assert.throws(
    () =>
      fitConjoint(
        [
          {
            alternatives: [
              [1, 1],
              [0, 0],
            ],
            chosen: 0,
          },
          {
            alternatives: [
              [1, 1],
              [0, 0],
            ],
            chosen: 1,
          },
        ],
        ['x', 'y'],
      ),
    /follows from others/,
  );
  assert.throws(() => fitConjoint([{ alternatives: [[1], [0]], chosen: 2 }], ['x']), CapitalError);
});

test('A/B: people an arm for .10 against .12 at α .05 and power .8', () => {
  const given = { base: 0.1, treated: 0.12, alpha: 0.05, power: 0.8 };
  printed(sampleSize({ ...given, variance: 'pooled' }), '3840.85');
  assert.equal(Math.ceil(sampleSize({ ...given, variance: 'pooled' })), 3841);
  printed(sampleSize({ ...given, variance: 'unpooled' }), '3838.10');
  assert.throws(() => sampleSize({ ...given, treated: 0.1, variance: 'pooled' }), CapitalError);
});

test('A/B: posterior probabilities and losses are SciPy’s integrals', () => {
  for (const { a, b, better, lossOfB } of recorded.tests) {
    const found = learnFromTest({ trials: a[0], successes: a[1] }, { trials: b[0], successes: b[1] });
    near(found.better, better, 2e-6);
    near(found.lossOfB, lossOfB, 1e-4);
    near(found.lossOfA - found.lossOfB, mean(found.b) - mean(found.a), 1e-4); // E(B − A)
  }
});

test('A/B: the z test, and nothing to tell where arms are equal', () => {
  const {
    z: score,
    p,
    difference,
    low,
    high,
  } = compareRates({ trials: 1000, successes: 100 }, { trials: 1000, successes: 130 });
  near(score, 0.03 / Math.sqrt(0.115 * 0.885 * 0.002));
  assert.ok(p > 0.03 && p < 0.04 && low > 0 && low < difference && difference < high);
  assert.equal(compareRates({ trials: 10, successes: 5 }, { trials: 10, successes: 5 }).p, 1);
  assert.throws(() => compareRates({ trials: 10, successes: 11 }, { trials: 10, successes: 5 }), CapitalError);
});

test('A/B: looking a hundred times at equal arms, the sequential test errs at most as often as it says', () => {
  let [always, naive] = [0, 0];
  const trials = 300;
  for (let run = 0; run < trials; run++) {
    const draws = uniforms(run, 'a/b', new Float64Array(4000));
    const arms = [0, 0];
    let [stopped, naivelyStopped] = [false, false];
    for (let i = 0; i < 2000; i++) {
      arms[0]! += draws[2 * i]! < 0.2 ? 1 : 0;
      arms[1]! += draws[2 * i + 1]! < 0.2 ? 1 : 0;
      if (i < 99 || i % 20 !== 19) continue;
      const [a, b] = arms.map((successes) => ({ trials: i + 1, successes }));
      stopped ||= sequentialP(a!, b!, 0.05) < 0.05;
      naivelyStopped ||= compareRates(a!, b!).p < 0.05;
    }
    always += stopped ? 1 : 0;
    naive += naivelyStopped ? 1 : 0;
  }
  assert.ok(always / trials <= 0.06, `${always} of ${trials}`);
  assert.ok(naive / trials > 0.15, `a plain z test errs ${naive} times: the reason for this one`);
});
