import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLedger } from '@capstan/ledger';
import { comparisonPage, EvaluateError } from '../../index.ts';

test('runs side by side: curves of all, what differs, what each came to; names are escaped', () => {
  using ledger = openLedger(':memory:');
  for (const lr of [0.1, 0.01]) {
    using run = ledger.start({
      name: '<b>digits',
      kind: 'train',
      device: 'cpu',
      threads: 2,
      params: { lr, epochs: 3 },
      seed: 1,
    });
    for (let step = 1; step <= 5; step++)
      run.log(step, { 'validation/loss': Math.exp(-lr * step), 'validation/accuracy': 0.16 * step, lr });
    run.finish('done');
  }
  const runs = ledger.runs().map((run) => ({
    run,
    curves: ledger.metricNames(run.id).map((name) => ledger.metrics(run.id, name)),
  }));
  const html = comparisonPage(runs);
  assert.match(html, /<h3>validation\/loss<\/h3>/);
  assert.match(html, /<td>validation\/accuracy<\/td><td class="n">80\.00 %<\/td>/);
  assert.match(html, /class="tick"[^>]*>60 %<\/text>/);
  assert.match(html, /<td>lr<\/td><td class="n">0\.01<\/td><td class="n">0\.1<\/td>/); // newest first
  assert.doesNotMatch(html, /<td>epochs<\/td>/); // the same in both
  assert.doesNotMatch(html, /<b>digits/);
  assert.match(html, /default-src 'none'/);
  const refused = (count: number, code: string) =>
    assert.throws(
      () => comparisonPage(Array.from({ length: count }, () => runs[0]!)),
      (error) => error instanceof EvaluateError && error.code === code,
    );
  refused(1, 'empty');
  refused(9, 'option-invalid');
});
