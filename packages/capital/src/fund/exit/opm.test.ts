import assert from 'node:assert/strict';
import { test } from 'node:test';
import { near } from '../../testing.ts';
import { rational } from '../exact/rational.ts';
import { blackScholes } from '../rates/options.ts';
import { type CapTable, capTable } from '../table/cap-table.ts';
import { backsolve, opm } from './opm.ts';
import { payoutPieces } from './payout-pieces.ts';
import { waterfall } from './waterfall.ts';

const held = (participation: 'none' | 'full' | { cap: number } = 'none'): CapTable =>
  capTable({
    classes: [{ id: 'seed', kind: 'preferred', originalPrice: 1, participation }],
    holdings: [
      { holder: 'Ada', shares: 3_000_000 },
      { holder: 'fund', class: 'seed', shares: 1_000_000 },
    ],
    grants: [{ holder: 'Ben', shares: 500_000, strike: '0.5' }],
  });
const breaks = (table: CapTable): number[] => payoutPieces(table).map(({ from }) => from.toNumber());

// By hand. 1M of preference; then 3M common alone up to 0.5 a share (1.5M); then options beside it up to 1 a share (0.5 × 3.5M =
// 1.75M more), where the seed converts: 0, 1M, 2.5M, 4.25M. Beyond, 3 : 0.5 : 1 of 4.5M shares.
test('break points by hand: preference, strike, conversion', () => {
  assert.deepEqual(breaks(held()), [0, 1_000_000, 2_500_000, 4_250_000]);
  const [first, second, third, last] = payoutPieces(held()).map(({ shares }) =>
    ['common', 'seed', 'options 1/2'].map((name) => shares.get(name)!.toString()),
  );
  assert.deepEqual(first, ['0', '1', '0']);
  assert.deepEqual(second, ['1', '0', '0']);
  assert.deepEqual(third, ['6/7', '0', '1/7']);
  assert.deepEqual(last, ['2/3', '2/9', '1/9']);
  // Participating in full: beside the common at once; a cap of 2 holds it at 1 a share from 1M + 4M + 0.25M on until, at 2, it converts.
  assert.deepEqual(breaks(held('full')), [0, 1_000_000, 3_000_000]);
  assert.deepEqual(breaks(held({ cap: 2 })), [0, 1_000_000, 3_000_000, 5_250_000, 8_750_000]);
});

test('every piece is the waterfall, whatever the terms: at its middle and far beyond the last', () => {
  const many = capTable({
    classes: [
      { id: 'a', kind: 'preferred', originalPrice: '0.8', preference: '1.5', participation: { cap: 3 }, seniority: 1 },
      { id: 'b', kind: 'preferred', originalPrice: 2, seniority: 2 },
      { id: 'c', kind: 'preferred', originalPrice: 3, participation: 'full', seniority: 2 },
    ],
    holdings: [
      { holder: 'f', shares: 5_000_000 },
      { holder: 'x', class: 'a', shares: 1_500_000 },
      { holder: 'y', class: 'b', shares: 1_200_000 },
      { holder: 'z', class: 'c', shares: 800_000 },
    ],
    grants: [
      { holder: 'g', shares: 400_000, strike: '0.2' },
      { holder: 'h', shares: 300_000, strike: '1.7' },
    ],
  });
  const pieces = payoutPieces(many);
  assert.ok(pieces.length >= 8, String(pieces.length));
  const to = pieces.at(-1)!.from.times(5);
  for (const [i, { from, shares }] of pieces.entries()) {
    const middle = from.plus(pieces[i + 1]?.from ?? to).over(2);
    const [a, b] = [waterfall(many, from).byClass, waterfall(many, middle).byClass];
    for (const [k, { class: id, amount }] of b.entries())
      assert.equal(amount.minus(a[k]!.amount).toString(), shares.get(id)!.times(middle.minus(from)).toString(), id);
  }
});

// The allocation as calls by hand, and as the discounted mean of what a sale pays over the lognormal price of the company.
test('values are calls between break points, and the discounted mean of the waterfall', () => {
  const terms = { equity: 5_000_000, volatility: 0.7, rate: 0.04, years: 3 };
  const { values, common } = opm(held(), terms);
  const call = (strike: number): number =>
    blackScholes({ kind: 'call', spot: terms.equity, strike, rate: terms.rate, volatility: 0.7, years: 3 }).value;
  const [c1, c2, c3] = [call(1_000_000), call(2_500_000), call(4_250_000)] as [number, number, number]; // as: three of three
  const of = (security: string): number => values.find((each) => each.security === security)!.value;
  near(of('seed'), 5_000_000 - c1 + (2 / 9) * c3, 1e-12);
  near(of('common'), c1 - c2 + (6 / 7) * (c2 - c3) + (2 / 3) * c3, 1e-12);
  near(of('options 1/2'), (1 / 7) * (c2 - c3) + (1 / 9) * c3, 1e-12);
  near(common, of('common') / 3_000_000);
  const [steps, root] = [4000, 0.7 * Math.sqrt(3)];
  let mean = 0;
  for (let i = 0; i < steps; i++) {
    const z = -9 + (18 * (i + 0.5)) / steps;
    const price = Math.round(5_000_000 * Math.exp((0.04 - 0.7 ** 2 / 2) * 3 + root * z));
    const paid = waterfall(held(), rational(price))
      .byClass.find((each) => each.class === 'common')!
      .amount.toNumber();
    mean += (paid * Math.exp((-z * z) / 2) * 18) / steps / Math.sqrt(2 * Math.PI);
  }
  near(of('common'), mean * Math.exp(-0.12), 1e-5);
});

test('the backsolve gives the price back, and common is worth less than the preferred beside it', () => {
  const terms = { volatility: 0.8, rate: 0.04, years: 4 };
  const solved = backsolve(held(), { class: 'seed', price: 1, ...terms });
  near(solved.values.find(({ security }) => security === 'seed')!.perShare, 1, 1e-12);
  assert.ok(solved.common > 0.5 && solved.common < 1, String(solved.common));
  near(opm(held(), { equity: solved.equity, ...terms }).common, solved.common, 1e-12);
  near(
    solved.values.reduce((sum, { value }) => sum + value, 0),
    solved.equity,
    1e-12,
  );
  // Without preferred rights a share is a share.
  const plain = capTable({
    classes: [{ id: 'b', kind: 'common' }],
    holdings: [{ holder: 'x', shares: 10 }],
  });
  near(backsolve(plain, { class: 'b', price: 7, ...terms }).equity, 70, 1e-12);
  assert.throws(() => backsolve(held(), { class: 'a', price: 1, ...terms }), { code: 'cap-table-open' });
  assert.throws(() => opm(held(), { equity: 0, ...terms }), { code: 'bad-number' });
});
