import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { mean } from '../distribution/read.ts';
import { CapitalError } from '../errors.ts';
import { parsePlan } from '../plan/parse.ts';
import { summarise } from '../simulate/columns/summary.ts';
import { monthOf, simulate } from '../simulate/simulate.ts';
import { near } from '../testing.ts';
import type { RiskEvidence } from './evidence.ts';
import { planRisks } from './plan-risks.ts';
import { type RegisterOptions, type RiskRegister, type RiskRow, riskRegister } from './register.ts';
import { RISK_RULES } from './rules/list.ts';

// What two trainings and a killed one left behind: tools/record-evidence.mjs.
const recorded = z
  .looseObject({
    runs: z.array(z.looseObject({ id: z.string(), status: z.string(), started: z.string() })),
    report: z.looseObject({ hash: z.string(), found: z.number() }),
    test: z.looseObject({ count: z.number(), accuracy: z.number() }),
    card: z.looseObject({ sha256: z.string() }),
  })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/evidence.json'), 'utf8')));
const day = recorded.runs[0]!.started.slice(0, 10);

/** As a company would hand it in; through JSON, as from the command line. */
function evidence(change: Partial<Record<keyof RiskEvidence, unknown>> = {}): RiskEvidence {
  const { runs, report, test: measured, card } = recorded;
  return JSON.parse(
    JSON.stringify({
      runs,
      data: [{ at: day, report }],
      evaluations: [{ at: day, model: card.sha256, report: measured }],
      models: [{ name: 'bodies', servedSince: day, card }],
      ...change,
    }),
  );
}

const owners = { technical: 'Ada', market: 'Ben', financial: 'Ben', legal: 'Cleo' };
const options: RegisterOptions = { asOf: day, currency: 'USD', owners, limits: { accuracy: 0.9 } };
const row = (register: RiskRegister, id: string): RiskRow => register.rows.find((each) => each.id === id)!;
const assess = (id: string, change: Partial<Record<keyof RiskEvidence, unknown>> = {}, extra = {}) =>
  row(riskRegister(evidence(change), { ...options, ...extra }), id);

/** P(Beta(s + 1, f + 1) < x) by the binomial's sum. */
function posteriorBelow(successes: number, failures: number, x: number): number {
  const n = successes + failures + 1;
  let [sum, chance] = [0, (1 - x) ** n];
  for (let k = 0; k <= n; k++) {
    if (k > successes) sum += chance;
    chance *= ((n - k) / (k + 1)) * (x / (1 - x));
  }
  return sum;
}

test('real records become rows: accuracy, findings, failed runs, what can be made again, lineage', () => {
  const { count, accuracy } = recorded.test;
  const right = Math.round(count * accuracy);
  const unfit = assess('unfit-model');
  assert.equal(unfit.status, 'proven');
  near(unfit.left, posteriorBelow(right, count - right, 0.9), 1e-9);
  assert.match(unfit.says, /of 89 right, 90 % required/);
  assert.deepEqual(unfit.from, [recorded.card.sha256]);

  const spoilt = assess('spoilt-data');
  assert.equal(spoilt.status, 'proven');
  near(spoilt.left, 3 / recorded.report.found); // one file cut short, one picture in two classes
  assert.equal(assess('erasure').left, 0);

  const failed = assess('failed-runs');
  const lost = recorded.runs.filter(({ status }) => status === 'lost');
  assert.equal(lost.length, 1);
  assert.deepEqual(failed.from, [lost[0]!.id]);
  near(failed.before!.rate, 1.5 * 12); // one and a half in the least span, a month
  assert.deepEqual(failed.measured, { rate: true, impact: true });

  const again = assess('unreproducible');
  assert.equal(again.left, 0.5); // the first had no commit
  assert.match(again.says, /1 of 2 trainings/);
});

