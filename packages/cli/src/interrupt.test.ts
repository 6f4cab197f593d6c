// Ctrl-C, SIGTERM and a closed terminal in the midst of every command that takes time: it ends soon with 130, says so, and what was
// there before is as it was.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { mnistFolder } from '@capstan/data';
import { openLedger } from '@capstan/ledger';
import { capstan, capstanEach } from './testing/capstan.ts';
import type { Moment } from './testing/interrupt-at.ts';

const root = mkdtempSync(join(tmpdir(), 'capstan-interrupt-'));
after(() => rmSync(root, { recursive: true, force: true }));

const rows = Array.from(
  { length: 400 },
  (_, i) => `${(i * 37) % 50},${['a', 'b', 'c'][i % 3]},${i % 7 ? 'good' : 'bad'}`,
);
for (const name of ['loans.csv', 'more.csv'])
  writeFileSync(join(root, name), `amount,kind,outcome\n${rows.join('\n')}\n`);
writeFileSync(join(root, 'expect.json'), '{"columns": {"amount": {"max": 100}}}');
const before = 'what lay here before\n';
const kept = ['out.csv', 'report.html', 'capstan.config.ts'];
for (const name of kept) writeFileSync(join(root, name), before);

test('a signal in the midst of a command ends it with 130, and leaves what was there as it was', async () => {
  await mnistFolder(join(root, 'digits'), { count: 200 });
  const [trained, started] = await capstanEach(
    root,
    [
      ['train', 'loans.csv', '--target', 'outcome', '--json'],
      ['start', '--digits', '200', '--epochs', '300'],
    ],
    { interruptAt: [null, { signal: 'SIGINT', says: '1/300' }] },
  );
  assert.equal(trained!.code, 0, trained!.err);
  const { dir } = JSON.parse(trained!.out);
  assert.equal(started!.code, 130, started!.err);
  const saved = /everything up to here is saved\. Go on with:\n\s+npm run capstan -- train --resume (\S+)/;
  const digits = saved.exec(started!.err)![1]!;

  const atTable: Moment = { signal: 'SIGINT', opens: 'more.csv' };
  const lines: [line: string, moment: Moment][] = [
    ['data digits --json --report report.html', { signal: 'SIGTERM', says: '"kind":"read"' }],
    ['data more.csv --report report.html', atTable],
    ['data clean more.csv --out out.csv', atTable],
    ['data check more.csv --expect expect.json', atTable],
    ['data more.csv --against loans.csv --report report.html', { ...atTable, signal: 'SIGHUP' }],
    ['init more.csv --target outcome --force', atTable],
    ['init digits --json --force', { signal: 'SIGINT', says: '"kind":"read"' }],
    ['train more.csv --target outcome', atTable],
    [`predict more.csv --run ${dir} --out out.csv`, { ...atTable, signal: 'SIGTERM' }],
    [`evaluate ${dir} --predictions out.csv --report report.html`, { signal: 'SIGINT', opens: 'loans.csv' }],
    [`evaluate ${digits} --data digits --predictions out.csv`, { signal: 'SIGINT', opens: 'model.safetensors' }],
  ];
  const results = await capstanEach(
    root,
    lines.map(([line]) => line.split(' ')),
    { interruptAt: lines.map(([, moment]) => moment) },
  );
  for (const [i, { code, out, err }] of results.entries()) {
    const [line] = lines[i]!;
    assert.equal(code, 130, `${line}: ${err}`);
    assert.match(err, /Stopping; once more to quit at once\./, line);
    assert.doesNotMatch(err, /\n\s+at |not expected/, line);
    assert.equal(out, '', line);
  }
  for (const name of kept) assert.equal(readFileSync(join(root, name), 'utf8'), before, name);
  assert.deepEqual(
    readdirSync(root).filter((name) => name.endsWith('.next')),
    [],
  );
  using book = openLedger(join(root, '.capstan/ledger.db'));
  const runs = book.runs({ limit: 10 });
  for (const name of ['predict more.csv', `evaluate ${digits}`, 'digits'])
    assert.equal(runs.find((run) => run.name === name)?.status, 'stopped', name);
});

test('a plan keeps nothing that a stop could lose, and ends at once', async () => {
  const plan = {
    ...{ version: 1, name: 'P', currency: 'USD', asOf: '2026-11-24', start: '2027-01', months: 60 },
    ...{ cash: '1000000 [USD]', cashNoise: '1000 [USD]' },
  };
  writeFileSync(join(root, 'plan.json'), JSON.stringify(plan));
  const gate = new URL('./testing/interrupt-at.ts', import.meta.url).href;
  const source = `import { interruptAt } from ${JSON.stringify(gate)}; interruptAt({ signal: 'SIGINT', opens: 'plan.json' });`;
  const options = `--import=data:text/javascript,${encodeURIComponent(source)}`;
  const running = capstan(root, 'plan', 'plan.json', '--html', 'report.html', ['env', `NODE_OPTIONS=${options}`]);
  const { code, out } = await running;
  assert.deepEqual([code, running.process.signalCode, out], [null, 'SIGINT', '']); // 130 to a shell
  assert.equal(readFileSync(join(root, 'report.html'), 'utf8'), before);
});
