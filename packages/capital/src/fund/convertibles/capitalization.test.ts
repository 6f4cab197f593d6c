import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waterfall } from '../exit/waterfall.ts';
import { pricedRound } from '../round/priced-round.ts';
import { LEGAL_ROUNDING } from '../round/terms.ts';
import { capTable } from '../table/cap-table.ts';
import type { Capitalization } from './capitalization.ts';
import type { Convertible } from './convertible.ts';

const table = capTable({
  holdings: [{ holder: 'Ada', shares: 8_000_000 }],
  grants: [{ holder: 'Ben', shares: 500_000 }],
  warrants: [{ holder: 'bank', shares: 500_000 }],
  pool: 1_000_000,
});
const safe = (capitalization: Capitalization): Convertible => ({
  kind: 'safe',
  id: 's',
  holder: 'angel',
  amount: 1_000_000,
  capitalization,
  cap: 10_000_000,
});

// A million at a cap of ten buys a tenth of what is counted, by hand: 8M shares, 0.5M options, 0.5M warrants, 1M pool, 1M increase of
// the pool; with what converts among it a ninth of all that, that it be a tenth of the whole.
const cases: readonly [Capitalization, number][] = [
  [{ options: false, warrants: false, pool: false }, 800_000],
  [{ warrants: false, pool: false }, 850_000],
  [{ pool: false }, 900_000],
  [{}, 1_000_000],
  [{ poolIncrease: true }, 1_100_000],
  ['pre', 1_100_000],
  ['post', 10_000_000 / 9],
  [{ converting: true, pool: false }, 9_000_000 / 9],
  [{ converting: true, poolIncrease: true }, 11_000_000 / 9],
];

test('a cap is divided by what its agreement counts, exactly and with legal rounding', () => {
  for (const [capitalization, shares] of cases) {
    const terms = {
      series: 'seed',
      preMoney: 40_000_000,
      investors: [{ holder: 'fund', amount: 5_000_000 }],
      convention: 'pre-money',
      pool: { increase: 1_000_000, placement: 'pre' },
      convertibles: [safe(capitalization)],
    } as const;
    const exact = pricedRound(table, { ...terms, rounding: 'exact' }).conversions[0]!;
    assert.ok(
      Math.abs(exact.shares.toNumber() - shares) < 1e-6,
      `${JSON.stringify(capitalization)} ${exact.shares.toNumber()}`,
    );
    assert.equal(exact.basis, 'cap');
    const legal = pricedRound(table, { ...terms, rounding: LEGAL_ROUNDING }).conversions[0]!;
    assert.ok(Math.abs(legal.shares.toNumber() / shares - 1) < 1e-4, `${legal.shares}`);
  }
});

// Sold for 90M before it converts: 9M shares and rights, a tenth of what is counted becomes the angel's; the pool takes nothing.
test('at a sale the same shares are counted, without the pool', () => {
  const got = (capitalization: Capitalization): number =>
    waterfall(table, 90_000_000, { convertibles: [safe(capitalization)] })
      .payouts.find(({ holder }) => holder === 'angel')!
      .amount.toNumber();
  assert.ok(Math.abs(got({ options: false, warrants: false }) - (90_000_000 * 0.8) / 9.8) < 1e-6);
  assert.ok(Math.abs(got('pre') - (90_000_000 * 0.9) / 9.9) < 1e-6);
  assert.ok(Math.abs(got('post') - 9_000_000) < 1e-6);
});
