import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawsFor } from '@capstan/base';
import { openLedger } from '@capstan/ledger';
import { classification } from '../../classification/classification.ts';
import { type HtmlReport, htmlReport } from './html-report.ts';

const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const ATTRIBUTES = new Set(
  'alt aria-label charset class content cx cy d height http-equiv lang name overflow r role rx src style text-anchor title transform viewBox width x x1 x2 y y1 y2'.split(
    ' ',
  ),
);

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onload='alert(1)",
  'a\u202egnp.exe\u0000\u001b[31m',
  '</style></title><b>',
  '&lt;',
];

function report(classes: readonly string[], examples = 300) {
  const next = drawsFor('bootstrap', 2).uniform;
  const probabilities: number[] = [];
  const targets: number[] = [];
  for (let i = 0; i < examples; i++) {
    targets.push(i % classes.length);
    const scores = classes.map((_, c) => next() + (c === targets[i] ? 0.6 : 0));
    const sum = scores.reduce((a, b) => a + b);
    probabilities.push(...scores.map((score) => score / sum));
  }
  return classification({ probabilities, targets, classes });
}

function full(classes: readonly string[]): HtmlReport {
  using ledger = openLedger(':memory:');
  const run = ledger.start({
    name: classes[0]!,
    kind: 'train',
    device: 'cpu',
    threads: 2,
    params: { [classes[1]!]: classes[0]!, list: ['a', 'b'], augment: [{ kind: 'affine', degrees: 10 }] },
    git: { commit: 'a'.repeat(40), branch: classes[2]!, dirty: true },
  });
  for (let step = 1; step <= 1000; step++) run.log(step, { 'train/loss': 1 / step });
  for (let epoch = 1; epoch <= 5; epoch++)
    run.log(epoch * 200, { epoch, 'validation/loss': epoch === 3 ? Number.NaN : 0.5 / epoch });
  run.finish();
  return {
    title: classes[0]!,
    run: ledger.run(run.id),
    card: { architecture: classes[1]!, classes },
    test: report(classes),
    validation: report(classes),
    curves: ledger.metricNames(run.id).map((name) => ledger.metrics(run.id, name)),
    images: classes.map((name, i) => ({
      image: PIXEL,
      truth: name,
      predicted: classes[i - (i % 2)]!,
      confidence: 0.9,
      file: name,
    })),
    findings: [
      {
        severity: 'warning',
        message: classes[0]!,
        fix: classes[1]!,
        items: [{ file: classes[2]!, reason: classes[3]! }],
      },
    ],
  };
}

