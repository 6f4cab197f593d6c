import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CapitalError } from '../../errors.ts';
import { printed } from '../../testing.ts';
import { type Convertible, conversionPrice, noteBalance, type Safe } from '../convertibles/convertible.ts';
import { type RationalLike, rational, sum } from '../exact/rational.ts';
import { type CapTable, capTable, fullyDiluted, owned, ownership } from '../table/cap-table.ts';
import { dilution } from '../table/dilution.ts';
import { safeOwnership } from '../table/safe-ownership.ts';
import { antiDilution } from './anti-dilution.ts';
import { type PricedRound, pricedRound } from './priced-round.ts';
import { LEGAL_ROUNDING, type PricingConvention, type RoundTerms } from './terms.ts';

// EP1, DO1 … are worked in exact fractions in ogulcan-ozyavuz/algorithmic-game-theory-for-private-equity, docs/rounds.md; the YC
// ones are the examples of YC's Post-Money Safe User Guide v1.2, appendix II.

const is = (value: RationalLike, expected: string) =>
  assert.equal(rational(value).toString(), rational(expected).toString());
const digits = (value: RationalLike, expected: string) => printed(rational(value).toNumber(), expected);

const safe = (id: string, amount: number, terms: Partial<Safe> = {}): Safe => ({
  kind: 'safe',
  id,
  holder: id,
  amount,
  capitalization: 'post',
  ...terms,
});

const round = (preMoney: number, newMoney: number, terms: Partial<RoundTerms> = {}): RoundTerms => ({
  series: 'series-a',
  preMoney,
  investors: [{ holder: 'lead', amount: newMoney }],
  convention: 'percent-ownership',
  rounding: 'exact',
  pool: 'none',
  ...terms,
});

const shares = (result: PricedRound, id: string) =>
  result.conversions.find((conversion) => conversion.id === id)!.shares;
const eightMillion = capTable({ holdings: [{ holder: 'founders', shares: 8_000_000 }] });

test('EP1: an existing pool with grants, a 10 % target and one post-money SAFE', () => {
  const table = capTable({
    holdings: [{ holder: 'founders', shares: 8_000_000 }],
    grants: [{ holder: 'staff', shares: 500_000 }],
    pool: 500_000,
  });
  const result = pricedRound(
    table,
    round(12_000_000, 3_000_000, {
      pool: { target: 0.1, placement: 'pre' },
      convertibles: [safe('angel', 1_000_000, { cap: 10_000_000 })],
    }),
  );
  is(result.total, '95000000/7');
  is(result.price, '21/19');
  is(shares(result, 'angel'), '1000000');
  is(result.companyCapitalization, '10000000');
  is(result.pool.increase, '6000000/7');
  is(owned(result.table, 'founders'), '56/95');
  is(owned(result.table, 'angel'), '7/95');
  is(owned(result.table, 'lead'), '19/95');
});

test('DO1: a SAFE with a discount only', () => {
  const result = pricedRound(
    eightMillion,
    round(12_000_000, 3_000_000, { convertibles: [safe('angel', 1_000_000, { discount: 0.2 })] }),
  );
  is(result.total, '480000000/43');
  is(result.price, '43/32');
  is(shares(result, 'angel'), '40000000/43');
  is(owned(result.table, 'founders'), '43/60');
  is(owned(result.table, 'angel'), '1/12');
  is(owned(result.table, 'lead'), '1/5');
  digits(owned(result.table, 'founders').times(100), '71.67');
});

test('DO2: a discount-only SAFE beside a capped one counts in its capitalization', () => {
  const convertibles = [safe('cap', 1_000_000, { cap: 10_000_000 }), safe('discount', 1_000_000, { discount: 0.2 })];
  const result = pricedRound(eightMillion, round(12_000_000, 3_000_000, { convertibles }));
  is(result.total, '2400000000/191');
  is(result.price, '191/160');
  is(shares(result, 'cap'), '192000000/191');
  is(shares(result, 'discount'), '200000000/191');
});

