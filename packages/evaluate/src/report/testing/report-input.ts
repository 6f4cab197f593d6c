// What tests of reports draw, and how they look at it.
import assert from 'node:assert/strict';
import { drawsFor } from '@capstan/base';
import { openLedger } from '@capstan/ledger';
import { classification } from '../../classification/classification.ts';
import type { HtmlReport } from '../classification/html-report.ts';

export const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** Attributes that load nothing and run nothing. */
export const ATTRIBUTES = new Set(
  'alt aria-label charset class content cx cy d height http-equiv lang name overflow r role rx src style text-anchor title transform viewBox width x x1 x2 y y1 y2'.split(
    ' ',
  ),
);

/** Names that must stay text. */
export const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onload='alert(1)",
  'a\u202egnp.exe\u0000\u001b[31m',
  '</style></title><b>',
  '&lt;',
];

/** A report of made-up answers. */
export function report(classes: readonly string[], examples = 300) {
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

/** All that can go into a report, its names those of `classes`. */
export function full(classes: readonly string[]): HtmlReport {
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
        hint: classes[1]!,
        items: [{ file: classes[2]!, reason: classes[3]! }],
      },
    ],
  };
}

/** Walks the tags and checks that each is closed in its turn; returns them. */
export function checkNesting(html: string): string[] {
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