/** Walks the tags and checks that each is closed in its turn; returns them. */
function checkNesting(html: string): string[] {
  const open: string[] = [];
  const seen: string[] = [];
  for (const [, close, name, self] of html
    .replace(/<!doctype html>/, '')
    .replace(/<style>[^<]*<\/style>/, '')
    .matchAll(/<(\/?)([a-z][a-z0-9]*)(?:\s+[a-zA-Z-]+="[^"<>]*")*\s*(\/?)>/g)) {
    seen.push(name!);
    if (close) assert.equal(open.pop(), name, `</${name}> closes what is open`);
    else if (!self && !['meta', 'img'].includes(name!)) open.push(name!);
  }
  assert.deepEqual(open, []);
  return seen;
}

test('a report holds figures, curves, confusions, classes, pictures, findings, parameters and cost', () => {
  const classes = ['ant', 'bee', 'wasp', 'fly'];
  const input = full(classes);
  const html = htmlReport({ ...input, date: new Date('2026-11-24') });
  checkNesting(html);
  for (const heading of [
    'Training',
    'What is taken for what',
    'Classes',
    'Certainty',
    'Surest mistakes',
    'Right answers',
    'All figures',
    'Data',
    'Run',
  ])
    assert.ok(html.includes(`<h2>${heading}</h2>`), heading);
  assert.match(html, /<title>ant<\/title>/);
  assert.match(html, new RegExp(`<b>${Math.round(input.test!.accuracy * 300)} of 300 test examples</b>`));
  assert.match(html, /CPU core at \$0\.025 an hour, of 2026-11-24/);
  assert.match(html, /<dd>affine\(degrees 10\)<\/dd>/);
  assert.match(html, /bee<\/b> taken for <em>ant/);
  assert.match(html, /validation\/loss was not a finite number somewhere/);
  for (const [truth, row] of input.test!.confusion.entries())
    for (const [predicted, n] of row.entries())
      assert.ok(html.includes(`<title>${classes[truth]} → ${classes[predicted]}: ${n} (`));
  assert.ok(html.length < 150_000, `${html.length} characters`);
});

test('hostile names stay text, and nothing is loaded from elsewhere', () => {
  const html = htmlReport(full(HOSTILE));
  const tags = new Set(checkNesting(html));
  for (const tag of ['script', 'iframe', 'link', 'object', 'a', 'form', 'image', 'use']) assert.ok(!tags.has(tag), tag);
  for (const [tag] of html.replace(/<style>[^<]*<\/style>/, '').matchAll(/<[^>]*>/g))
    for (const [, name] of tag.replace(/"[^"]*"/g, '""').matchAll(/([^\s=<>"]+)=/g))
      assert.ok(ATTRIBUTES.has(name!), tag);
  assert.doesNotMatch(html, /https?:\/\/|@import|url\(|javascript:/);
  for (const [, source] of html.matchAll(/<img src="([^"]*)"/g))
    assert.ok(source!.startsWith('data:image/png;base64,'));
  assert.doesNotMatch(html.replaceAll('\n', ''), /\p{Cc}|\u202e/u);
  assert.ok(html.includes('&lt;script&gt;alert(1)&lt;/script&gt;'));
  assert.ok(html.includes('&amp;lt;'), 'what is escaped already is escaped again');
  assert.match(html, /Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"/);
});

test('one split is enough; none is refused', () => {
  const one = report(['a', 'b']);
  for (const html of [htmlReport({ title: 'x', test: one }), htmlReport({ title: 'x', validation: one })]) {
    checkNesting(html);
    assert.doesNotMatch(html, /undefined|NaN|\[object/);
    for (const heading of ['Training', 'Data', 'Run', 'Surest mistakes'])
      assert.ok(!html.includes(`<h2>${heading}</h2>`), heading);
  }
  assert.throws(() => htmlReport({ title: 'x' }), { code: 'empty', message: /classification\(\)/ });
});

test('edges are drawn: a perfect model, an absent class, one example, a hundred classes, no finding', () => {
  const perfect = classification({
    probabilities: [1, 0, 0, 0, 1, 0, 1, 0, 0],
    targets: [0, 1, 0],
    classes: ['a', 'b', 'never'],
  });
  const html = htmlReport({ title: 'x', test: perfect, findings: [] });
  checkNesting(html);
  assert.match(html, /no mistake to show/);
  assert.match(html, /Nothing was found wrong/);
  checkNesting(
    htmlReport({ title: 'x', test: classification({ probabilities: [0.4, 0.6], targets: [0], classes: ['a', 'b'] }) }),
  );
  const many = htmlReport({
    title: 'x',
    test: report(
      Array.from({ length: 100 }, (_, i) => `class ${i}`),
      2000,
    ),
  });
  checkNesting(many);
  assert.match(many, /The 40 weakest of 100 classes/);
  assert.ok(many.length < 600_000, `${many.length} characters`);
  for (const page of [html, many]) assert.doesNotMatch(page, /undefined|NaN|\[object/);
});

test('only pictures that lie in the file itself are taken', () => {
  const one = report(['a', 'b']);
  const image =
    (image: string, confidence = 0.5) =>
    () =>
      htmlReport({ title: 'x', test: one, images: [{ image, truth: 'a', predicted: 'b', confidence }] });
  for (const bad of [
    'https://example.com/x.png',
    'data:image/svg+xml;base64,PHN2Zz4=',
    'data:image/png;base64,"onload="x',
    'data:text/html;base64,AAAA',
    '../x.png',
  ])
    assert.throws(image(bad), { code: 'image-invalid', message: /images\[0\]\.image.*toString\('base64'\)/ }, bad);
  assert.throws(image(PIXEL, 1.5), { code: 'image-invalid' });
  assert.match(image(PIXEL)(), /<img src="data:image\/png/);
});
