import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numberReport, regression } from '../../index.ts';

test('a regression has a report: figures, and a dot for each example', () => {
  const targets = Float64Array.from({ length: 50 }, (_, i) => i);
  const predictions = targets.map((value, i) => value + (i % 2 ? 1 : -1));
  const html = numberReport({
    title: '<Rents>',
    split: 'test',
    report: regression(predictions, targets),
    predictions,
    targets,
  });
  assert.equal(html.match(/<circle /g)?.length, 50);
  assert.match(html, /<div class="label">R²<\/div><div class="value">0\.9952<\/div>/);
  assert.match(html, /&lt;Rents&gt;/);
  assert.doesNotMatch(html, /NaN/);
});

test('R² keeps its digits where numbers are near 1e9', () => {
  const offsets = Array.from({ length: 1000 }, (_, i) => Math.sin(i * 12.9898) * 0.5);
  const predictions = offsets.map((value, i) => value + Math.cos(i) * 0.1);
  const near = regression(
    predictions.map((value) => value + 2 ** 30),
    offsets.map((value) => value + 2 ** 30),
  ).r2;
  // The same numbers, rounded to what is left of them beside 2^30, but moved to 0 where sums lose nothing.
  const moved = (values: number[]) => values.map((value) => value + 2 ** 30 - 2 ** 30);
  const exact = regression(moved(predictions), moved(offsets)).r2;
  assert.ok(Math.abs(near - exact) < 1e-12, `${near}, exactly ${exact}`);
});
