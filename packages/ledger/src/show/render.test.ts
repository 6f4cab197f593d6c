import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { stripVTControlCharacters, styleText } from 'node:util';
import { displayWidth } from '@capstan/base';
import { openLedger } from '../ledger.ts';
import { START, temporaryFolder } from '../testing.ts';
import { renderComparison, renderRuns } from './render.ts';
import { renderTable } from './table.ts';

test('a table aligns, counts wide characters as two and disarms control characters', () => {
  const table = renderTable(
    [{ title: 'name' }, { title: 'n', align: 'right' }],
    [
      ['猫', '1'],
      ['\u001b[31mred\r', '22'],
      ['a\u202eb', '333'],
    ],
  );
  assert.deepEqual(table.split('\n'), [
    'name               n',
    '猫                 1',
    '\\x1b[31mred\\x0d   22',
    'a\\u{202e}b       333',
  ]);
  assert.deepEqual(new Set(table.split('\n').map(displayWidth)).size, 1, 'all lines end in one column');
});

test('runs show id, state, metrics and cost', (t) => {
  using ledger = openLedger(join(temporaryFolder(t), 'ledger.db'));
  assert.match(renderRuns([]), /capstan train/);
  const run = ledger.start({ ...START, name: 'done' });
  run.log(0, { loss: 0.51234567, 'train/loss': 0.25, accuracy: 0.98765 });
  run.finish('done');
  const [head, line] = renderRuns(ledger.runs()).split('\n');
  assert.match(head!, /^id +name +kind +status +started +accuracy +loss +time +energy +cost$/);
  assert.match(
    line!,
    new RegExp(`^${run.id}  done  train  done    just now +98\\.77 %  0\\.5123 +0\\.\\d s .* Wh +\\$0\\.`),
  );
  const colored = renderRuns(ledger.runs(), { color: true });
  assert.ok(colored.includes(`train  ${styleText('green', 'done', { validateStream: false })}`), 'the status is green');
  assert.equal(stripVTControlCharacters(colored), renderRuns(ledger.runs()));
});

test('a comparison shows what differs', (t) => {
  using ledger = openLedger(join(temporaryFolder(t), 'ledger.db'));
  const [a, b] = [0.1, 0.05].map((lr) => {
    const run = ledger.start({ ...START, params: { lr, model: 'resnet20' } });
    run.log(0, { accuracy: 1 - lr });
    run.finish();
    return run.id;
  });
  const text = renderComparison(ledger.compare(a!, b!));
  assert.match(text, /^lr +0\.1 +0\.05$/m);
  assert.match(text, /accuracy +90\.00 % +95\.00 % +\+5\.00 %/);
  assert.doesNotMatch(text, /resnet20/);
});
