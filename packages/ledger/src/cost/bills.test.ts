import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { measuredRuns } from '../evidence/measured-runs.ts';
import { openLedger } from '../ledger.ts';
import { START, temporaryFolder } from '../testing.ts';
import type { Charge } from './bills.ts';

const charge: Charge = { month: '2026-11', provider: 'N', service: 'GPU', currency: 'USD', billed: 12, effective: 10 };

test('bills are kept by month and provider; runs that they name cost what they say', (t) => {
  const path = join(temporaryFolder(t), 'ledger.db');
  using ledger = openLedger(path);
  const run = ledger.start(START);
  run.finish();
  ledger.addBill('november.csv', [charge, { ...charge, run: run.id, billed: 3, effective: 2.5 }]);
  ledger.addBill('december.csv', [{ ...charge, month: '2026-12', run: run.id, billed: 1, effective: 1.5 }]);
  assert.equal(ledger.charges().length, 3);
  assert.deepEqual(ledger.run(run.id).billed, { money: 4, currency: 'USD' });
  const [measured] = measuredRuns(path);
  assert.deepEqual([measured!.money, measured!.currency], [4, 'USD']);
});

test('a month of a provider is not counted twice, but replaced where that is said', (t) => {
  using ledger = openLedger(join(temporaryFolder(t), 'ledger.db'));
  ledger.addBill('november.csv', [charge]);
  assert.throws(() => ledger.addBill('november, again.csv', [{ ...charge, billed: 20 }]), {
    code: 'bill-overlaps',
    message: /What N charged in 2026-11 is in the ledger already, from november\.csv/,
  });
  assert.deepEqual(ledger.charges(), [charge]);
  ledger.addBill('november, whole.csv', [{ ...charge, billed: 20 }], { replace: true });
  assert.deepEqual(ledger.charges(), [{ ...charge, billed: 20 }]);
  ledger.addBill('others.csv', [{ ...charge, provider: 'O' }]);
  assert.equal(ledger.charges().length, 2);
  assert.throws(() => ledger.addBill('x', [{ ...charge, month: '2026-13', provider: 'P' }]), {
    code: 'charge-invalid',
  });
  assert.throws(() => ledger.addBill('x', [{ ...charge, billed: Number.NaN, provider: 'P' }]), {
    code: 'charge-invalid',
  });
});

test('a run billed in two currencies keeps its own cost', (t) => {
  using ledger = openLedger(join(temporaryFolder(t), 'ledger.db'));
  const run = ledger.start(START);
  run.finish();
  ledger.addBill('a', [
    { ...charge, run: run.id },
    { ...charge, run: run.id, currency: 'EUR' },
  ]);
  assert.equal(ledger.run(run.id).billed, undefined);
});
