// What fails in a user's file where nothing waits for it, while a command works.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { mnistFolder } from '@capstan/data';
import { openLedger } from '@capstan/ledger';
import { capstan } from './testing/capstan.ts';

const root = mkdtempSync(join(tmpdir(), 'capstan-unawaited-'));
after(() => rmSync(root, { recursive: true, force: true }));

test('a training stops with everything saved, says where, and ends though the file left a timer behind', async () => {
  await mnistFolder(join(root, 'digits'), { count: 200 });
  writeFileSync(
    join(root, 'capstan.config.ts'),
    `import { imageFolder } from '@capstan/data';
import { defineProject } from '@capstan/train';

setInterval(() => {}, 1000);
function report() {
  Promise.reject(new Error('the wiki said no'));
  return undefined;
}
export default defineProject({
  name: 'x',
  data: imageFolder('digits', { size: 14, channels: 1 }),
  model: 'cifarResnet20',
  train: { epochs: 300, callbacks: [report] },
});
`,
  );
  const { code, out, err } = await capstan(root, 'train', '--json');
  assert.equal(code, 1, err);
  const said = err
    .trim()
    .split('\n')
    .map((line): { kind: string; code?: string; message?: string; text?: string } => JSON.parse(line));
  const fault = said.find(({ kind }) => kind === 'error');
  assert.equal(fault?.code, 'unawaited');
  assert.match(fault.message!, /^capstan\.config\.ts, near line 6: the wiki said no\. Nothing waits for this promise/);
  const [, run] = /everything up to here is saved\. Go on with:\n\s+capstan train --resume (\S+)/.exec(
    said.at(-1)!.text!,
  )!;
  assert.ok(existsSync(join(root, run!, 'last.json')));
  assert.equal(JSON.parse(out).stopped, 'interrupted');
  using book = openLedger(join(root, '.capstan/ledger.db'));
  assert.equal(book.runs({ limit: 1 })[0]!.status, 'stopped');
});

test('a plan, which keeps nothing, ends at once', async () => {
  writeFileSync(join(root, 'plan.ts'), "\nPromise.reject(new Error('no rates'));\nexport default {};\n");
  const { code, out, err } = await capstan(root, 'plan');
  assert.deepEqual([code, out], [1, '']);
  assert.match(err, /^capstan: plan\.ts, near line 2: no rates\. Nothing waits for this promise: .*\n$/);
});
