import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawsFor } from '@capstan/base';
import { accuracyInterval, bootstrapInterval, wilsonInterval } from '../metrics/intervals/interval.ts';
import { confusionMatrix } from '../metrics/labels/confusion-matrix.ts';
import { precisionRecallF1 } from '../metrics/labels/precision-recall-f1.ts';
import { regression, regressionMeter } from '../metrics/numbers/regression.ts';
import { rocAuc } from '../metrics/scores/roc-auc.ts';
import { rocCurve } from '../metrics/scores/roc-curve.ts';
import { classification, classificationMeter } from './classification.ts';

/** A made-up classifier that is right about 80 times in a hundred; float32, as an engine gives it. */
function made(count: number, classes: number, seed = 1) {
  const next = drawsFor('bootstrap', seed).uniform;
  const probabilities = new Float32Array(count * classes);
  const targets = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    targets[i] = Math.floor(next() * classes);
    const scores = Array.from({ length: classes }, (_, c) => Math.exp(3 * next() + (c === targets[i] ? 2.2 : 0)));
    const sum = scores.reduce((a, b) => a + b);
    for (let c = 0; c < classes; c++) probabilities[i * classes + c] = scores[c]! / sum;
  }
  return { probabilities, targets, classes: Array.from({ length: classes }, (_, c) => `c${c}`) };
}

const close = (a: number | null, b: number | null, tolerance: number, what: string) =>
  assert.ok(a !== null && b !== null && Math.abs(a - b) <= tolerance, `${what}: ${a} and ${b}`);

test('batches give the report of the whole', () => {
  const { probabilities, targets, classes } = made(1000, 7);
  const whole = classification({ probabilities, targets, classes });
  const meter = classificationMeter(classes);
  for (let from = 0; from < 1000; from += 64)
    meter.update(probabilities.subarray(from * 7, (from + 64) * 7), targets.subarray(from, from + 64));
  const { logLoss, brier, calibration, metrics, ...rest } = meter.report();
  close(logLoss, whole.logLoss, 1e-12, 'log loss');
  close(brier, whole.brier, 1e-12, 'Brier');
  close(calibration.ece, whole.calibration.ece, 1e-12, 'calibration');
  const { logLoss: _l, brier: _b, calibration: _c, metrics: metricsOfWhole, ...restOfWhole } = whole;
  for (const [kind, value] of Object.entries(metrics)) close(value, metricsOfWhole[kind]!, 1e-12, kind);
  assert.deepEqual(rest, restOfWhole);
  assert.ok(whole.top5 !== undefined && whole.top5 > whole.accuracy);
});

test('targets may come as int64 from the engine', () => {
  const { probabilities, targets, classes } = made(50, 3);
  const big = BigInt64Array.from(targets, BigInt);
  assert.deepEqual(
    classificationMeter(classes).update(probabilities, big).report(),
    classification({ probabilities, targets, classes }),
  );
});

test('a batch may be overwritten after update: loaders reuse their buffers', () => {
  const { probabilities, targets, classes } = made(200, 3);
  const meter = classificationMeter(classes);
  const [p, t] = [new Float32Array(300), new Int32Array(100)];
  for (const from of [0, 100]) {
    p.set(probabilities.subarray(from * 3, (from + 100) * 3));
    t.set(targets.subarray(from, from + 100));
    meter.update(p, t);
  }
  assert.deepEqual(meter.report().auc, classification({ probabilities, targets, classes }).auc);
});

test('past the limit curves are counted in bins, and the area stays within 1e-3', () => {
  const { probabilities, targets, classes } = made(20_000, 4);
  const exact = classification({ probabilities, targets, classes });
  const binned = classification({ probabilities, targets, classes }, { exactUpTo: 1000 });
  assert.equal(exact.auc.exact, true);
  assert.equal(binned.auc.exact, false);
  for (const c of [0, 1, 2, 3]) {
    close(binned.auc.perClass[c]!, exact.auc.perClass[c]!, 1e-3, `area of class ${c}`);
    close(
      binned.averagePrecision.perClass[c]!,
      exact.averagePrecision.perClass[c]!,
      1e-3,
      `average precision of class ${c}`,
    );
  }
  assert.deepEqual(binned.confusion, exact.confusion);
  const certain = classification(
    { probabilities: [1, 0, 0, 1], targets: [0, 1], classes: ['a', 'b'] },
    { exactUpTo: 0 },
  );
  assert.equal(certain.auc.macro, 1);
});

