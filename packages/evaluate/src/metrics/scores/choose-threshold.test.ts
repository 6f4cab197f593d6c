import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chooseThreshold, EvaluateError } from '../../index.ts';

const scores = [0.1, 0.4, 0.35, 0.8];
const labels = [0, 0, 1, 1];

test('the best F1, a precision, a recall, a cost', () => {
  assert.deepEqual(chooseThreshold(scores, labels), { threshold: 0.35, precision: 2 / 3, recall: 1, f1: 0.8 });
  assert.deepEqual(chooseThreshold(scores, labels, { precision: 1 }), {
    threshold: 0.8,
    precision: 1,
    recall: 0.5,
    f1: 2 / 3,
  });
  assert.equal(chooseThreshold(scores, labels, { recall: 0.9 })?.threshold, 0.35);
  assert.equal(chooseThreshold(scores, labels, { falsePositive: 10, falseNegative: 1 })?.threshold, 0.8);
  assert.equal(chooseThreshold(scores, labels, { falsePositive: 1, falseNegative: 10 })?.threshold, 0.35);
});

test('none where there is no positive example or nothing does; an aim that is no share is refused', () => {
  assert.equal(chooseThreshold([0.1, 0.2], [0, 0]), undefined);
  assert.equal(chooseThreshold([0.9, 0.2], [0, 1], { precision: 0.9 }), undefined);
  assert.throws(
    () => chooseThreshold(scores, labels, { recall: 2 }),
    (error) => error instanceof EvaluateError && error.code === 'option-invalid',
  );
});

test('no other threshold has a better F1', () => {
  const example = fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 1 }));
  fc.assert(
    fc.property(fc.array(example, { minLength: 1, maxLength: 60 }), (examples) => {
      const [s, y] = [examples.map(([a]) => a / 20), examples.map(([, b]) => b)];
      const chosen = chooseThreshold(s, y);
      const f1 = (from: number) => {
        const tp = y.filter((label, i) => label === 1 && s[i]! >= from).length;
        const said = s.filter((score) => score >= from).length;
        const all = y.filter((label) => label === 1).length;
        return (2 * tp) / (said + all);
      };
      if (chosen === undefined) return !y.includes(1);
      return Math.abs(chosen.f1 - f1(chosen.threshold)) < 1e-12 && s.every((score) => f1(score) <= chosen.f1 + 1e-12);
    }),
  );
});
