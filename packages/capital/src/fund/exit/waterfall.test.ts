import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CapitalError } from '../../errors.ts';
import { type RationalLike, rational, sum } from '../exact/rational.ts';
import { type CapTable, capTable, type ShareClassInput } from '../table/cap-table.ts';
import { type Waterfall, waterfall } from './waterfall.ts';

// The table MR of ogulcan-ozyavuz/algorithmic-game-theory-for-private-equity, docs/rounds.md: a SAFE, a series A, a down round B.
const mr = ({ b, safePrice = 1 }: { b: number; safePrice?: RationalLike }): CapTable =>
  capTable({
    classes: [
      { id: 'safe', kind: 'preferred', originalPrice: safePrice, seniority: 1 },
      { id: 'a', kind: 'preferred', originalPrice: '7/6', seniority: 1 },
      { id: 'b', kind: 'preferred', originalPrice: '7/15', seniority: b },
    ],
    holdings: [
      { holder: 'founders', shares: 8_000_000 },
      { holder: 'angel', class: 'safe', shares: 1_000_000 },
      { holder: 'fund a', class: 'a', shares: '18000000/7' },
      { holder: 'fund b', class: 'b', shares: '60000000/7' },
    ],
    pool: '9000000/7',
  });

const amounts = (result: Waterfall) =>
  Object.fromEntries(result.byClass.map(({ class: id, amount }) => [id, amount.toNumber()]));

test('MR-X1: $6M, B senior: B 4M, A 1.5M, SAFE .5M, common 0', () => {
  const result = waterfall(mr({ b: 2 }), 6_000_000);
  assert.deepEqual(amounts(result), { common: 0, safe: 500_000, a: 1_500_000, b: 4_000_000 });
  assert.equal(result.stable, 1);
});

test('MR-X2: B pari passu: 3M, 2.25M, .75M', () => {
  assert.deepEqual(amounts(waterfall(mr({ b: 1 }), 6_000_000)), {
    common: 0,
    safe: 750_000,
    a: 2_250_000,
    b: 3_000_000,
  });
});

test('MR-X3: the SAFE with a preference of $7/6: A 1.44M, SAFE .56M', () => {
  assert.deepEqual(amounts(waterfall(mr({ b: 2, safePrice: '7/6' }), 6_000_000)), {
    common: 0,
    safe: 560_000,
    a: 1_440_000,
    b: 4_000_000,
  });
});

test('MR-X4: $141M: all convert, 56, 7, 18 and 60M', () => {
  const result = waterfall(mr({ b: 2 }), 141_000_000);
  assert.deepEqual(amounts(result), { common: 56e6, safe: 7e6, a: 18e6, b: 60e6 });
  assert.ok(result.byClass.every(({ class: id, converted }) => converted === (id !== 'common')));
  assert.equal(result.perCommonShare.toString(), '7');
});

const one = (terms: Partial<ShareClassInput>) =>
  capTable({
    classes: [{ id: 'a', kind: 'preferred', originalPrice: 1, ...terms }],
    holdings: [
      { holder: 'founders', shares: 6_000_000 },
      { holder: 'fund', class: 'a', shares: 4_000_000 },
    ],
  });
const fund = (table: CapTable, exit: number) => amounts(waterfall(table, exit)).a!;

test('1× non-participating: the preference, until conversion is worth more', () => {
  assert.deepEqual(
    [2e6, 4e6, 10e6, 20e6].map((exit) => fund(one({}), exit)),
    [2e6, 4e6, 4e6, 8e6],
  );
});

test('full participation: the preference and 40 % of the rest', () => {
  assert.deepEqual(
    [4e6, 10e6, 20e6].map((exit) => fund(one({ participation: 'full' }), exit)),
    [4e6, 6.4e6, 10.4e6],
  );
});

test('participation to 2×: up to $8M, then flat, then conversion from $20M on', () => {
  const table = one({ participation: { cap: 2 } });
  assert.deepEqual(
    [10e6, 14e6, 16e6, 20e6, 30e6].map((exit) => fund(table, exit)),
    [6.4e6, 8e6, 8e6, 8e6, 12e6],
  );
});

test('options share above their strike', () => {
  const table = capTable({
    holdings: [{ holder: 'founders', shares: 90 }],
    grants: [
      { holder: 'early', shares: 10, strike: 1 },
      { holder: 'late', shares: 50, strike: 100 },
    ],
  });
  const result = waterfall(table, 890);
  assert.equal(result.perCommonShare.toString(), '9'); // 90 × 9 + 10 × (9 − 1) = 890
  assert.deepEqual(
    result.payouts.map(({ amount }) => amount.toString()),
    ['810', '80', '0'],
  );
});

test('bad proceeds are refused, and many classes are not too many', () => {
  assert.throws(() => waterfall(one({}), -1), CapitalError);
  const many = capTable({
    classes: Array.from({ length: 13 }, (_, i) => ({ id: `c${i}`, kind: 'preferred', originalPrice: 1 })),
    holdings: Array.from({ length: 13 }, (_, i) => ({ holder: 'x', class: `c${i}`, shares: 1 })),
  });
  assert.ok(waterfall(many, 1).payouts.every(({ amount }) => amount.equals('1/13')));
  assert.ok(waterfall(many, 26).payouts.every(({ amount }) => amount.equals(2)));
});

const classes = fc.array(
  fc.record({
    shares: fc.integer({ min: 1, max: 5_000_000 }),
    price: fc.integer({ min: 1, max: 500 }).map((cents) => `${cents}/100`),
    preference: fc.constantFrom(1, '3/2', 2),
    participation: fc.constantFrom('none' as const, 'full' as const, { cap: 2 }, { cap: 3 }),
    seniority: fc.integer({ min: 1, max: 3 }),
  }),
  { minLength: 1, maxLength: 4 },
);

