import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { normals } from '../random/columns.ts';
import { rankExperiments } from './experiments.ts';
import {
  bestAction,
  type Decision,
  gaussianInformation,
  perfectInformation,
  sampleInformation,
} from './information.ts';
import { worthOfKnowing } from './worth-of-knowing.ts';

const near = (actual: number, expected: number, absolute: number) =>
  assert.ok(Math.abs(actual - expected) <= absolute, `${actual} is not ${expected} ± ${absolute}`);

// SAS/OR 15.1 User's Guide, The DTREE Procedure, "Oil Wildcatter's Problem".
const wildcatter: Decision = {
  unknowns: [
    {
      name: 'oil',
      outcomes: [
        { name: 'dry', value: 0, p: 0.5 },
        { name: 'wet', value: 700_000, p: 0.3 },
        { name: 'soaking', value: 1_200_000, p: 0.2 },
      ],
    },
    {
      name: 'cost',
      outcomes: [
        { name: 'low', value: 150_000, p: 0.2 },
        { name: 'fair', value: 300_000, p: 0.6 },
        { name: 'high', value: 500_000, p: 0.2 },
      ],
    },
  ],
  actions: { drill: ({ oil, cost }) => oil! - cost!, leave: () => 0 },
};
const sounding = {
  about: 'oil',
  likelihood: { dry: [0.6, 0.3, 0.1], wet: [0.3, 0.4, 0.3], soaking: [0.1, 0.4, 0.5] },
};

test('DTREE wildcatter (SAS/OR): value 140,000, EVPI of oil 155,000, of cost 10,000, EVSI of a sounding 40,100', () => {
  const best = bestAction(wildcatter);
  assert.equal(best.action, 'drill');
  near(best.value, 140_000, 1e-6);
  near(perfectInformation(wildcatter, 'oil'), 155_000, 1e-6);
  near(perfectInformation(wildcatter, 'cost'), 10_000, 1e-6);
  near(sampleInformation(wildcatter, sounding), 40_100, 1e-6);
  near(sampleInformation(wildcatter, sounding) - 60_000, -19_900, 1e-6);
});

test('the unit normal loss integral (Raiffa and Schlaifer 1961): a gain of 100k ± 200k: EVPI 39,559.31; with an error of 300k, EVSI 11,113.52', () => {
  near(gaussianInformation({ mean: 100e3, sd: 200e3 }), 39_559.31, 0.005);
  near(gaussianInformation({ mean: 100e3, sd: 200e3, noise: 300e3 }), 11_113.52, 0.005);
  near(gaussianInformation({ mean: -100e3, sd: 200e3 }), 39_559.31, 0.005);
  assert.equal(gaussianInformation({ mean: 5, sd: 0 }), 0);
  assert.throws(() => gaussianInformation({ mean: 5, sd: -1 }), { code: 'bad-number' });
});

test('information is never worth less than nothing, nor a test more than perfect knowledge', () => {
  const share = fc.double({ min: 0.01, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.array(share, { minLength: 3, maxLength: 3 }), { minLength: 3, maxLength: 3 }), (raw) => {
      const rows = raw.map((row) => row.map((x) => x / row.reduce((sum, y) => sum + y, 0)));
      const worth = sampleInformation(wildcatter, {
        about: 'oil',
        likelihood: { dry: rows[0]!, wet: rows[1]!, soaking: rows[2]! },
      });
      return worth >= -1e-6 && worth <= 155_000 + 1e-6;
    }),
  );
  const money = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  const size = fc.double({ min: 1, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(money, size, size, size, (mean, sd, a, b) => {
      const [clear, blurred] = [
        gaussianInformation({ mean, sd, noise: Math.min(a, b) }),
        gaussianInformation({ mean, sd, noise: Math.max(a, b) }),
      ];
      return blurred >= 0 && blurred <= clear + 1e-9 && clear <= gaussianInformation({ mean, sd }) + 1e-9;
    }),
  );
});

test('experiments are ranked by worth less cost, repeated while that pays, and left when none does', () => {
  const ranked = rankExperiments([
    { name: 'dear', cost: 60_000, gain: { mean: 100e3, sd: 200e3 }, noise: 100e3 },
    { name: 'cheap', cost: 500, gain: { mean: 100e3, sd: 200e3 }, noise: 300e3 },
    { name: 'known', cost: 10, gain: { mean: 100e3, sd: 1 }, noise: 1 },
  ]);
  assert.deepEqual(
    ranked.map(({ name }) => name),
    ['cheap', 'known', 'dear'],
  );
  assert.ok(ranked[0]!.times > 1);
  near(ranked[0]!.worth, 11_113.52, 0.005);
  assert.ok(ranked[0]!.net > ranked[0]!.worth - 500);
  assert.equal(ranked[1]!.times, 0);
  assert.ok(ranked[2]!.net < 0 && ranked[2]!.times === 0);
});

test('what knowing an input is worth, out of draws, equals the closed form', () => {
  const gain = normals(5, 'gain', new Float64Array(100_000)).map((z) => 100e3 + 200e3 * z);
  const nothing = new Float64Array(gain.length);
  near(worthOfKnowing(gain, { act: gain, leave: nothing }, 500), 39_559.31, 700);
  const unrelated = normals(6, 'other', new Float64Array(gain.length));
  assert.ok(worthOfKnowing(unrelated, { act: gain, leave: nothing }) < 1);
});
