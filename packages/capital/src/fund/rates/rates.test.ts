import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CapitalError } from '../../errors.ts';
import { near, printed } from '../../testing.ts';
import { annuity, type DatedFlow, irr, mirr, mostRates, npv, payment, xirr, xnpv } from './rates.ts';

const only = (rates: number[]) => {
  assert.equal(rates.length, 1, `expected one rate, found ${rates.join(', ')}`);
  return rates[0]!;
};
const dated = (...rows: [string, number][]): DatedFlow[] => rows.map(([date, amount]) => ({ date, amount }));

test('XR1: IRR of Excel’s documentation, whole and cut short', () => {
  const flows = [-70_000, 12_000, 15_000, 18_000, 21_000, 26_000];
  printed(only(irr(flows)), '.0866309480');
  printed(only(irr(flows.slice(0, 5))), '-.0212448483');
  printed(only(irr(flows.slice(0, 3))), '-.4435069413');
});

test('XR2: XIRR and XNPV of Excel’s documentation', () => {
  const flows = dated(
    ['2008-01-01', -10_000],
    ['2008-03-01', 2750],
    ['2008-10-30', 4250],
    ['2009-02-15', 3250],
    ['2009-04-01', 2750],
  );
  printed(only(xirr(flows)), '.3733625335');
  printed(xnpv(0.09, flows), '2086.647602');
});

test('XR3: the test of npm xirr 1.1.0', () => {
  const flows = dated(
    ['2010-01-01', -1000],
    ['2010-04-01', -1000],
    ['2010-07-01', -1000],
    ['2010-10-01', -1000],
    ['2011-01-01', 4300],
  );
  printed(only(xirr(flows)), '.121268');
});

test('XR4: the documentation’s test of the Rust crate xirr, its flows out of order', () => {
  const flows = dated(['2015-06-11', -1000], ['2015-07-21', -9000], ['2018-06-10', 20_000], ['2015-10-17', -3000]);
  printed(only(xirr(flows)), '.1635371584');
});

test('XR5: the test of the Rust crate financial', () => {
  const flows = dated(
    ['2016-07-08', -379],
    ...[2017, 2018, 2019, 2020, 2021].map((year): [string, number] => [`${year}-07-08`, 100]),
  );
  printed(only(xirr(flows)), '.1000460836');
});

test('XR6: NPV and MIRR of Excel’s documentation', () => {
  printed(npv(0.1, [0, -10_000, 3000, 4200, 6800]), '1188.4434');
  printed(npv(0.08, [-40_000, 8000, 9200, 10_000, 12_000, 14_500]), '1922.0616');
  printed(mirr([-120_000, 39_000, 30_000, 21_000, 37_000, 46_000], 0.1, 0.12), '.1260941');
});

test('XR7: both rates are given where there are two', () => {
  const rates = irr([-100, 230, -132]);
  assert.equal(rates.length, 2);
  near(rates[0]!, 0.1, 1e-12);
  near(rates[1]!, 0.2, 1e-12);
});

test('a double rate is found, and flows that never change sign have none', () => {
  const rates = irr([100, -220, 121]); // 100(1 − 1.1v)²
  assert.equal(rates.length, 1);
  near(rates[0]!, 0.1, 1e-6);
  assert.deepEqual(irr([100, 20]), []);
  assert.deepEqual(irr([]), []);
  assert.deepEqual(irr([-100, 50, -60, 20, 30]), irr([-100, 50, -60, 20, 30, 0, 0]));
  assert.deepEqual(irr([-10, 1, -10]), []); // two changes of sign, never 0
});

test('a loan of 300,000 at 8 % over 60 months costs 6,082.9183', () => {
  printed(payment(300_000, 0.08 / 12, 60), '6082.9183');
  near(annuity(6082.918_28, 0.08 / 12, 60), 300_000, 1e-7);
  assert.equal(payment(1200, 0, 12), 100);
});

test('bad rates, dates and flows are refused', () => {
  const refused = (code: string, act: () => unknown) =>
    assert.throws(act, (error) => error instanceof CapitalError && error.code === code, code);
  refused('bad-number', () => npv(-1, [1]));
  refused('bad-number', () => irr([-1, Number.NaN]));
  refused('dates-out-of-order', () => xirr(dated(['2020-01-02', -1], ['2020-01-01', 2])));
  refused('bad-date', () => xirr(dated(['2020-01-02', -1], ['2020-13-01', 2])));
  refused('bad-input', () => mirr([1, 2], 0.1, 0.1));
  refused('bad-number', () => payment(1, 0.1, 0));
});

const conventional = fc
  .tuple(
    fc.integer({ min: 1, max: 1_000_000 }),
    fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 120 }),
  )
  .map(([paid, received]) => [-paid, ...received]);

test('NPV falls with the rate for conventional flows, and is 0 at their one IRR', () => {
  fc.assert(
    fc.property(
      conventional,
      fc.double({ min: -0.5, max: 2, noNaN: true }),
      fc.double({ min: 0.001, max: 1, noNaN: true }),
      (flows, rate, more) => {
        assert.ok(npv(rate + more, flows) <= npv(rate, flows));
        const rates = irr(flows);
        assert.equal(rates.length, flows.some((flow) => flow > 0) ? 1 : 0);
        const scale = flows.reduce((sum, flow, i) => sum + Math.abs(flow) * (1 + (rates[0] ?? 0)) ** -i, 0);
        for (const found of rates)
          assert.ok(Math.abs(npv(found, flows)) <= 1e-9 * scale, `${npv(found, flows)} at ${found}`);
      },
    ),
    { seed: 11 },
  );
});

test('NPV of flows that are all received falls with every rise of the rate, between their sum and the first of them', () => {
  const rate = fc.double({ min: 0, max: 3, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 2 }), rate, rate, (flows, a, b) => {
      const [less, more] = [npv(Math.max(a, b), flows), npv(Math.min(a, b), flows)];
      assert.ok(less <= more * (1 + 1e-12));
      const total = flows.reduce((sum, flow) => sum + flow, 0);
      assert.ok(flows[0]! <= less * (1 + 1e-12) && more <= total * (1 + 1e-12));
    }),
  );
});

test('every rate that flows were made of is found: products of (1 − (1 + rᵢ)v)', () => {
  const distinct = fc.uniqueArray(fc.integer({ min: -60, max: 300 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(distinct, (percents) => {
      const wanted = percents.map((percent) => percent / 100).sort((a, b) => a - b);
      let flows = [-1000];
      for (const rate of wanted) {
        const next = [...flows, 0];
        for (const [i, flow] of flows.entries()) next[i + 1]! -= flow * (1 + rate);
        flows = next;
      }
      const found = irr(flows);
      assert.equal(found.length, wanted.length, `${wanted} gave ${found}`);
      for (const [i, rate] of wanted.entries()) assert.ok(Math.abs(found[i]! - rate) < 1e-6, `${found[i]} for ${rate}`);
      assert.ok(mostRates(flows) >= found.length);
    }),
    { seed: 5 },
  );
});
