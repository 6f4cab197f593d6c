import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waterfall } from '../exit/waterfall.ts';
import { capTable, fullyDiluted, ownership } from './cap-table.ts';
import { tableAtSale } from './table-at-sale.ts';
import { vestedAtSale, vestedPart } from './vesting.ts';

// Four years by the month with a cliff of one: nothing on the day before it, a quarter on it, a 48th each month, all after four years.
test('four years with a cliff of one, day by day', () => {
  const vesting = { from: '2025-01-31', months: 48, cliff: 12 };
  const parts = [
    '2025-01-31',
    '2026-01-30',
    '2026-01-31',
    '2026-02-27',
    '2026-02-28',
    '2027-07-30',
    '2029-01-31',
    '2031-01-01',
  ].map((day) => vestedPart(vesting, day).toString());
  assert.deepEqual(parts, ['0', '0', '1/4', '1/4', '13/48', '29/48', '1', '1']);
  assert.equal(vestedPart({ ...vesting, every: 3 }, '2026-06-30').toString(), '5/16'); // 17 months, in steps of 3
  assert.equal(vestedPart(vesting, '2024-12-01').toString(), '0');
  assert.equal(vestedAtSale({ ...vesting, accelerated: '1/2' }, '2026-01-31').toString(), '5/8');
});

// Ada's 4M vest over four years of which two have passed: 2M stay at a sale. Ben's options vest at once in one. A warrant has lapsed.
// 9M for 2M + 1M shares and 0.5M options at 0.5: (9M + 0.25M) / 3.5M a share.
test('a sale pays what is vested, what it vests, and no right that has lapsed', () => {
  const table = capTable({
    holdings: [
      { holder: 'Ada', shares: 4_000_000, vesting: { from: '2026-06-01', months: 48, cliff: 12 } },
      { holder: 'Cy', shares: 1_000_000 },
    ],
    grants: [
      {
        holder: 'Ben',
        shares: 500_000,
        strike: '0.5',
        vesting: { from: '2028-01-01', months: 48, cliff: 12, accelerated: 1 },
      },
    ],
    warrants: [{ holder: 'bank', shares: 300_000, strike: '0.1', expires: '2028-05-31' }],
  });
  assert.equal(fullyDiluted(table).toNumber(), 5_800_000);
  assert.deepEqual(
    ownership(table).map(({ security }) => security),
    ['common', 'common', 'options', 'warrants'],
  );
  const sold = waterfall(tableAtSale(table, '2028-06-01'), 9_000_000);
  const each = 9_250_000 / 3_500_000;
  const got = new Map(sold.payouts.map(({ holder, amount }) => [holder, amount.toNumber()]));
  assert.deepEqual([...got.keys()], ['Ada', 'Cy', 'Ben']);
  assert.ok(Math.abs(got.get('Ada')! - 2_000_000 * each) < 1e-6);
  assert.ok(Math.abs(got.get('Ben')! - 500_000 * (each - 0.5)) < 1e-6);
  const before = waterfall(tableAtSale(table, '2028-05-31'), 9_000_000);
  assert.ok(
    before.payouts.some(
      ({ holder, security, amount }) => holder === 'bank' && security === 'warrants' && amount.sign > 0,
    ),
  );
});

test('vesting that cannot be is refused', () => {
  const refused = (vesting: object, code: string): void =>
    assert.throws(() => vestedPart({ from: '2026-01-01', months: 48, ...vesting }, '2027-01-01'), { code });
  refused({ cliff: 60 }, 'bad-number');
  refused({ months: 0 }, 'bad-number');
  refused({ every: 5 }, 'bad-number');
  refused({ from: '2026-02-30' }, 'bad-date');
  assert.throws(
    () =>
      capTable({ holdings: [{ holder: 'a', shares: 1, vesting: { from: '2026-01-01', months: 4, accelerated: 2 } }] }),
    { code: 'bad-number' },
  );
});