test('what nobody handed in is missing and whole, and says what is wanted', () => {
  const register = riskRegister({}, { ...options, stakes: { breach: { rate: 0.1, impact: 50_000 } } });
  assert.ok(register.rows.every(({ status, left, at }) => status === 'missing' && left === 1 && at === null));
  const breach = row(register, 'breach');
  assert.deepEqual(breach.after, breach.before);
  near(breach.after!.expected, 5000);
  assert.match(breach.says, /Wanted: company.security/);
  assert.deepEqual([breach.owner, breach.review], ['Cleo', day]);
  assert.equal(register.unpriced.length, RISK_RULES.length - 1);
});

test('evidence lapses with time, and when the model in use is another', () => {
  const stakes = { 'unfit-model': { rate: 1, impact: 10_000 } };
  const later = riskRegister(evidence(), { ...options, asOf: '2027-11-30', stakes });
  assert.equal(row(later, 'unfit-model').status, 'stale');
  assert.match(row(later, 'unfit-model').says, /more than 180 days ago/);
  near(row(later, 'unfit-model').after!.expected, 10_000);
  const card = { ...recorded.card, sha256: '0'.repeat(64), run: 'other', dataHash: 'f'.repeat(64) };
  const retrained = evidence({ models: [{ name: 'bodies', servedSince: day, card }] });
  const register = riskRegister(retrained, { ...options, stakes });
  assert.match(row(register, 'unfit-model').says, /1 of 1 models in use have no evaluation/);
  assert.equal(row(register, 'spoilt-data').status, 'stale');
  assert.equal(row(register, 'erasure').left, 1);
  const fresh = riskRegister(evidence(), { ...options, stakes });
  assert.ok(row(fresh, 'unfit-model').after!.expected < 5000);
  assert.equal(row(fresh, 'unfit-model').review, new Date(Date.parse(day) + 180 * 864e5).toISOString().slice(0, 10));
});

test('money: rate × mean impact × what is left; the year of the 95th percentile is the compound Poisson’s', () => {
  const stakes = {
    breach: { rate: 0.2, impact: 100 }, // P(N ≤ 1) = .982, P(0) = .819
    drift: { rate: 50, impact: 1 }, // Poisson(50): P(N ≤ 61) = .944, P(N ≤ 62) = .957
    erasure: { rate: 1, impact: '20000 to 90000' },
  };
  const register = riskRegister({}, { ...options, stakes });
  assert.equal(row(register, 'breach').before!.p95, 100);
  assert.equal(row(register, 'drift').before!.p95, 62);
  const impact = row(register, 'erasure').impact!;
  near(row(register, 'erasure').before!.expected, mean(impact));
  near(register.total.before.expected, 20 + 50 + mean(impact));
  assert.ok(register.total.before.p95 < 100 + 62 + row(register, 'erasure').before!.p95);
  assert.deepEqual(
    register.rows.slice(0, 3).map(({ id }) => id),
    ['erasure', 'drift', 'breach'],
  );
});

test('evidence never raises a risk above its stakes, and taking it away never lowers it', () => {
  const stakes = Object.fromEntries(RISK_RULES.map(({ id }) => [id, { rate: 1, impact: 1000 }]));
  const full = evidence({
    company: {
      customers: { at: day, revenue: [{ name: 'A', monthly: 10, until: '2027-06-01' }], tenures: [] },
      people: { at: day, knows: { a: ['x', 'y'], b: ['x'] }, leaving: 0.1 },
      providers: { at: day, paid: { N: 3, L: 1 } },
      security: { at: day, checked: { encrypted: true, backups: false } },
    },
  });
  const all = riskRegister(full, { ...options, stakes });
  const keys = ['runs', 'data', 'evaluations', 'models', 'company'] as const;
  fc.assert(
    fc.property(fc.subarray([...keys]), (gone) => {
      const less = { ...full, ...Object.fromEntries(gone.map((key) => [key, undefined])) };
      for (const each of riskRegister(less, { ...options, stakes }).rows) {
        assert.ok(each.after!.expected <= each.before!.expected);
        // Without models in use nothing says of which model an evaluation must be: these rows then look at all there are.
        if (!gone.includes('models')) assert.ok(each.after!.expected >= row(all, each.id).after!.expected - 1e-9);
      }
    }),
    { numRuns: 10 },
  );
});

