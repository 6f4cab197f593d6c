import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CapitalError } from '../../errors.ts';
import { near, printed } from '../../testing.ts';
import { rollBack, type Stage } from '../exit/staged.ts';
import { binomial, blackScholes, type OptionTerms } from './options.ts';

const hull: OptionTerms = { kind: 'call', spot: 42, strike: 40, rate: 0.1, volatility: 0.2, years: 0.5 };
const put: OptionTerms = { kind: 'put', spot: 50, strike: 50, rate: 0.1, volatility: 0.4, years: 5 / 12 };

test('Black–Scholes: Hull, Options, Futures and Other Derivatives, call 4.7594 and put .8086', () => {
  printed(blackScholes(hull).value, '4.7594');
  printed(blackScholes({ ...hull, kind: 'put' }).value, '.8086');
});

test('CRR: Hull’s American put 4.4885 in five steps; European in 500 steps 4.0734', () => {
  printed(binomial(put, { style: 'american', steps: 5 }), '4.4885');
  printed(binomial(put, { style: 'european', steps: 500 }), '4.0734');
  near(binomial(put, { style: 'european', steps: 5000 }), blackScholes(put).value, 2e-4);
});

test('put–call parity, and the Greeks are the derivatives', () => {
  for (const terms of [hull, put, { ...hull, yield: 0.03 }]) {
    const call = blackScholes({ ...terms, kind: 'call' });
    const other = blackScholes({ ...terms, kind: 'put' });
    const forward =
      terms.spot * Math.exp(-(terms.yield ?? 0) * terms.years) - terms.strike * Math.exp(-terms.rate * terms.years);
    near(call.value - other.value, forward, 1e-12);
    const greeks = blackScholes(terms);
    const slope = (change: Partial<OptionTerms>, back: Partial<OptionTerms>, by: number) =>
      (blackScholes({ ...terms, ...change }).value - blackScholes({ ...terms, ...back }).value) / (2 * by);
    const h = 1e-4;
    near(slope({ spot: terms.spot + h }, { spot: terms.spot - h }, h), greeks.delta, 1e-6);
    near(slope({ volatility: terms.volatility + h }, { volatility: terms.volatility - h }, h), greeks.vega, 1e-6);
    near(slope({ rate: terms.rate + h }, { rate: terms.rate - h }, h), greeks.rho, 1e-6);
    near(slope({ years: terms.years - h }, { years: terms.years + h }, h), greeks.theta, 1e-6);
    near(
      (blackScholes({ ...terms, spot: terms.spot + h }).delta -
        blackScholes({ ...terms, spot: terms.spot - h }).delta) /
        (2 * h),
      greeks.gamma,
      1e-6,
    );
  }
});

test('an American option is worth no less than a European one', () => {
  for (const steps of [1, 2, 17, 100])
    assert.ok(binomial(put, { style: 'american', steps }) >= binomial(put, { style: 'european', steps }));
});

test('options without volatility or time are refused', () => {
  for (const bad of [{ volatility: 0 }, { years: 0 }, { spot: -1 }, { strike: Number.NaN }])
    assert.throws(() => blackScholes({ ...hull, ...bad }), CapitalError);
  assert.throws(() => binomial({ ...put, rate: 3 }, { style: 'european', steps: 1 }), /more steps/);
});

const stop = { stop: { leads: 0 } };
const pilot: Stage = {
  choose: {
    ...stop,
    pilot: {
      cost: 50,
      years: 1,
      leads: {
        outcomes: [
          {
            name: 'good',
            probability: 0.4,
            leads: { choose: { ...stop, scale: { cost: 200, years: 1, leads: 605 } } },
          },
          {
            name: 'poor',
            probability: 0.6,
            leads: { choose: { ...stop, scale: { cost: 200, years: 1, leads: 110 } } },
          },
        ],
      },
    },
  },
};

test('a staged training is worth more than either course fixed today', () => {
  const result = rollBack(pilot, { rate: 0.1 });
  // Good: 605/1.1 − 200 = 350; poor: stop. 0.4 × 350 / 1.1 − 50.
  near(result.value, (0.4 * 350) / 1.1 - 50, 1e-12);
  // Scaling whatever comes: 0.4 × 350 + 0.6 × (100 − 200) = 80; 80 / 1.1 − 50.
  near(result.committed, 80 / 1.1 - 50, 1e-12);
  near(result.flexibility, 60 / 1.1, 1e-12);
  assert.deepEqual(result.policy, [
    { after: '', choose: 'pilot' },
    { after: 'pilot › good', choose: 'scale' },
    { after: 'pilot › poor', choose: 'stop' },
  ]);
});

test('a tree without uncertainty has no flexibility to sell', () => {
  assert.deepEqual(rollBack({ choose: { a: { leads: 3 }, b: { leads: 5, cost: 1 } } }, { rate: 0 }), {
    value: 4,
    committed: 4,
    flexibility: 0,
    policy: [{ after: '', choose: 'b' }],
  });
});

test('probabilities that do not add up and empty choices are refused', () => {
  assert.throws(
    () => rollBack({ outcomes: [{ name: 'x', probability: 0.5, leads: 1 }] }, { rate: 0 }),
    /add up to 0.5/,
  );
  assert.throws(() => rollBack({ choose: {} }, { rate: 0 }), /no branches/);
});