test('money is conserved to the last fraction, no one gets less than 0, and no class would decide otherwise alone', () => {
  fc.assert(
    fc.property(
      classes,
      fc.integer({ min: 0, max: 60_000_000 }),
      fc.integer({ min: 0, max: 300 }),
      (given, exit, strike) => {
        const table = capTable({
          classes: given.map(({ price, preference, participation, seniority }, i) => ({
            id: `c${i}`,
            kind: 'preferred',
            originalPrice: price,
            preference,
            participation,
            seniority,
          })),
          holdings: [
            { holder: 'founders', shares: 4_000_000 },
            ...given.map(({ shares }, i) => ({ holder: `fund ${i}`, class: `c${i}`, shares })),
          ],
          grants: [{ holder: 'staff', shares: 500_000, strike: rational(strike).over(100) }],
          pool: 100_000,
        });
        const result = waterfall(table, exit);
        assert.ok(sum(result.payouts.map(({ amount }) => amount)).equals(exit));
        assert.equal(result.unclaimed.sign, 0);
        assert.ok(result.payouts.every(({ amount }) => amount.sign >= 0));
        // Whoever stayed preferred has its preference before any common is paid.
        if (result.perCommonShare.sign > 0)
          for (const [i, { class: id, amount, converted }] of result.byClass.slice(1).entries()) {
            const { shares, price, preference } = given[i]!;
            const claim = rational(price).times(preference).times(shares);
            const wide = result.byClass.find((each) => each.class === id)!;
            if (!converted) assert.ok(wide.amount.compare(claim) >= 0);
            else assert.ok(amount.equals(result.perCommonShare.times(shares)));
          }
      },
    ),
    { numRuns: 150, seed: 3 },
  );
});

const founders = capTable({ holdings: [{ holder: 'Founders', shares: 8_000_000 }], pool: 1_000_000 });
const paid = (split: ReturnType<typeof waterfall>, holder: string): string =>
  sum(split.payouts.filter((each) => each.holder === holder).map(({ amount }) => amount)).toString();
const angel = {
  kind: 'safe',
  id: 's',
  holder: 'Angel',
  amount: 500_000,
  capitalization: 'post',
  cap: 5_000_000,
} as const;

test('a SAFE that has not converted gets the greater of its money and its part at a sale (YC, liquidity event)', () => {
  const sold = (proceeds: number, more: object = {}) =>
    waterfall(founders, proceeds, { convertibles: [{ ...angel, ...more }] });
  assert.equal(paid(sold(10_000_000), 'Angel'), '1000000');
  assert.equal(paid(sold(10_000_000), 'Founders'), '9000000');
  assert.equal(paid(sold(2_000_000), 'Angel'), '500000');
  assert.equal(paid(sold(5_000_000), 'Angel'), '500000');
  assert.equal(paid(sold(300_000), 'Angel'), '300000');
  // The form before 2018 leaves SAFEs out of what the cap is divided by: 500k ÷ (5M ÷ 8M shares) = 800k of 8.8M shares.
  assert.equal(paid(sold(8_800_000, { capitalization: 'pre' }), 'Angel'), '800000');
  // A discount of 20 % buys for 625,000 what others pay 625,000 for.
  assert.equal(
    paid(
      waterfall(founders, 10_000_000, {
        convertibles: [
          { kind: 'safe', id: 'd', holder: 'Angel', amount: 500_000, capitalization: 'post', discount: 0.2 },
        ],
      }),
      'Angel',
    ),
    '625000',
  );
});

test('SAFEs beside each other, preferred and notes: debt first, SAFEs beside the most senior preferred', () => {
  const two = waterfall(founders, 10_000_000, {
    convertibles: [angel, { ...angel, id: 't', holder: 'Late', amount: 1_000_000, cap: 20_000_000 }],
  });
  // The later one takes its million back, since 5 % would be less; 10 % of the shares are the first one's.
  assert.deepEqual([paid(two, 'Late'), paid(two, 'Angel'), paid(two, 'Founders')], ['1000000', '900000', '8100000']);
  const table = capTable({
    classes: [{ id: 'a', kind: 'preferred', originalPrice: 1, seniority: 2 }],
    holdings: [
      { holder: 'Founders', shares: 8_000_000 },
      { holder: 'Fund', class: 'a', shares: 1_500_000 },
    ],
  });
  const note = {
    kind: 'note',
    id: 'n',
    holder: 'Bank',
    principal: 400_000,
    rate: 0.1,
    interest: 'simple',
    dayCount: '30/360',
    issued: '2026-01-01',
    capitalization: 'post',
  } as const;
  const poor = waterfall(table, 1_480_000, { convertibles: [angel, note], date: '2028-01-01' });
  assert.deepEqual(
    [paid(poor, 'Bank'), paid(poor, 'Angel'), paid(poor, 'Fund'), paid(poor, 'Founders')],
    ['480000', '250000', '750000', '0'],
  );
  assert.throws(() => waterfall(table, 1, { convertibles: [note] }), {
    code: 'bad-input',
    message: /Note n bears interest/,
  });
});

test('twenty SAFEs are sold as one would be', () => {
  const many = Array.from({ length: 20 }, (_, i) => ({ ...angel, id: `s${i}`, amount: 25_000 }));
  assert.equal(paid(waterfall(founders, 10_000_000, { convertibles: many }), 'Angel'), '1000000');
  assert.equal(paid(waterfall(founders, 2_000_000, { convertibles: many }), 'Angel'), '500000');
});