test('customers, people, budgets, providers: rates and money from their records', () => {
  const tenures = [
    { months: 10, left: true },
    { months: 20, left: false },
    { months: 30, left: false },
  ];
  const revenue = [
    { name: 'A', monthly: 6000, until: '2027-05-25' },
    { name: 'B', monthly: 2000 },
  ];
  const [first] = recorded.runs;
  const company = {
    customers: { at: day, revenue, tenures, plannedChurn: 0.01 },
    people: { at: day, knows: { training: ['Ada'], serving: ['Ada', 'Ben'], sales: ['Ben', 'Cleo'] }, leaving: 0.1 },
    forecasts: [{ run: first!.id, money: 1e-9 }],
    providers: { at: day, paid: { Nebius: 900, Lambda: 100 } },
    ruin: { at: day, probability: 0.1 },
    security: { at: day, checked: { encrypted: true, backups: true, drill: false } },
  };
  const largest = assess('largest-customer', { company });
  // Beta(.5 + 1, 9.5 + 59): a median of about 1.7 % a month, 12 times −ln(1 − c) a year.
  assert.ok(largest.before!.rate > 0.15 && largest.before!.rate < 0.3);
  near(largest.before!.expected / largest.before!.rate, 72_000);
  near(largest.left, 1 - 181 / 365.25, 0.02);
  assert.match(largest.says, /A pays 75 % of the revenue/);
  const churn = assess('churn-above-plan', { company });
  assert.ok(churn.before!.rate > 0.5 && churn.before!.rate < 1 && churn.before!.expected > 0);
  const key = assess('key-person', { company }, { stakes: { 'key-person': { impact: 40_000 } } });
  near(key.before!.expected, 0.3 * 40_000);
  near(key.after!.expected, 0.1 * 40_000); // Ada alone of three
  const overrun = assess('training-overrun', { company });
  assert.match(overrun.says, /1 of 1 trainings cost more than foreseen/);
  near(assess('one-provider', { company }).left, 0.9);
  near(
    assess('cash-runs-out', { company }, { stakes: { 'cash-runs-out': { impact: 1 } } }).before!.rate,
    -Math.log(0.9),
  );
  near(assess('breach', { company }).left, 1 / 3);
});

test('a budget holds an overrun down', () => {
  const trained = recorded.runs.filter(({ status }) => status === 'done');
  const forecasts = trained.map(({ id }) => ({ run: id, money: 1e-9 }));
  const overrun = assess('training-overrun', { company: { forecasts } });
  assert.match(overrun.says, /2 of 2 trainings .* 1 ran without a budget/);
  assert.equal(overrun.left, 0.5);
});

test('law: scans, bases, ends, regions, groups, a person to ask', () => {
  const { report, card } = recorded;
  const sheet = {
    at: day,
    report,
    personal: { scanned: report.found, holding: 100, withBasis: 91 },
    rights: { covered: 800, of: 900 },
    keepUntil: '2020-01-01',
    region: 'EU',
  };
  const model = { name: 'bodies', servedSince: day, card, region: 'US', review: { at: day, route: 'support desk' } };
  const change = { data: [sheet], models: [model] };
  near(assess('personal-data', change).left, 9 / report.found);
  near(assess('rights-in-data', change).left, 1 / 9);
  assert.equal(assess('kept-too-long', change).left, 1);
  near(assess('transfer', change, { limits: { regions: ['EU'] } }).left, 0.5);
  assert.equal(assess('transfer', change).status, 'missing'); // no one said where they may be
  assert.equal(assess('automated-decisions', change).left, 0);
  const groups = [
    { name: 'women', count: 2000, correct: 1800 },
    { name: 'men', count: 2000, correct: 1900 },
  ];
  const grouped = { evaluations: [{ at: day, model: card.sha256, report: recorded.test, groups }] };
  const unfair = assess('unfair', grouped, { limits: { fairness: 0.05 } });
  near(unfair.left, 0.5, 0.01); // a gap of exactly the limit is beyond it half the time
  assert.ok(assess('unfair', grouped, { limits: { fairness: 0.08 } }).left < 0.001);
  assert.match(unfair.says, /women is 5 % below men/);
});

