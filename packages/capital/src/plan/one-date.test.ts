import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePlan } from './parse.ts';
import { planReport } from './report/report.ts';
import type { PlanInput } from './schema/document.ts';

const base: PlanInput = {
  version: 1,
  name: 'Dates',
  currency: 'USD',
  asOf: '2026-11-24',
  start: '2027-01',
  months: 24,
  cash: '3000000 [USD]',
  cashNoise: '0 [USD]',
};
const report = (more: Partial<PlanInput>, paths = 400) => planReport(parsePlan({ ...base, ...more }), { paths });
const near = (value: number, expected: number, part = 1e-9): void =>
  assert.ok(Math.abs(value - expected) <= part * Math.abs(expected), `${value} is not ${expected}`);

test('a training takes and costs what its own months say', async () => {
  const { runs } = await report({
    runs: [
      {
        name: 'Big',
        start: '2028-01',
        months: 2,
        hours: '1000 [device·h] * month',
        flops: '1e20 [FLOP] * month',
        price: '2 [USD/(device·h)]',
      },
    ],
  });
  near(runs[0]!.hours.p50, 500 * 12 + 500 * 13);
  near(runs[0]!.cost.p50, 25_000);
  near(runs[0]!.flops!.p50, 1.25e21);
});

test('people are counted when they are there', async () => {
  const { hiring } = await report({
    hiring: [
      {
        role: 'Support',
        start: '2027-01',
        count: 'floor(month / 6) * 1 [person]',
        salary: '60000 [USD/(person·year)]',
        overhead: 1.2,
        recruiting: '1000 [USD/person]',
      },
      {
        role: 'Sales',
        start: '2027-07',
        until: '2027-10',
        count: '2 [person]',
        salary: '60000 [USD/(person·year)]',
        overhead: 1,
        recruiting: '1000 [USD/person]',
      },
    ],
  });
  assert.deepEqual([hiring[0]!.people, hiring[0]!.peopleAtEnd], [3, 3]);
  near(hiring[0]!.cost.p50, 36 * 6000); // nobody is there when the first would have been searched for
  assert.deepEqual([hiring[1]!.people, hiring[1]!.peopleAtEnd], [2, 0]);
  near(hiring[1]!.cost.p50, 3 * 2 * 5000 + 2000);
});

test('a risk costs a year what its months cost, and twelve a year strike twelve times', async () => {
  const risk = { area: 'legal', owner: 'A', review: '2027-06-01' } as const;
  const { risks, months } = await report(
    {
      risks: [
        { ...risk, name: 'Leak', rate: '0.5 [1/year]', impact: '1000 [USD] * month' },
        { ...risk, name: 'Outage', rate: '12 [1/year]', impact: '1000 [USD]' },
        { ...risk, name: 'Storm', rate: '9000 [1/year]', impact: '1 [USD]' },
      ],
    },
    20_000,
  );
  const of = (name: string) => risks.find((each) => each.name === name)!;
  near(of('Leak').before, 0.5 * 11_500);
  near(of('Outage').before, 12_000);
  near(of('Outage').lost, 24_000, 0.005);
  near(of('Outage').bad, 32_000, 0.04); // the 95th percentile of Poisson(24)
  near(of('Storm').lost, 18_000, 0.002);
  near(
    3_000_000 - months.at(-1)!.cash.mean,
    risks.reduce((sum, { lost }) => sum + lost, 0),
  );
});

test('cash is as uneven as each month says', async () => {
  // A month that begins with 100,000, one deviation of noise: the cash has touched 0 within it with 2Φ(−1), the first passage.
  const { months } = await report({ cash: '100000 [USD]', cashNoise: 'if(month == 5, 100000 [USD], 0 [USD])' });
  assert.equal(months[4]!.ruin, 0);
  const { ruin, ruinError } = months[5]!;
  assert.ok(Math.abs(ruin - 0.317311) < 4 * ruinError && ruinError < 0.02, `${ruin} ± ${ruinError}`);
  near(months[23]!.ruin, ruin);
});

test('a round brings in, and is valued at, what its closing month says', async () => {
  const { rounds, equity, months } = await report({
    lines: { arr: { is: '(1000000 + 100000 * month) * 1 [USD]', unit: 'USD' } },
    rounds: [
      {
        name: 'A',
        month: '2028-07',
        amount: 'arr * 2',
        probability: 1,
        terms: { kind: 'priced', preMoney: '10 * arr', convention: 'percent-ownership', pool: 'none' },
      },
    ],
    capTable: { holdings: [{ holder: 'F', shares: 8_000_000 }], exits: [10_000_000] },
  });
  near(rounds[0]!.amount, 5_600_000);
  near(months.at(-1)!.cash.p50, 3_000_000 + 5_600_000);
  const stage = equity!.stages[1]!;
  near(stage.preMoney!, 28_000_000);
  near(stage.raised!, 5_600_000);
  near(equity!.holders.find(({ holder }) => holder === 'A investors')!.fractions[1]!, 5.6 / 33.6);
});

test('an experiment has one month: the one given, else the one in which it is worth most', async () => {
  const gain = { value: '-2000 to 6000', unit: 'USD', asOf: '2026-11-24', source: 't', confidence: 'guess' } as const;
  const one = {
    question: 'q',
    cost: '100 [USD] * month',
    gain: 'gain * max(0, month - 2) * max(0, 9 - month) / 10',
    noise: '500 [USD]',
  };
  const { experiments } = await report(
    {
      assumptions: { gain: { ...gain, value: { kind: 'normal', mean: 200, sd: 3000 } } },
      experiments: [
        { ...one, name: 'given', month: '2027-11' },
        { ...one, name: 'best' },
        { ...one, name: 'always', cost: '10 [USD]', gain: 'gain' },
      ],
    },
    4000,
  );
  const of = (name: string) => experiments.find((each) => each.name === name)!;
  assert.equal(of('given').month, '2027-11');
  assert.equal(of('given').cost, 1000);
  assert.ok(['2027-05', '2027-06'].includes(of('best').month), of('best').month);
  assert.ok(of('best').worth > 500 && of('best').times > 0);
  assert.equal(of('always').month, '2027-01');
});

test('the market is as large as in the month that the page names', async () => {
  const { market } = await report({
    market: {
      source: 'test',
      segments: [
        {
          name: 'All',
          accounts: '100 [customer] * (1 + month)',
          value: '10 [USD/(customer·year)]',
          serviceable: 0.5,
          obtainable: 0.5,
        },
      ],
      adoption: { p: 0.03, q: 0.38, from: '2027-01' },
    },
  });
  near(market!.total.tam.p50, 24_000);
  near(market!.customers.p50, 600);
});