test('curves in a report are thin and keep their ends', () => {
  const { probabilities, targets, classes } = made(20_000, 3);
  for (const curve of classification({ probabilities, targets, classes }).roc) {
    assert.ok(curve !== null && curve.fpr.length <= 402);
    assert.deepEqual([curve.fpr[0], curve.tpr[0], curve.fpr.at(-1), curve.tpr.at(-1)], [0, 0, 1, 1]);
  }
});

test('a class that never occurs has no curve and does not enter the averages', () => {
  const report = classification({
    probabilities: [0.7, 0.2, 0.1, 0.2, 0.7, 0.1, 0.6, 0.3, 0.1],
    targets: [0, 1, 1],
    classes: ['a', 'b', 'never'],
  });
  assert.equal(report.roc[2], null);
  assert.deepEqual(report.auc, { perClass: [1, 1, null], macro: 1, weighted: 1, exact: true });
  assert.equal(report.averagePrecision.perClass[2], null);
  assert.equal(report.perClass[2]?.support, 0);
});

test('the bootstrap is seeded, holds the estimate, and covers what it says', () => {
  const { probabilities, targets, classes } = made(400, 3);
  const {
    confusion,
    accuracyInterval: interval,
    accuracy,
    macroF1Interval,
    macro,
  } = classification({ probabilities, targets, classes }, { seed: 3 });
  assert.deepEqual(accuracyInterval(confusion, { seed: 3 }), interval);
  assert.notDeepEqual(accuracyInterval(confusion, { seed: 4 }), interval);
  assert.ok(interval.low < accuracy && accuracy < interval.high);
  assert.ok(macroF1Interval.low < macro.f1 && macro.f1 < macroF1Interval.high);
  // Of 300 samples from a classifier that is right 80 times in a hundred, about 95 in a hundred intervals hold 0.8.
  const next = drawsFor('bootstrap', 11).uniform;
  let held = 0;
  for (let sample = 0; sample < 300; sample++) {
    let right = 0;
    for (let i = 0; i < 150; i++) right += Number(next() < 0.8);
    const { low, high } = accuracyInterval(
      [
        [right, 150 - right],
        [0, 0],
      ],
      { resamples: 300, seed: sample },
    );
    held += Number(low <= 0.8 && 0.8 <= high);
  }
  assert.ok(held >= 270 && held <= 297, `${held} of 300`);
  const general = bootstrapInterval(confusion, (sample) => precisionRecallF1(sample).macro.f1, { seed: 3 });
  close(general.low, macroF1Interval.low, 1e-12, 'the general way');
  close(general.high, macroF1Interval.high, 1e-12, 'the general way');
  assert.throws(() => bootstrapInterval([[0]], () => 1), { code: 'empty' });
  assert.throws(() => bootstrapInterval(confusion, () => 1, { level: 95 }), { code: 'option-invalid' });
});

test('Wilson’s interval stands in where all are right or all wrong', () => {
  // 10 of 10 at 95 %: n / (n + z²), as in Brown, Cai and DasGupta (2001).
  close(wilsonInterval(10, 10).low, 10 / (10 + 1.959963984540054 ** 2), 1e-12, '10 of 10');
  // scipy 1.17.1: binomtest(8, 10).proportion_ci(method='wilson'); binomtest(985, 1000).proportion_ci(0.9, method='wilson')
  close(wilsonInterval(8, 10).low, 0.4901624715366418, 1e-12, '8 of 10');
  close(wilsonInterval(8, 10).high, 0.9433178485456248, 1e-12, '8 of 10');
  close(wilsonInterval(985, 1000, 0.9).low, 0.9772431659752429, 1e-12, '985 of 1000');
  assert.equal(wilsonInterval(10, 10).high, 1);
  assert.equal(wilsonInterval(0, 10).low, 0);
  const { accuracyInterval: interval } = classification({
    probabilities: [0.9, 0.1],
    targets: [0],
    classes: ['a', 'b'],
  });
  assert.equal(interval.method, 'wilson');
  assert.ok(interval.low < 0.3 && interval.high === 1);
});