test('CM: Cooley’s three conventions, printed by Cooley GO, "Calculating share price with outstanding convertible notes or safes"', () => {
  const table = capTable({ holdings: [{ holder: 'founders', shares: 1_000_000 }] });
  const of = (convention: PricingConvention) =>
    pricedRound(
      table,
      round(8_000_000, 2_000_000, { convention, convertibles: [safe('angel', 1_000_000, { discount: 0.3 })] }),
    );
  const [pre, percent, dollars] = [of('pre-money'), of('percent-ownership'), of('dollars-invested')];
  is(pre.price, '8');
  digits(shares(pre, 'angel'), '178571.43');
  is(pre.investors[0]!.shares, '250000');
  is(pre.total, '10000000/7');
  digits(percent.price, '6.571429');
  digits(shares(percent, 'angel'), '217391.30');
  digits(percent.investors[0]!.shares, '304347.83');
  is(owned(percent.table, 'lead'), '1/5');
  digits(dollars.price, '7.571429');
  digits(shares(dollars, 'angel'), '188679.25');
  digits(dollars.investors[0]!.shares, '264150.94');
  is(dollars.postMoney, '11000000');
});

const yc = capTable({
  holdings: [{ holder: 'founders', shares: 9_250_000 }],
  grants: [
    { holder: 'staff', shares: 300_000 },
    { holder: 'promised', shares: 350_000 },
  ],
  pool: 100_000,
});
const ycSafes = [safe('A', 200_000, { cap: 4_000_000 }), safe('B', 800_000, { cap: 8_000_000 })];

test('YC1-Q2: User Guide, example 1, question 2', () => {
  const result = pricedRound(
    yc,
    round(15_000_000, 5_000_000, { pool: { increase: 1_695_000, placement: 'pre' }, convertibles: ycSafes }),
  );
  digits(result.companyCapitalization, '11764705.88');
  digits(shares(result, 'A'), '588235.29');
  digits(shares(result, 'B'), '1176470.59');
  is(result.price, '51000/45763');
  digits(result.price, '1.1144374');
  digits(result.investors[0]!.shares, '4486568.63');
  digits(result.total, '17946274.51');
});

test('YC1-Q2 closed as the Guide closes it, the price cut to four places: its own share counts', () => {
  const rounding = { pricePlaces: 4, price: 'nearest', shares: 'down' } as const;
  const result = pricedRound(
    yc,
    round(15_000_000, 5_000_000, { rounding, pool: { increase: 1_695_000, placement: 'pre' }, convertibles: ycSafes }),
  );
  is(result.price, '1.1144');
  is(result.investors[0]!.shares, '4486719');
});

test('YC1-Q2t: the same with the Guide’s stated target of 10 %', () => {
  const result = pricedRound(
    yc,
    round(15_000_000, 5_000_000, { pool: { target: 0.1, placement: 'pre' }, convertibles: ycSafes }),
  );
  is(result.total, '3966000000/221');
  is(result.price, '2210/1983');
  is(result.pool.increase, '374500000/221');
});

test('YC1-Q5: question 5, where one SAFE converts at the round’s price', () => {
  const result = pricedRound(
    yc,
    round(8_800_000, 2_200_000, { pool: { increase: 1_573_000, placement: 'pre' }, convertibles: ycSafes }),
  );
  is(result.price, '2400/3649');
  digits(result.price, '.6577144');
  digits(shares(result, 'B'), '1216333.33');
  digits(shares(result, 'A'), '590333.33');
  digits(result.total, '16724583.33');
  assert.deepEqual(
    result.conversions.map(({ basis }) => basis),
    ['cap', 'round'],
  );
});

test('YC2-Q2: example 2, question 2, a pre-money and a post-money SAFE', () => {
  const convertibles = [safe('A', 200_000, { cap: 3_800_000, capitalization: 'pre' }), ycSafes[1]!];
  const result = pricedRound(
    yc,
    round(15_000_000, 5_000_000, { pool: { increase: 1_700_000, placement: 'pre' }, convertibles }),
  );
  digits(shares(result, 'A'), '615789.47');
  digits(result.companyCapitalization, '11795321.64');
  digits(shares(result, 'B'), '1179532.16');
  is(result.price, '25650/23077');
  digits(result.price, '1.1114963');
  digits(result.investors[0]!.shares, '4498440.55');
  digits(result.total, '17993762.18');
});

