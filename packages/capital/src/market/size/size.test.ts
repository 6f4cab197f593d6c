import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CapitalError } from '../../errors.ts';
import { near, printed } from '../../testing.ts';
import { bassPeak, bassRate, bassSales, bassShare } from './bass.ts';
import { fitBass } from './fit-bass.ts';
import recorded from './fixtures/bass.json' with { type: 'json' };
import { customersByMonth, marketSize } from './size.ts';

const bass = { p: 0.03, q: 0.38 };

test('BA1: continuous Bass, p .03, q .38', () => {
  const peak = bassPeak(bass);
  printed(peak.time, '6.192619');
  printed(peak.share, '.460526');
  printed(peak.rate, '.110592');
  const shares = ['.035758', '.085056', '.331199', '.812803'];
  for (const [i, t] of [1, 2, 5, 10].entries()) printed(bassShare(bass, t), shares[i]!);
});

test('BA1: discrete Bass in a market of 100,000', () => {
  const printedSales = ['3000', '4015.8', '5268.49', '6726.07', '8280.33'];
  for (const [i, sales] of bassSales(bass, 100_000, 5).entries()) printed(sales, printedSales[i]!);
});

test('f is the derivative of F, and F goes from 0 to 1', () => {
  for (const t of [0.5, 3, 12])
    near((bassShare(bass, t + 1e-5) - bassShare(bass, t - 1e-5)) / 2e-5, bassRate(bass, t), 1e-6);
  assert.equal(bassShare(bass, 0), 0);
  near(bassShare(bass, 200), 1);
  assert.equal(bassPeak({ p: 0.3, q: 0.1 }).time, 0);
});

test('a fit finds the coefficients that sales were made with', () => {
  const within = Array.from({ length: 9 }, (_, t) => 1e5 * (bassShare(bass, t + 1) - bassShare(bass, t)));
  const atEnd = Array.from({ length: 9 }, (_, t) => 1e5 * bassRate(bass, t + 1));
  for (const [sales, by] of [
    [within, 'interval'],
    [atEnd, 'rate'],
    [bassSales(bass, 100_000, 9), 'regression'],
  ] as const) {
    const found = fitBass(sales, { by });
    near(found.p, 0.03, 1e-7);
    near(found.q, 0.38, 1e-7);
    near(found.market, 100_000, 1e-7);
  }
  assert.throws(() => fitBass([1, 2, 3]), CapitalError);
  assert.throws(() => fitBass([1, 2, 4, 8, 16, 32]), /do not yet show/);
});

test('a published fit: p .00659 ± .00143, q .638 ± .0414, m 68,000 ± 3,130 (R, nls); least squares of 1969 has .0217', () => {
  const { sales } = recorded.cases[0]!;
  const { p, q, market, error } = fitBass(sales, { by: 'rate' });
  for (const [value, text] of [
    [p, '.00659'],
    [error!.p, '.00143'],
    [q, '.638'],
    [error!.q, '.0414'],
    [market / 1000, '68.0'],
    [error!.market / 1000, '3.13'],
  ] as const)
    printed(value, text);
  printed(fitBass(sales, { by: 'regression' }).p, '.0216');
  // Sales of whole years, as Srinivasan and Mason have them.
  printed(fitBass(sales).p, '.00879');
});

test("SciPy's estimates and standard errors, of sales that scatter", () => {
  for (const { sales, ...fits } of recorded.cases)
    for (const by of ['interval', 'rate'] as const) {
      const { p, q, market, error } = fitBass(sales, { by });
      for (const [i, value] of [p, q, market].entries()) near(value, fits[by].at[i]!, 1e-6);
      for (const [i, value] of [error!.p, error!.q, error!.market].entries()) near(value, fits[by].errors[i]!, 1e-5);
    }
});

const segments = [
  { name: 'clinics', accounts: 12_000, annualValue: 6_000, serviceable: 0.4, obtainable: 0.1 },
  { name: 'labs', accounts: 800, annualValue: 50_000, serviceable: 0.5, obtainable: 0.2 },
];

test('TAM, SAM and SOM add up from below, and adoption fills the last', () => {
  const { tam, sam, som } = marketSize(segments);
  assert.deepEqual([tam, sam, Math.round(som)], [112e6, 48_800_000, 6_880_000]);
  const months = customersByMonth(segments, bass, 60);
  assert.equal(months.length, 60);
  near(months[59]!, 560 * bassShare(bass, 5), 1e-12);
});

test('no part is larger than the whole', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const segment = fc.record({
    name: fc.string(),
    accounts: fc.nat(),
    annualValue: fc.nat(),
    serviceable: share,
    obtainable: share,
  });
  fc.assert(
    fc.property(fc.array(segment, { minLength: 1 }), (given) => {
      const { tam, sam, som } = marketSize(given);
      assert.ok(som <= sam && sam <= tam * (1 + 1e-12));
    }),
  );
  assert.throws(() => marketSize([]), CapitalError);
  assert.throws(
    () => marketSize([{ ...segments[0]!, annualValue: -1 }]),
    /annualValue of clinics.*at least 0.*received -1/,
  );
});
