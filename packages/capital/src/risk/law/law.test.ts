import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayNumber } from '../../day-number.ts';
import { near } from '../../testing.ts';
import { riskRegister } from '../register.ts';
import { RISK_RULES } from '../rules/list.ts';
import { aiActDuties, highestFine } from './ai-act.ts';
import { AI_ACT_DUTIES } from './ai-act-duties.ts';
import { computeAlarm } from './compute-alarm.ts';
import { GDPR_ARTICLES, gdprRecord } from './gdpr.ts';
import { NIST_AI_RMF, nistProfile } from './nist.ts';

const owners = { technical: 'Ada', market: 'Ben', financial: 'Ben', legal: 'Cleo' };
const at = '2026-11-24';
const stated = (article: string) => ({ article, at, by: 'Cleo', what: 'signed' });
const register = riskRegister(
  {
    company: { security: { at, checked: { encrypted: true } } },
    declared: [stated('AI Act 5'), stated('AI Act 47'), stated('GDPR 33'), stated('GDPR 6')],
  },
  { asOf: at, currency: 'USD', owners, stakes: { breach: { rate: 0.1, impact: 1000 } } },
);

test('NIST AI RMF 1.0: 19, 18, 22 and 13 subcategories, and every rule cites some of them', () => {
  const profile = nistProfile(register);
  const counts = Map.groupBy(profile, (row) => row.function);
  assert.deepEqual(
    ['GOVERN', 'MAP', 'MEASURE', 'MANAGE'].map((name) => counts.get(name as 'MAP')?.length), // as: one of the four
    [19, 18, 22, 13],
  );
  for (const { id, nist, aiAct, gdpr } of RISK_RULES) {
    assert.ok(nist.length > 0 && nist.every((each) => each in NIST_AI_RMF), `${id}: ${nist}`);
    assert.ok(
      gdpr.every((each) => each in GDPR_ARTICLES),
      `${id}: ${gdpr}`,
    );
    for (const each of aiAct)
      assert.ok(
        AI_ACT_DUTIES.some(({ article }) => article === each),
        `${id}: ${each}`,
      );
  }
  const of = (id: string) => profile.find((row) => row.id === id)!;
  assert.equal(of('MEASURE 2.7').status, 'proven'); // security alone
  assert.equal(of('MEASURE 2.3').status, 'missing');
  assert.equal(of('MEASURE 2.12').risks.length, 0);
  assert.match(of('MANAGE 1.2').says, /1 risks in money/);
});

test('GDPR: an article is shown by the risks that cite it; a statement counts where nothing is measured', () => {
  const record = gdprRecord(register);
  const of = (article: string) => record.find((row) => row.article === article)!;
  assert.equal(of('32').status, 'proven');
  assert.equal(of('6').status, 'missing'); // stated, but the scan that would show it is missing
  assert.match(of('33').says, /stated by Cleo on 2026-11-24: signed/);
  assert.equal(record.length, Object.keys(GDPR_ARTICLES).length);
});

test('EU AI Act: each duty from its day, longer for what was there before', () => {
  const days = (system: Parameters<typeof aiActDuties>[1]) =>
    Object.fromEntries(aiActDuties(register, system).map((row) => [row.id, row]));
  const old = days({ role: 'provider', kinds: ['generates', 'annex-iii'], placed: '2026-05-01' });
  assert.equal(old['mark-content']!.due, '2026-12-02');
  assert.equal(old['mark-content']!.daysLeft, 8);
  assert.equal(old['mark-content']!.open, false);
  const young = days({ role: 'provider', kinds: ['generates'], placed: '2026-09-01' });
  assert.equal(young['mark-content']!.due, '2026-08-02');
  assert.equal(young['mark-content']!.open, true);
  assert.equal(old['accuracy-annex-iii']!.due, '2027-12-02');
  assert.equal(days({ role: 'provider', kinds: ['annex-i'] })['accuracy-annex-i']!.due, '2028-08-02');
  assert.equal(old.prohibited!.status, 'proven'); // stated, and nothing measures it
  assert.equal(old.literacy!.open, true);
  const model = { role: 'provider', kinds: ['systemic-risk'] } as const;
  assert.equal(days({ ...model, placed: '2025-01-01' })['model-documentation']!.due, '2027-08-02');
  assert.equal(days({ ...model, placed: '2025-09-01' }).notify!.due, '2025-08-02');
  assert.equal(days({ role: 'provider', kinds: ['general-purpose'] }).notify, undefined);
  assert.equal(days({ role: 'deployer', kinds: ['annex-iii'] })['accuracy-annex-iii'], undefined);
  assert.ok('impact-assessment' in days({ role: 'deployer', kinds: ['annex-iii'] }));
  for (const { from, early } of AI_ACT_DUTIES) {
    dayNumber(from);
    if (early) assert.ok(dayNumber(early.from) > dayNumber(from) && dayNumber(early.placedBefore) >= dayNumber(from));
  }
  assert.equal(new Set(AI_ACT_DUTIES.map(({ id }) => id)).size, AI_ACT_DUTIES.length);
  assert.throws(() => days({ role: 'provider', kinds: [], placed: 'May' }), { code: 'bad-date' });
});

test('EU AI Act: fines are the lower of sum and part for small companies, the higher for others', () => {
  assert.equal(highestFine('duty', { turnover: 2e6, small: true }), 60_000);
  assert.equal(highestFine('duty', { turnover: 2e6, small: false }), 15e6);
  assert.equal(highestFine('prohibited', { turnover: 1e9, small: false }), 70e6);
  assert.equal(highestFine('general-purpose', { turnover: 2e6, small: true }), 15e6);
  assert.throws(() => highestFine('duty', { turnover: -1, small: true }), { code: 'bad-number' });
});

test('FLOP alarms: 1e23 takes a model for general-purpose, 1e25 for one of systemic risk', () => {
  const alarm = (flops: number | string, more = {}) => computeAlarm({ flops, generates: true, ...more });
  assert.deepEqual(
    [9.9e22, 1.1e23, 1.1e25].map((flops) => [alarm(flops).generalPurpose, alarm(flops).systemicRisk]),
    [
      [0, 0],
      [1, 0],
      [1, 1],
    ],
  );
  assert.deepEqual([alarm(3.8e25).notifyWithinDays, alarm(5e23).notifyWithinDays], [14, null]);
  near(alarm(3.8e25).share.systemicRisk, 3.8); // Llama 3.1 405B
  near(alarm('2e22 to 5e23').generalPurpose, 0.5, 1e-6); // the median is 1e23
  assert.match(alarm('2e22 to 1.2e23').says, /May become/);
  assert.equal(computeAlarm({ flops: 1e26, generates: false }).systemicRisk, 0); // a chess engine
  // A third of the original's compute, or what takes both past the threshold.
  near(alarm(1e22, { original: 6e23 }).share.generalPurpose, 1e22 / 2e23);
  near(alarm(1e22, { original: 6e22 }).share.generalPurpose, 1e22 / 4e22);
  near(alarm(1e22, { original: 'unknown' }).share.generalPurpose, 0.3);
  assert.throws(() => alarm(-1), { code: 'bad-number' });
  assert.throws(() => alarm(1, { original: 0 }), { code: 'bad-number' });
});