test('YC2-Q5: example 2, question 5', () => {
  const convertibles = [safe('A', 200_000, { cap: 3_800_000, capitalization: 'pre' }), ycSafes[1]!];
  const result = pricedRound(
    yc,
    round(8_800_000, 2_200_000, { pool: { increase: 1_575_000, placement: 'pre' }, convertibles }),
  );
  is(result.price, '304/463');
  is(shares(result, 'B'), '23150000/19');
  is(result.total, '318312500/19');
});

test('MX1 and MX2: both capitalizations in one round, and the margin of uniqueness', () => {
  const first = pricedRound(
    eightMillion,
    round(12_000_000, 3_000_000, {
      convertibles: [
        safe('post', 1_000_000, { cap: 10_000_000 }),
        safe('pre', 1_000_000, { cap: 8_000_000, capitalization: 'pre' }),
      ],
    }),
  );
  is(first.total, '12500000');
  is(first.price, '1.2');
  is(first.uniquenessMargin, '49/75');
  const second = pricedRound(
    eightMillion,
    round(16_000_000, 4_000_000, {
      pool: { target: 0.1, placement: 'pre' },
      convertibles: [
        safe('post', 1_000_000, { cap: 10_000_000 }),
        safe('pre', 500_000, { cap: 5_000_000, capitalization: 'pre' }),
      ],
    }),
  );
  is(second.total, '440000000/31');
  is(second.price, '31/22');
  is(owned(second.table, 'pre'), '73/1100');
});

test('MF: an MFN converts on the terms it takes over, whole, and on none without', () => {
  const convertibles = [
    safe('mfn', 500_000, { mfn: true }),
    safe('cap', 1_000_000, { cap: 10_000_000 }),
    safe('discount', 1_000_000, { discount: 0.2 }),
  ];
  const of = (mfn: NonNullable<RoundTerms['mfn']>) =>
    pricedRound(eightMillion, round(12_000_000, 3_000_000, { convertibles, mfn }));
  is(of({ mfn: null }).total, '2400000000/181');
  is(owned(of({ mfn: null }).table, 'mfn'), '1/30');
  is(of({ mfn: 'cap' }).total, '2400000000/179');
  is(owned(of({ mfn: 'cap' }).table, 'mfn'), '1/25');
  is(of({ mfn: 'discount' }).total, '1600000000/119');
  const best = of('best');
  is(best.total, '1600000000/119');
  assert.equal(best.conversions[0]!.elected, 'discount');
  assert.throws(() => of({ mfn: 'mfn' }), code('cap-table-open'));
  assert.throws(() => of({}), code('cap-table-open'));
});

const accelerator = capTable({
  holdings: [
    { holder: 'founder A', shares: 4_500_000 },
    { holder: 'founder B', shares: 4_500_000 },
  ],
  grants: [{ holder: 'options', shares: 250_000 }],
  pool: 750_000,
});
const acceleratorRound = (rounding: RoundTerms['rounding']) =>
  round(25_000_000, 4_000_000, {
    rounding,
    mfn: 'best',
    pool: { target: 0.1, placement: 'pre' },
    convertibles: [
      { kind: 'percent', id: 'yc7', holder: 'YC', amount: 125_000, fraction: 0.07 },
      safe('mfn', 375_000, { mfn: true }),
      safe('1984', 750_000, { cap: 10_000_000 }),
      safe('benchmark', 475_000, { cap: 10_000_000 }),
      safe('follow-on', 500_000, { cap: 13_000_000 }),
    ],
  });

test('1984: the README of 1984vc/cap-table@6f188de, in whole shares', () => {
  const result = pricedRound(accelerator, acceleratorRound(LEGAL_ROUNDING));
  is(result.price, '1.71056');
  is(result.total, '16953545');
  assert.deepEqual(
    result.conversions.map(({ shares: number }) => number.toString()),
    ['956884', '512610', '1025220', '649306', '525756'],
  );
  assert.equal(result.conversions[1]!.elected, '1984');
  is(result.investors[0]!.shares, '2338415');
  is(result.pool.after, '1695354');
});

