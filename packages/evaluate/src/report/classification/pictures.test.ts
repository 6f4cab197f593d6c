import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  clip,
  figure,
  heatmap,
  html,
  linearScale,
  lineChart,
  niceDomain,
  percent,
  thinSeries,
  tickLabel,
  ticks,
} from '@capstan/page';
import { calibration } from '../../metrics/probabilities/calibration.ts';
import { reliability } from './reliability.ts';

test('html escapes what is put in, and nothing twice', () => {
  assert.equal(html`<b>${'<i>'}</b>`.text, '<b>&lt;i&gt;</b>');
  assert.equal(html`${html`<i>${'&'}</i>`}`.text, '<i>&amp;</i>');
  assert.equal(html`${[1, 'a"b', html`<br>`]}${undefined}${false}`.text, '1a&quot;b<br>');
  assert.equal(html`${'\ud800x\u2028'}`.text, '\ufffdx·', 'half a character and a line separator');
});

test('ticks are round, within the domain, about as many as asked', () => {
  assert.deepEqual(ticks([0, 0.87], 5), [0, 0.2, 0.4, 0.6, 0.8]);
  assert.deepEqual(ticks([-3, 12], 5), [0, 5, 10]);
  assert.deepEqual(ticks([0, 1], 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(ticks([5, 5], 5), [5]);
  assert.deepEqual(niceDomain([0.13, 0.87], 5), [0, 1]);
  assert.equal(linearScale([0, 10], [100, 200])(2.5), 125);
  assert.equal(linearScale([1, 1], [100, 200])(1), 100);
});

test('shares, figures and ticks read well', () => {
  assert.deepEqual(
    [0, 0.5, 0.987, 0.9951, 0.9995, 0.99999, 1].map((share) => percent(share)),
    ['0.0 %', '50.0 %', '98.7 %', '99.5 %', '99.95 %', '99.99 %', '100.0 %'],
  );
  assert.equal(percent(0.99999, 0), '99 %');
  assert.equal(percent(Number.NaN), '–');
  assert.deepEqual([0.12345, 12.345, null, Number.POSITIVE_INFINITY].map(figure), ['0.1235', '12.35', '–', '∞']);
  assert.deepEqual([0, 0.2, 0.0001, 1500, 25_000].map(tickLabel), ['0', '0.2', '1e−4', '1.5K', '25K']);
  assert.equal(clip('🙂🙂🙂🙂', 3), '🙂🙂…');
});

test('a long series keeps its mean and its extremes', () => {
  const y = Float64Array.from({ length: 100_000 }, (_, i) => Math.sin(i / 5000) + (i === 50_000 ? 100 : 0));
  const { x, y: thin, low, high } = thinSeries(Float64Array.from(y.keys()), y, 100);
  assert.equal(x.length, 100);
  assert.ok(Math.abs(thin.reduce((a, b) => a + b) / 100 - y.reduce((a, b) => a + b) / y.length) < 1e-9);
  assert.ok(Math.max(...high!) > 98 && Math.min(...low!) >= -1);
  assert.ok(x.every((value, i) => i === 0 || value > x[i - 1]!));
  const short = thinSeries([1, 2], [3, Number.NaN]);
  assert.deepEqual(short, { x: [1, 2], y: [3, Number.NaN] });
});

test('a line breaks where a value is not finite', () => {
  const chart = lineChart({
    title: 't',
    xLabel: 'step',
    lines: [{ name: 'loss', x: [1, 2, 3, 4, 5], y: [1, 2, Number.NaN, 4, Number.POSITIVE_INFINITY] }],
  }).text;
  const path = chart.match(/class="line tone-none" d="([^"]*)"/)![1]!;
  assert.equal(path.match(/M/g)!.length, 2);
  assert.equal(path.match(/L/g)!.length, 1);
  assert.doesNotMatch(chart, /NaN|Infinity|undefined/);
  assert.doesNotMatch(
    lineChart({ title: 't', xLabel: 'step', lines: [{ name: 'none', x: [], y: [] }] }).text,
    /NaN|Infinity/,
  );
});

test('labels at the ends of lines never lie on each other', () => {
  const lines = Array.from({ length: 8 }, (_, i) => ({
    name: `line ${i}`,
    x: [0, 1],
    y: [0, 0.5 + i / 1000],
    tone: i,
  }));
  const chart = lineChart({ title: 't', xLabel: 'x', yDomain: [0, 1], lines }).text;
  const at = [...chart.matchAll(/class="end tone-\d" x="[\d.]+" y="([\d.]+)"/g)]
    .map(([, y]) => Number(y))
    .sort((a, b) => a - b);
  assert.equal(at.length, 8);
  for (let i = 1; i < at.length; i++) assert.ok(at[i]! - at[i - 1]! >= 13.9, `${at[i - 1]} and ${at[i]}`);
});

test('a heat map writes counts while there is room, and names each cell', () => {
  const small = heatmap(
    [
      [90, 10],
      [0, 95],
    ],
    ['cat', 'dog'],
  ).text;
  assert.match(small, /<title>cat → dog: 10 \(10\.0 % of 100\)<\/title>/);
  assert.equal(small.match(/class="cell-count/g)!.length, 3);
  const size = 30;
  const many = Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => (i === j ? 5 : 0)));
  const large = heatmap(
    many,
    many.map((_, i) => `c${i}`),
  ).text;
  assert.equal(large.match(/class="cell-count/g), null);
  assert.equal(large.match(/→/g)!.length, size, 'empty cells are not drawn one by one');
});

test('reliability draws a bin for each that has predictions', () => {
  const picture = reliability(calibration([0.9, 0.1, 0.6, 0.4, 0.55, 0.45], [0, 1, 0], 2)).text;
  assert.equal(picture.match(/<g class="bin/g)!.length, 2); // 0.55 and 0.6 share one
  assert.match(picture, /class="over"/);
  assert.match(picture, /class="under"/);
});
