import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classification } from '../../classification/classification.ts';
import { ATTRIBUTES, checkNesting, full, HOSTILE, PIXEL, report } from '../testing/report-input.ts';
import { htmlReport } from './html-report.ts';

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

test('the metric by which the best epoch was chosen is drawn under its name, in its unit', () => {
  const curve = (name: string, values: number[]) => ({ name, steps: values.map((_, i) => i + 1), values });
  const html = htmlReport({
    title: 'x',
    test: report(['a', 'b']),
    curves: [curve('validation/macroF1', [0.5, 0.7, 0.9]), curve('validation/logLoss', [1, 0.5, 0.4])],
  });
  checkNesting(html);
  assert.match(html, /<h3>F1, mean<\/h3>/);
  assert.match(html, /<h3>Log loss<\/h3>/);
  assert.match(html, />100 %</);
});