test('1984 unrounded', () => {
  const result = pricedRound(accelerator, acceleratorRound('exact'));
  digits(result.total, '16953611.58');
  digits(result.price, '1.71055');
  is(shares(result, 'yc7').over(result.companyCapitalization), '7/100');
});

test('SAFEs before a round: $500k at $5.5M and at $8.3M caps', () => {
  digits(safeOwnership(safe('a', 500_000, { cap: 5_500_000 })).times(100), '9.0909');
  digits(safeOwnership(safe('b', 500_000, { cap: 8_300_000 })).times(100), '6.0241');
  assert.throws(() => safeOwnership(safe('c', 500_000)), code('cap-table-open'));
  assert.throws(() => safeOwnership(safe('d', 500_000, { cap: 400_000 })), code('cap-table-open'));
});

const note = {
  kind: 'note',
  id: 'note',
  holder: 'lender',
  principal: 500_000,
  rate: 0.08,
  interest: 'simple',
  dayCount: '30/360',
  issued: '2024-01-01',
  capitalization: 'pre',
} as const;

test('a note of $500k, 8 % simple, 18 months, $8M cap over 6M shares, beside 20 % off a $2.00 round', () => {
  const balance = noteBalance(note, '2025-07-01');
  is(balance, '560000');
  const { price, basis } = conversionPrice({ cap: 8_000_000, discount: 0.2 }, { roundPrice: 2, shares: 6_000_000 });
  digits(price, '1.333333');
  assert.equal(basis, 'cap');
  is(balance.over(price), '420000');
});

test('a note’s interest counts days by its convention and compounds by whole years', () => {
  is(
    noteBalance({ ...note, dayCount: 'actual/365' }, '2025-01-01'),
    rational(500_000).times(rational('0.08').times('366/365').plus(1)).toString(),
  );
  is(noteBalance({ ...note, interest: 'compounded-yearly' }, '2026-07-01'), '606528'); // 500,000 × 1.08² × 1.04
  assert.throws(() => noteBalance(note, '2023-12-31'), code('dates-out-of-order'));
  assert.throws(() => noteBalance(note, '2025-02-30'), code('bad-date'));
});

test('a note converts in a round with its interest, and needs the day', () => {
  const convertibles: Convertible[] = [{ ...note, cap: 8_000_000 }];
  const result = pricedRound(eightMillion, round(12_000_000, 3_000_000, { convertibles, date: '2025-07-01' }));
  is(shares(result, 'note'), '560000'); // $560k at $8M over 8M shares
  assert.throws(
    () => pricedRound(eightMillion, round(12_000_000, 3_000_000, { convertibles })),
    code('cap-table-open'),
  );
});

test('the option-pool shuffle: $8M pre with a 20 % pool of $10M post leaves $6M', () => {
  const result = pricedRound(eightMillion, round(8_000_000, 2_000_000, { pool: { target: 0.2, placement: 'pre' } }));
  is(result.effectivePreMoney, '6000000');
  const after = pricedRound(eightMillion, round(8_000_000, 2_000_000, { pool: { target: 0.2, placement: 'post' } }));
  is(after.effectivePreMoney, '8000000');
  is(owned(after.table, 'pool'), '1/5');
  is(owned(after.table, 'lead'), '4/25'); // a fifth of the four fifths that the pool leaves
});

test('broad-based anti-dilution: 1.00, 10M shares, $1M at .80', () => {
  const given = { conversionPrice: 1, outstanding: 10_000_000, raised: 1_000_000, issuePrice: 0.8 };
  digits(antiDilution(given, 'broad-based'), '.977778');
  is(antiDilution(given, 'full-ratchet'), '0.8');
  is(antiDilution({ ...given, issuePrice: 1 }, 'full-ratchet'), '1');
});

