import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { parsePlan } from '../../parse.ts';
import { type PlanReport, planReport } from '../../report/report.ts';
import type { PlanInput } from '../../schema/document.ts';
import { PAGE_SECTIONS } from './index.ts';

const said = { asOf: '2026-11-24', source: 't', confidence: 'guess' } as const;
const bare: PlanInput = {
  version: 1,
  name: 'Sections',
  currency: 'USD',
  asOf: '2026-11-24',
  start: '2027-01',
  months: 14,
  cash: '900000 [USD]',
  cashNoise: '1000 [USD]',
};
/** A plan that says something of everything. */
const full: PlanInput = {
  ...bare,
  assumptions: {
    price: { value: '2000 to 4000', unit: 'USD/(customer·month)', ...said },
    speed: {
      value: '10 to 1000',
      unit: 'image/s',
      ...said,
      measured: { kind: 'train', figure: 'metric.speed * 1 [image/s]' },
    },
  },
  runs: [
    {
      name: 'Big',
      start: '2027-02',
      months: 2,
      hours: '3e8 [image] / speed * 1 [device]',
      price: '2 [USD/(device·h)]',
      power: '900 [W/device]',
      grid: '56 [g/kWh]',
      flops: '1e20 [FLOP]',
    },
  ],
  hiring: [
    { role: 'Founders', start: '2027-01', count: '2 [person]', salary: '60000 [USD/(person·year)]', overhead: 1.2 },
  ],
  revenue: [
    {
      name: 'API',
      model: 'api',
      from: '2027-02',
      customers: '2 [customer]',
      gained: '1 [customer/month]',
      churn: '0.02 [1/month]',
      price: 'price',
      serving: '300 [USD/(customer·month)]',
    },
  ],
  rounds: [
    {
      name: 'Seed',
      month: '2027-05',
      amount: '1000000 [USD]',
      probability: 0.5,
      terms: { kind: 'priced', preMoney: '4000000 [USD]', convention: 'percent-ownership', pool: 'none' },
    },
  ],
  capTable: { holdings: [{ holder: 'Ada', shares: 8_000_000 }], exits: [5e6] },
  market: {
    source: 'test',
    segments: [
      {
        name: 'All',
        accounts: '900 [customer]',
        value: '9000 [USD/(customer·year)]',
        serviceable: 0.5,
        obtainable: 0.5,
      },
    ],
    adoption: { p: 0.03, q: 0.38, from: '2027-01' },
  },
  sourcing: {
    demands: [{ name: 'training', hours: 'run.big.hours' }],
    discountRate: 0.1,
    rents: { start: 1, reversion: 0.5, volatility: 0.3, source: 't' },
    offers: [
      {
        id: 'rent',
        kind: 'on-demand',
        provider: 'P',
        region: 'EU',
        pricePerGpuHour: 2,
        source: 't',
        confidence: 'published',
      },
    ],
  },
  labelling: [
    {
      name: 'Plates',
      have: 4000,
      tiers: [{ from: 0, price: 0.1 }],
      answers: 3,
      accepted: 0.95,
      worthOfPoint: '50000 [USD]',
      curve: { size: 'param.n', error: '1 - metric.accuracy' },
    },
  ],
  register: {
    owners: { technical: 'A', market: 'B', financial: 'B', legal: 'B' },
    stakes: { breach: { rate: 0.1, impact: '1000 to 9000' } },
  },
  risks: [
    { name: 'Leak', area: 'legal', rate: '0.5 [1/year]', impact: '9000 [USD]', owner: 'A', review: '2027-06-01' },
  ],
  experiments: [
    {
      name: 'E',
      question: 'q?',
      cost: '100 [USD]',
      gain: 'price * 1 [customer·month] - 3000 [USD]',
      noise: '500 [USD]',
    },
  ],
  finance: {
    receivableDays: '40 [day]',
    taxRate: 0.2,
    loans: [
      {
        name: 'Bank',
        month: '2027-02',
        amount: '90000 [USD]',
        rate: '0.1 [1/year]',
        months: 12,
        leastCash: '5e5 [USD]',
      },
    ],
  },
  scenarios: { dearer: { set: { price: '4000 to 6000' }, choice: true } },
};

const reports: Record<'bare' | 'full', PlanReport> = {} as never; // as: filled before the tests
before(async () => {
  const run = {
    id: 'a',
    name: 'r',
    kind: 'train',
    status: 'done',
    started: '2026-11-20T00:00:00Z',
    hours: 1,
    deviceHours: 1,
    energyKWh: 1,
    money: 1,
    currency: 'USD',
    metrics: { speed: 50 },
    params: {},
  } as const;
  reports.bare = await planReport(parsePlan(bare), { paths: 50 });
  reports.full = await planReport(parsePlan(full), {
    paths: 200,
    runs: [run],
    actuals: [{ month: '2027-01', line: 'income', amount: 0 }],
  });
});

test('every section has an id of its own', () => {
  const ids = PAGE_SECTIONS.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.match(id, /^[a-z][a-z-]*$/);
});

for (const { id, of } of PAGE_SECTIONS)
  test(`the section '${id}' is whole where the plan says something, and nothing or whole where it does not`, () => {
    assert.ok(of(reports.full), 'a plan that says something of everything');
    for (const section of [of(reports.full), of(reports.bare)]) {
      if (!section) continue;
      const { title, lead, list = [], tables, notes = [], annex = [] } = section;
      for (const text of [title, ...(lead === undefined ? [] : [lead]), ...list, ...notes]) {
        assert.ok(text.trim() !== '');
        assert.doesNotMatch(text, /NaN|Infinity|undefined|\[object/);
      }
      for (const { header, rows, left, words = [], details } of [...tables, ...annex]) {
        assert.ok(left <= header.length && words.every((at) => at >= left && at < header.length));
        if (details) assert.equal(details.length, rows.length);
        for (const row of rows) {
          assert.equal(row.length, header.length, row.join(' | '));
          for (const cell of row) assert.doesNotMatch(cell, /NaN|Infinity|undefined|\[object/);
        }
      }
    }
  });
