import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderPlan } from '../page/terminal.ts';
import { parsePlan } from '../parse.ts';
import type { PlanInput } from '../schema/document.ts';
import { planReport } from './report.ts';

const base: PlanInput = {
  version: 1,
  name: 'Equity',
  currency: 'USD',
  asOf: '2026-11-24',
  start: '2027-01',
  months: 24,
  cash: '500000 [USD]',
  cashNoise: '0 [USD]',
};
const angel = {
  kind: 'safe',
  id: 's',
  holder: 'Angel',
  amount: 500_000,
  capitalization: 'post',
  cap: 5_000_000,
} as const;
const terms = { kind: 'priced', preMoney: 'worth', convention: 'percent-ownership', pool: 'none' } as const;

test('what has not converted is paid at a sale', async () => {
  const { equity } = await planReport(
    parsePlan({
      ...base,
      capTable: {
        holdings: [{ holder: 'Founders', shares: 8_000_000 }],
        exits: [2_000_000, 10_000_000],
        convertibles: [angel],
      },
    }),
    { paths: 100 },
  );
  const got = equity!.exits.map(({ payouts }) =>
    Object.fromEntries(payouts.map(({ holder, amount }) => [holder, amount])),
  );
  assert.deepEqual(got, [
    { Founders: 1_500_000, Angel: 500_000 },
    { Founders: 9_000_000, Angel: 1_000_000 },
  ]);
});

test('ownership is followed along the paths: expected, quantiles, and what has closed by the end', async () => {
  const report = await planReport(
    parsePlan({
      ...base,
      assumptions: {
        worth: { value: '4000000 to 16000000', unit: 'USD', asOf: '2026-11-24', source: 't', confidence: 'guess' },
      },
      rounds: [{ name: 'Seed', month: '2027-06', amount: '2000000 [USD]', probability: 0.5, terms }],
      capTable: { holdings: [{ holder: 'Founders', shares: 8_000_000 }], exits: [8_000_000], convertibles: [angel] },
    }),
    { paths: 4000 },
  );
  const { equity } = report;
  const seed = equity!.holders.find(({ holder }) => holder === 'Seed investors')!;
  const range = equity!.range[equity!.holders.indexOf(seed)]!;
  // 2M of (valuation + 2M), of which the 5th and 95th percentiles are 4M and 16M.
  assert.ok(Math.abs(range.low - 2 / 18) < 0.015 && Math.abs(range.high - 2 / 6) < 0.03, JSON.stringify(range));
  assert.ok(range.low < seed.fractions[1]! && seed.fractions[1]! < range.high);
  assert.ok(Math.abs(seed.atEnd.mean - seed.fractions[1]! / 2) < 0.03);
  for (const s of [0, 1])
    assert.ok(Math.abs(equity!.holders.reduce((sum, { fractions }) => sum + fractions[s]!, 0) - 1) < 1e-12);
  assert.ok(Math.abs(equity!.holders.reduce((sum, { atEnd }) => sum + atEnd.mean, 0) - 1) < 1e-12);
  assert.ok(Math.abs(equity!.exits[0]!.payouts.reduce((sum, { amount }) => sum + amount, 0) - 8e6) < 1e-3);
  assert.ok(Math.abs(equity!.unconverted[0]!.part - 0.5) < 0.1);
  assert.match(renderPlan(report), /Angel's 500k USD \(s\) has not converted by the end on \d\d % of the paths/);
});

test('who came in with a round that has not closed has no pro rata right to a later one', async () => {
  const { equity } = await planReport(
    parsePlan({
      ...base,
      rounds: [
        {
          name: 'Bridge',
          month: '2027-03',
          amount: '1000000 [USD]',
          probability: 0.5,
          terms: { ...terms, preMoney: '4000000 [USD]' },
        },
        {
          name: 'Growth',
          month: '2027-09',
          amount: '4000000 [USD]',
          probability: 1,
          terms: { ...terms, preMoney: '16000000 [USD]', proRata: ['Bridge investors'] },
        },
      ],
      capTable: { holdings: [{ holder: 'Founders', shares: 8_000_000 }] },
    }),
    { paths: 400 },
  );
  assert.equal(equity!.broken, undefined);
  const bridge = equity!.holders.find(({ holder }) => holder === 'Bridge investors')!;
  assert.ok(Math.abs(bridge.atEnd.p95 - 0.2) < 1e-9 && bridge.atEnd.p05 === 0); // keeps its fifth, or never came
});

test('vesting, warrants and what a common share is worth are on the page, and a sale goes by them', async () => {
  const report = await planReport(
    parsePlan({
      ...base,
      rounds: [
        {
          name: 'Seed',
          month: '2027-06',
          amount: '1000000 [USD]',
          probability: 1,
          terms: { ...terms, preMoney: '4000000 [USD]' },
        },
      ],
      capTable: {
        holdings: [
          { holder: 'Ada', shares: 3_000_000, vesting: { from: '2026-01-01', months: 48, cliff: 12 } },
          { holder: 'Ben', shares: 900_000 },
        ],
        warrants: [{ holder: 'bank', shares: 100_000, strike: 0, expires: '2027-12-31' }],
        commonValue: { volatility: 0.8, rate: 0.04, years: 4, discount: 0.3, source: 'shares of five listed peers' },
        exits: [10_000_000],
      },
    }),
    { paths: 10 },
  );
  const { equity } = report;
  // By the plan's last day, 2028-12-31, 35 of 48 months are vested: 2,187,500; the warrant has lapsed; the seed's million has converted.
  assert.deepEqual(equity!.vesting, [
    { holder: 'Ada', security: 'common', shares: 3_000_000, today: 0, atEnd: 2_187_500 },
  ]);
  const shares = 2_187_500 + 900_000 + 1_000_000;
  const got = new Map(equity!.exits[0]!.payouts.map(({ holder, amount }) => [holder, amount]));
  assert.ok(Math.abs(got.get('Ada')! - (10_000_000 * 2_187_500) / shares) < 1e-3);
  assert.equal(got.get('bank'), undefined);
  // A million preferred at 1 beside 4M shares: their value is the backsolve's, see opm.test.ts.
  const [, seed] = equity!.stages;
  assert.equal(seed!.price, 1);
  assert.ok(seed!.commonValue! > 0.4 && seed!.commonValue! < 0.7, String(seed!.commonValue));
  const page = renderPlan(report);
  assert.match(page, /vests +of +shares +today +at the end\n +Ada +common +3M +0 % +73 %/);
  assert.match(page, /a share +common +shares\n +Seed .* 1\.0000 +0\.\d{4} +5M/);
  assert.match(page, /30 % taken off for want of a market \(shares of five listed peers\)/);
});
