// What may not be read, and what may not be written, command by command: named before the work begins, and nothing else is touched.
import assert from 'node:assert/strict';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openLedger } from '@capstan/ledger';
import { capstanEach, withoutOverride } from './testing/capstan.ts';

const root = mkdtempSync(join(tmpdir(), 'capstan-permissions-'));
const closed = ['locked', 'noenter'];
after(() => {
  for (const name of closed) chmodSync(join(root, name), 0o755);
  rmSync(root, { recursive: true, force: true });
});

const denied = /permission is denied\. Change the permissions|no permission to read it|may not be read\. Change its/;
const lines: [line: string, code: number, says: RegExp][] = [
  ['data secret.csv', 1, /^capstan: secret\.csv: no permission/],
  ['data noenter/t.csv', 1, /noenter\/t\.csv: no permission/],
  ['data noenter', 1, /noenter: the folder cannot be read\. Check its permissions/],
  ['data clean secret.csv', 1, denied],
  ['data table.csv --against secret.csv', 1, /secret\.csv: no permission/],
  ['data check table.csv --expect secret.json', 1, /secret\.json: permission is denied/],
  ['data clean table.csv --steps secret.json', 1, /secret\.json: the steps cannot be read: it may not be read/],
  ['train secret.csv --target good', 1, denied],
  ['train --config secret.ts', 1, /secret\.ts: it may not be read: change its permissions\. The file can't be run/],
  ['train --config imports.ts', 1, /secret\.ts \(imported by imports\.ts\): it may not be read/],
  ['train --config noenter/x.ts', 1, denied],
  ['init secret.csv --target good', 1, denied],
  ['predict table.csv --run no-weights --out o.csv', 1, /no-weights\/model\.safetensors may not be read\. Change its/],
  ['predict secret.csv --run model --out o.csv', 1, denied],
  ['evaluate no-card', 1, /no-card\/model\.json may not be read\. Change its permissions/],
  ['evaluate model --data secret.csv', 1, denied],
  ['serve no-weights --port 0', 1, /model no-weights cannot be served: no-weights\/model\.safetensors may not be read/],
  ['serve noenter --port 0', 1, /noenter\/model\.json: permission is denied/],
  ['runs --ledger secret.db', 1, /secret\.db cannot be opened\. Check .* that you may read and write both/],
  ['runs --ledger noenter/x.db', 1, denied],
  ['bill secret.csv', 1, denied],
  ['bill --ledger noenter/x.db', 1, denied],
  ['plan secret.json', 1, denied],
  ['plan secret.ts', 2, /secret\.ts: it may not be read/],
  ['plan plan.json --ledger noenter/x.db', 1, denied],
  ['plan plan.json --actuals secret.csv', 1, denied],
  ['plan plan.json --bill secret.csv', 1, denied],
  ['plan --prices secret.csv', 1, denied],
  // What is to be written is looked at before the work begins.
  ...[
    ...['data table.csv --report', 'data table.csv --schema', 'data clean table.csv --out'],
    ...['predict table.csv --run model --out', 'evaluate model --report', 'evaluate model --predictions'],
    ...['plan plan.json --html', 'plan plan.json --csv', 'plan plan.json --xlsx', 'plan plan.json --accounts-csv'],
    ...['bill --focus', 'runs compare a b --report'],
  ].flatMap((line): [string, number, RegExp][] => [
    [`${line} locked/x.csv`, 2, /must be a file in a folder that you may write, received 'locked\/x\.csv'/],
    [`${line} kept.csv`, 2, /must be a file that you may write, received 'kept\.csv'/],
  ]),
  ['train table.csv --target good --runs locked', 2, /--runs must be a folder that you may write, received 'locked'/],
  ['train table.csv --target good --runs locked/a/b', 2, /--runs must be a folder that you may write/],
  ['train table.csv --target good --runs noenter/a', 2, /--runs must be a folder that you may write/],
];

test('what may not be read or written is named, in our words, and nothing is touched', async (t) => {
  const wrap = withoutOverride();
  if (!wrap) return t.skip('needs a user whom permissions bind, or setpriv');
  const rows = Array.from({ length: 60 }, (_, i) => `${i % 9},${i % 3 ? 'yes' : 'no'}`).join('\n');
  for (const name of ['table.csv', 'secret.csv']) writeFileSync(join(root, name), `x,good\n${rows}\n`);
  const [trained] = await capstanEach(root, [['train', 'table.csv', '--target', 'good', '--json']]);
  assert.equal(trained!.code, 0, trained!.err);
  const model = join(root, JSON.parse(trained!.out).dir, 'best');
  for (const name of ['model', 'no-weights', 'no-card']) cpSync(model, join(root, name), { recursive: true });
  openLedger(join(root, 'secret.db')).close();
  const plan = {
    ...{ version: 1, name: 'P', currency: 'USD', asOf: '2026-11-24', start: '2027-01', months: 3 },
    ...{ cash: '1000 [USD]', cashNoise: 0 },
  };
  writeFileSync(join(root, 'plan.json'), JSON.stringify(plan));
  for (const [name, text] of Object.entries({
    'secret.json': '{}',
    'secret.ts': 'export default {};\n',
    'imports.ts': "import './secret.ts';\nexport default {};\n",
    'kept.csv': 'this stays\n',
  }))
    writeFileSync(join(root, name), text);
  for (const name of closed) mkdirSync(join(root, name));
  writeFileSync(join(root, 'noenter/t.csv'), 'x\n1\n');
  for (const name of ['secret.csv', 'secret.db', 'secret.json', 'secret.ts', 'noenter']) chmodSync(join(root, name), 0);
  for (const name of ['no-weights/model.safetensors', 'no-card/model.json']) chmodSync(join(root, name), 0);
  chmodSync(join(root, 'locked'), 0o555);
  chmodSync(join(root, 'kept.csv'), 0o444);
  const before = readdirSync(root);

  const results = await capstanEach(
    root,
    lines.map(([line]) => line.split(' ')),
    { wrap },
  );
  for (const [i, { code, out, err }] of results.entries()) {
    const [line, expected, says] = lines[i]!;
    assert.match(err, says, line);
    assert.equal(code, expected, `${line}: ${err}`);
    assert.equal(out, '', line);
    assert.doesNotMatch(err, /\n\s+at |not expected|[\s"'(:]E[A-Z]{4,}\b/, line);
  }
  assert.deepEqual(readdirSync(root), before);
  assert.deepEqual(readdirSync(join(root, 'locked')), []);
  assert.equal(readFileSync(join(root, 'kept.csv'), 'utf8'), 'this stays\n');
});
