import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { classification } from '../../classification/classification.ts';
import { pickExamples } from '../../classification/pick-examples.ts';
import { renderClassification } from './render-classification.ts';

const probabilities = [0.9, 0.1, 0.2, 0.8, 0.7, 0.3, 0.05, 0.95, 0.4, 0.6, 0.8, 0.2];
const targets = [0, 1, 0, 0, 0, 1];

test('the terminal gets accuracy with its interval, classes, means and mistakes', () => {
  const report = classification({ probabilities, targets, classes: ['cat', 'd\u001b[31mog'] });
  const text = renderClassification(report);
  assert.match(text, /^accuracy 50\.0 % \(95 % interval \d+\.\d % to \d+\.\d %\), 6 examples\n/);
  assert.match(text, /^cat +4 +66\.7 % +50\.0 % +57\.1 % +0\.\d{4}$/m);
  assert.match(text, /^d\\x1b\[31mog +2 +33\.3 % +50\.0 % +40\.0 %/m);
  assert.match(text, /^mean +6 +50\.0 % +50\.0 % +48\.6 %/m);
  assert.match(text, /most frequent mistakes: cat taken for d\\x1b\[31mog \(2\), d\\x1b\[31mog taken for cat \(1\)$/);
  assert.equal(stripVTControlCharacters(renderClassification(report, { color: true })), text);
});

test('examples to look at: the surest mistakes, and right ones from every class in turn', () => {
  const { mistakes, right } = pickExamples({ probabilities, targets, classes: 2 });
  assert.deepEqual(mistakes, [
    { index: 3, truth: 0, predicted: 1, confidence: 0.95 },
    { index: 5, truth: 1, predicted: 0, confidence: 0.8 },
    { index: 4, truth: 0, predicted: 1, confidence: 0.6 },
  ]);
  assert.deepEqual(
    right.map(({ index }) => index),
    [0, 1, 2],
  );
  assert.equal(pickExamples({ probabilities, targets, classes: 2 }, { mistakes: 1, right: 2 }).mistakes.length, 1);
});