test('regression from batches equals the whole', () => {
  const next = drawsFor('bootstrap', 5).uniform;
  const targets = Float64Array.from({ length: 999 }, () => 1e6 + next());
  const predictions = targets.map((y) => y + next() - 0.5);
  const meter = regressionMeter();
  for (let from = 0; from < 999; from += 100)
    meter.update(predictions.subarray(from, from + 100), targets.subarray(from, from + 100));
  assert.deepEqual(meter.report(), regression(predictions, targets));
  assert.throws(() => regressionMeter().report(), { code: 'empty' });
});

test('bad input is named, with what to do, and leaves the meter as it was', () => {
  const classes = ['a', 'b'];
  const good = { probabilities: [0.9, 0.1, 0.2, 0.8], targets: [0, 1], classes };
  const bad = (change: object) => () => classification({ ...good, ...change });
  assert.throws(bad({ probabilities: [Number.NaN, 0.1, 0.2, 0.8] }), {
    code: 'not-finite',
    message: /Example 0.*NaN.*learning rate/,
  });
  assert.throws(bad({ probabilities: [0.9, 0.1, Number.POSITIVE_INFINITY, 0] }), {
    code: 'not-finite',
    message: /Example 1/,
  });
  assert.throws(bad({ probabilities: [3.2, -1.5, 0.2, 0.8] }), { code: 'not-probabilities', message: /softmax/ });
  assert.throws(bad({ probabilities: [1.5, -0.5, 0.2, 0.8] }), { code: 'not-probabilities' });
  assert.throws(bad({ probabilities: [0.9, 0.9, 0.2, 0.8] }), { code: 'not-probabilities', message: /sum 1\.8/ });
  assert.throws(bad({ probabilities: [0.9, 0.1] }), { code: 'lengths-differ', message: /2 × 2.*received 2/ });
  assert.throws(bad({ targets: [0, 2] }), { code: 'target-out-of-range', message: /targets\[1\] is 2.*0 to 1/ });
  assert.throws(bad({ targets: [0, -1] }), { code: 'target-out-of-range' });
  assert.throws(bad({ targets: [0, 0.5] }), { code: 'target-out-of-range' });
  assert.throws(bad({ probabilities: [], targets: [] }), { code: 'empty' });
  assert.throws(bad({ classes: ['a'] }), { code: 'classes-invalid' });
  assert.throws(bad({ classes: ['a', 'a'] }), { code: 'classes-invalid' });
  assert.throws(() => classificationMeter(classes).report(), { code: 'empty' });
  assert.throws(() => confusionMatrix([0, 1], [0], 2), { code: 'lengths-differ' });
  assert.throws(() => confusionMatrix([0, 5], [0, 1], 2), {
    code: 'target-out-of-range',
    message: /predictions\[1\] is 5/,
  });
  assert.throws(() => rocCurve([0.1, 0.2], [1, 2]), { code: 'label-not-binary' });
  assert.throws(() => rocAuc([0.1, Number.NaN], [1, 0]), { code: 'not-finite' });
  assert.throws(() => regression([1], [1, 2]), { code: 'lengths-differ' });
  const meter = classificationMeter(classes).update(good.probabilities, good.targets);
  const before = meter.report();
  assert.throws(() => meter.update([0.5, 0.5, Number.NaN, 0], [0, 1]));
  assert.deepEqual(meter.report(), before);
});