const protectedTable = (kind: 'broad-based' | 'full-ratchet') =>
  capTable({
    classes: [{ id: 'seed', kind: 'preferred', originalPrice: 1, antiDilution: kind }],
    holdings: [
      { holder: 'founders', shares: 8_000_000 },
      { holder: 'seed fund', class: 'seed', shares: 2_000_000 },
    ],
  });

test('a down round asks what protected holders do, and adjusts their conversion', () => {
  const down = round(8_000_000, 1_000_000);
  assert.throws(() => pricedRound(protectedTable('broad-based'), down), code('cap-table-open'));
  const waived = pricedRound(protectedTable('broad-based'), { ...down, onTrigger: 'waive' });
  is(owned(waived.table, 'lead'), '1/9');
  const broad = pricedRound(protectedTable('broad-based'), { ...down, onTrigger: 'adjust-after' });
  is(broad.price, '0.8');
  digits(broad.table.classes.find(({ id }) => id === 'seed')!.conversionPrice, '.977778');
  const ratchet = pricedRound(protectedTable('full-ratchet'), { ...down, onTrigger: 'adjust-after' });
  is(fullyDiluted(ratchet.table), '11750000'); // 8M + 2M × 1/.8 + 1.25M
  assert.ok(owned(ratchet.table, 'founders').compare(owned(broad.table, 'founders')) < 0);
});

test('pro rata: a holder keeps its part of the company before the money, and the round raises the same', () => {
  const result = pricedRound(
    yc,
    round(15_000_000, 5_000_000, {
      pool: { increase: 1_695_000, placement: 'pre' },
      convertibles: ycSafes,
      proRata: ['A'],
    }),
  );
  const [lead, a] = result.investors;
  is(a!.amount, '250000'); // 5 % of $5M
  is(a!.amount.over(a!.shares), result.price.toString());
  is(sum([lead!.amount, a!.amount]), '5000000');
  digits(result.total, '17946274.51');
  assert.throws(() => pricedRound(yc, round(15_000_000, 5_000_000, { proRata: ['stranger'] })), code('cap-table-open'));
});

test('dilution through a seed and a series A', () => {
  const { ownership: rows, rounds } = dilution(eightMillion, [
    round(6_000_000, 2_000_000, { series: 'seed', investors: [{ holder: 'angel', amount: 2_000_000 }] }),
    round(24_000_000, 6_000_000),
  ]);
  const fractions = (holder: string) => rows.find((row) => row.holder === holder)!.fractions.map(String);
  assert.deepEqual(fractions('founders'), ['1', '3/4', '3/5']);
  assert.deepEqual(fractions('angel'), ['0', '1/4', '1/5']);
  assert.deepEqual(fractions('lead'), ['0', '0', '1/5']);
  assert.equal(rounds[1]!.table.classes.find(({ id }) => id === 'series-a')!.seniority, 2);
});

test('tables and rounds that cannot close say why', () => {
  const refused = (message: RegExp, act: () => unknown) =>
    assert.throws(
      act,
      (error) => error instanceof CapitalError && error.code === 'cap-table-open' && message.test(error.message),
    );
  refused(/holds shares of 'b'/, () => capTable({ holdings: [{ holder: 'x', class: 'b', shares: 1 }] }));
  refused(/expected 0 or more/, () => capTable({ holdings: [{ holder: 'x', shares: -1 }] }));
  refused(/no shares/, () => capTable({ holdings: [] }));
  refused(/original price/, () =>
    capTable({ classes: [{ id: 'a', kind: 'preferred' }], holdings: [{ holder: 'x', shares: 1 }] }),
  );
  refused(/whole company/, () =>
    pricedRound(eightMillion, round(1_000_000, 9_000_000, { pool: { target: 0.2, placement: 'pre' } })),
  );
  refused(/whole company/, () =>
    pricedRound(
      eightMillion,
      round(9_000_000, 1_000_000, { convertibles: [safe('a', 3_000_000, { cap: 3_000_000 })] }),
    ),
  );
  refused(/fewer than/, () =>
    pricedRound(yc, round(15_000_000, 5_000_000, { pool: { target: 0.001, placement: 'pre' } })),
  );
  refused(/MFN clause/, () =>
    pricedRound(eightMillion, round(9e6, 1e6, { convertibles: [safe('a', 1e5, { mfn: true })] })),
  );
  refused(/another id/, () => pricedRound(eightMillion, round(9e6, 1e6, { series: 'common' })));
  for (const bad of [round(-1, 1e6), round(1e6, 0)])
    assert.throws(() => pricedRound(eightMillion, bad), code('bad-number'));
});