test('risks strike a plan’s months: what it loses is what the register expects', () => {
  const stakes = {
    'unfit-model': { rate: 6, impact: '2000 to 9000', controlCost: 100 },
    'spoilt-data': { rate: 0.5, impact: 30_000 },
    breach: { rate: 0.3, impact: '10000 to 200000' },
  };
  const register = riskRegister(evidence(), { ...options, stakes });
  const entered = planRisks(register, '2027-01');
  assert.equal(
    entered.risks.length,
    register.rows.filter(({ before, simulated }) => before && before.expected > 0 && !simulated).length,
  );
  const plan = parsePlan({
    version: 1,
    name: 'x',
    currency: 'USD',
    asOf: day,
    start: '2027-01',
    months: 12,
    cash: '1000000 [USD]',
    cashNoise: 0,
    ...entered,
  });
  const paths = 40_000;
  const simulation = simulate(plan.model, plan.distributions, ['losses', 'controls'], { seed: 3, paths });
  const year = new Float64Array(paths);
  for (let month = 0; month < 12; month++)
    for (const [path, loss] of monthOf(simulation, 'losses', month).entries()) year[path]! += loss;
  const { mean: lost, meanError } = summarise(year);
  const expected = register.total.after.expected;
  assert.ok(Math.abs(lost - expected) < 4 * meanError + 1e-4 * expected, `${lost} ± ${meanError}, ${expected}`);
  near(summarise(monthOf(simulation, 'controls', 3)).mean, 100);
  assert.throws(() => planRisks(riskRegister({}, options), '2027-01'), {
    code: 'bad-input',
    message: /State the stakes/,
  });
});

test('evidence and stakes that cannot be are refused, saying which', () => {
  const refused = (change: object, stakes: object, code: string, message: RegExp) =>
    assert.throws(
      () => riskRegister(evidence(change), { ...options, stakes: { ...stakes } }),
      (error) => error instanceof CapitalError && error.code === code && message.test(error.message),
    );
  refused({ runs: [{ id: 7 }] }, {}, 'bad-input', /runs\[0\].id/);
  refused({ data: [{ at: 'yesterday', report: recorded.report }] }, {}, 'bad-input', /ISO 8601/);
  const evaluations = [{ at: '2099-01-01', model: 'x', report: recorded.test }];
  refused({ evaluations }, {}, 'dates-out-of-order', /evaluation of x is of 2099-01-01/);
  refused({}, { nothing: {} }, 'bad-input', /no risk 'nothing'. There are: drift/);
  refused({}, { breach: { rate: -1 } }, 'bad-number', /rate of breach/);
  refused({}, { breach: { rate: 1, impact: -5 } }, 'bad-number', /breach: expected an impact of at least 0/);
  refused({}, { breach: { controlCost: -5 } }, 'bad-number', /controlCost of breach/);
  refused({}, { breach: { review: '2020-01-01' } }, 'dates-out-of-order', /review of breach/);
  refused({ data: [{ at: day, report: recorded.report, rights: { covered: 5, of: 3 } }] }, {}, 'bad-input', /covered/);
  assert.throws(() => riskRegister(evidence(), { ...options, currency: 'EUR' }), { code: 'bad-input', message: /USD/ });
  assert.throws(() => riskRegister({}, { ...options, asOf: '2026-13-01' }), { code: 'bad-date' });
});
