import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readFocus } from '@capstan/capital';
import { openLedger } from '@capstan/ledger';
import { capstanEach } from './testing/capstan.ts';

const root = mkdtempSync(join(tmpdir(), 'capstan-bill-'));
after(() => rmSync(root, { recursive: true, force: true }));

test('a bill goes into the ledger once, is held beside a plan, and comes out in FOCUS’s form', async () => {
  const ledger = join(root, 'ledger.db');
  let id: string;
  {
    using book = openLedger(ledger);
    const run = book.start({ name: 'digits', kind: 'train', device: 'cpu', threads: 2, params: {} });
    run.finish();
    ({ id } = run);
  }
  writeFileSync(
    join(root, 'november.csv'),
    `date,end,provider,service,amount,currency,run\n2027-01-04,2027-01-05,Nebius,GPU,40.25,USD,${id}\n2027-01-01,2027-02-01,Nebius,disks,9.75,USD,\n`,
  );
  writeFileSync(
    join(root, 'plan.json'),
    JSON.stringify({
      ...{ version: 1, name: 'P', currency: 'USD', asOf: '2026-11-24', start: '2027-01', months: 3 },
      ...{ cash: '1000 [USD]', cashNoise: 0 },
      runs: [{ name: 'R', start: '2027-01', months: 1, hours: '20 [device·h]', price: '2 [USD/(device·h)]' }],
    }),
  );
  const at = ['--ledger', ledger];
  const results = await capstanEach(root, [
    ['bill', 'november.csv', ...at],
    ['bill', 'november.csv', '--keep', ...at],
    ['bill', 'november.csv', '--keep', ...at],
    ['bill', 'november.csv', '--keep', '--replace', ...at],
    ['bill', '--json', ...at],
    ['plan', 'plan.json', '--json', '--paths', '10', ...at],
    ['bill', '--focus', 'runs.csv', '--provider', 'Nebius', ...at],
    ['runs', 'show', id, ...at],
  ]);
  const [shown, kept, twice, replaced, listed, plan, focus, run] = results;
  assert.match(shown!.out, /2027-01 +Nebius +GPU +\$40\.25 +\$40\.25 +\$40\.25/);
  assert.match(shown!.out, /\$50\.00 billed, \$50\.00 used; 1 run named\./);
  assert.equal(kept!.code, 0, kept!.err);
  assert.notEqual(twice!.code, 0);
  assert.match(twice!.err, /What Nebius charged in 2027-01 is in the ledger already, from november\.csv/);
  assert.equal(replaced!.code, 0, replaced!.err);
  assert.equal(JSON.parse(listed!.out).length, 2);
  const [actual] = JSON.parse(plan!.out).actuals;
  assert.deepEqual([actual.month, actual.line, actual.amount, actual.p50], ['2027-01', 'compute', 50, 40]);
  assert.equal(focus!.code, 0, focus!.err);
  const [charge] = readFocus(readFileSync(join(root, 'runs.csv'), 'utf8')).charges;
  assert.deepEqual([charge!.run, charge!.provider], [id, 'Nebius']);
  assert.ok(Math.abs(charge!.effective - 40.25) < 1e-9);
  assert.match(run!.out, /billed +\$40\.25/);
});

test('what cannot be read, kept or written says so', async () => {
  writeFileSync(join(root, 'odd.csv'), 'when,sum\n1,2\n');
  const cases: [string[], RegExp][] = [
    [['none.csv'], /There is no none\.csv/],
    [['odd.csv'], /columns of no bill/],
    [['odd.csv', '--from', 'focsu'], /--from must be one of aws, azure, focus, invoice/],
    [['--replace'], /give --keep, too/],
    [['odd.csv', '--focus', 'x.csv'], /give one of them/],
    [['--focus', 'x.csv', '--ledger', 'absent.db'], /no finished runs/],
  ];
  const results = await capstanEach(
    root,
    cases.map(([words]) => ['bill', ...words]),
  );
  for (const [i, { code, err, out }] of results.entries()) {
    assert.notEqual(code, 0);
    assert.match(err, cases[i]![1]);
    assert.equal(out, '');
    assert.doesNotMatch(err, /\n\s+at /);
  }
});