const convertibles = fc.array(
  fc.record({
    amount: fc.integer({ min: 10_000, max: 400_000 }),
    cap: fc.option(fc.integer({ min: 4_000_000, max: 30_000_000 }), { nil: undefined }),
    discount: fc.integer({ min: 0, max: 40 }),
    capitalization: fc.constantFrom('pre' as const, 'post' as const),
  }),
  { maxLength: 5 },
);
const rounds = fc.record({
  preMoney: fc.integer({ min: 3_000_000, max: 60_000_000 }),
  newMoney: fc.integer({ min: 100_000, max: 3_000_000 }),
  convention: fc.constantFrom<PricingConvention>('pre-money', 'percent-ownership', 'dollars-invested'),
  target: fc.integer({ min: 5, max: 15 }),
  placement: fc.constantFrom('pre' as const, 'post' as const),
  legal: fc.boolean(),
  convertibles,
});

test('in every round ownership adds up to one, money is conserved, no shares are negative, and the convention’s identity holds', () => {
  fc.assert(
    fc.property(rounds, ({ preMoney, newMoney, convention, target, placement, legal, convertibles: given }) => {
      const table = capTable({ holdings: [{ holder: 'founders', shares: 9_000_000 }], pool: 100_000 });
      const result = pricedRound(
        table,
        round(preMoney, newMoney, {
          convention,
          rounding: legal ? LEGAL_ROUNDING : 'exact',
          pool: { target: target / 100, placement },
          convertibles: given.map(({ amount, cap, discount, capitalization }, i) =>
            safe(`safe ${i}`, amount, { capitalization, discount: discount / 100, ...(cap !== undefined && { cap }) }),
          ),
        }),
      );
      const rows = ownership(result.table);
      is(sum(rows.map(({ fraction }) => fraction)), '1');
      assert.ok(rows.every(({ shares: number }) => number.sign >= 0));
      is(sum(rows.map(({ shares: number }) => number)), result.total.toString());
      if (legal) return assert.ok(rows.every(({ shares: number }) => number.denominator === 1n));
      // Money is conserved: what was paid is what the shares are worth at the round's price, to the last fraction.
      for (const { amount, shares: number } of result.investors) is(number.times(result.price), amount.toString());
      is(sum(result.investors.map(({ amount }) => amount)), `${newMoney}`);
      const converted = sum(result.conversions.map(({ shares: number }) => number));
      const fixed = fullyDiluted(table).plus(placement === 'pre' ? result.pool.increase : 0);
      const counted = convention === 'pre-money' ? fixed : fixed.plus(converted);
      const amounts = sum(result.conversions.map(({ amount }) => amount));
      is(
        result.price.times(counted),
        convention === 'dollars-invested' ? amounts.plus(preMoney).toString() : `${preMoney}`,
      );
      is(result.pool.after.over(result.total), rational(target).over(100).toString());
      for (const { amount, price, shares: number } of result.conversions) {
        assert.ok(price.compare(result.price) <= 0);
        is(number.times(price), amount.toString());
      }
      assert.ok(result.uniquenessMargin.sign > 0);
    }),
    { numRuns: 300, seed: 7 },
  );
});

function code(expected: string) {
  return (error: unknown) => error instanceof CapitalError && error.code === expected;
}

test('tables given back by a round are tables', () => {
  const table: CapTable = pricedRound(eightMillion, round(12_000_000, 3_000_000)).table;
  assert.deepEqual(JSON.parse(JSON.stringify(capTable(table))), JSON.parse(JSON.stringify(table)));
});
