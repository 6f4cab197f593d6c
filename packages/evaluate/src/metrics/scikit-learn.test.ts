import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { classification } from '../classification/classification.ts';
import { accuracy } from './labels/accuracy.ts';
import { argmax } from './labels/argmax.ts';
import { balancedAccuracy } from './labels/balanced-accuracy.ts';
import { cohenKappa } from './labels/cohen-kappa.ts';
import { confusionMatrix } from './labels/confusion-matrix.ts';
import { matthews } from './labels/matthews.ts';
import { precisionRecallF1 } from './labels/precision-recall-f1.ts';
import { topKAccuracy } from './labels/top-k.ts';
import { regression } from './numbers/regression.ts';
import { brierScore } from './probabilities/brier-score.ts';
import { calibration } from './probabilities/calibration.ts';
import { logLoss } from './probabilities/log-loss.ts';
import { averagePrecision, precisionRecallCurve } from './scores/precision-recall-curve.ts';
import { multiclassAuc, rocAuc } from './scores/roc-auc.ts';
import { rocCurve } from './scores/roc-curve.ts';

// Recorded by tools/record.py, which names the versions in the file; "nan", "inf" and "-inf" are texts there.
type Recorded = string | number | Recorded[] | { [name: string]: Recorded };
const fixture: Record<string, Record<string, Record<string, Recorded>>> = JSON.parse(
  readFileSync(join(import.meta.dirname, '../fixtures/scikit-learn.json'), 'utf8'),
);

function revive(value: Recorded): unknown {
  if (value === 'nan') return Number.NaN;
  if (value === 'inf') return Number.POSITIVE_INFINITY;
  if (value === '-inf') return Number.NEGATIVE_INFINITY;
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, revive(v)]));
  return value;
}

const TOLERANCE = 1e-12;

/** Ours equals scikit-learn's to 1e-12, number by number, through lists and records; what only we have is not looked at. */
function assertEqual(ours: unknown, recorded: Recorded | undefined, path: string, tolerance = TOLERANCE): void {
  assert.notEqual(recorded, undefined, `${path} is not recorded`);
  const theirs = revive(recorded!);
  if (typeof theirs === 'number') {
    assert.equal(typeof ours, 'number', path);
    const same =
      Object.is(ours, theirs) || Math.abs(Number(ours) - theirs) <= tolerance * Math.max(1, Math.abs(theirs));
    assert.ok(same, `${path}: ${ours} is not ${theirs}`);
  } else if (Array.isArray(theirs)) {
    const list = Array.from(ours as ArrayLike<unknown>); // a list where scikit-learn has one, or the next line fails
    assert.equal(list.length, theirs.length, `${path}: length`);
    for (const [i, item] of list.entries()) assertEqual(item, (recorded as Recorded[])[i], `${path}[${i}]`, tolerance);
  } else {
    for (const [name, item] of Object.entries(recorded as Record<string, Recorded>))
      assertEqual((ours as Record<string, unknown>)[name], item, `${path}.${name}`, tolerance);
  }
}

for (const [name, r] of Object.entries(fixture.probabilistic!)) {
  const rows = r.probabilities as number[][];
  const targets = Int32Array.from(r.targets as number[]);
  const probabilities = Float64Array.from(rows.flat());
  const classes = rows[0]!.length;

  test(`${name}: metrics of labels equal scikit-learn's`, () => {
    const confusion = confusionMatrix(argmax(probabilities, classes), targets, classes);
    assertEqual(confusion, r.confusion, 'confusion');
    assertEqual(accuracy(confusion), r.accuracy, 'accuracy');
    assertEqual(balancedAccuracy(confusion), r.balancedAccuracy, 'balancedAccuracy');
    assertEqual(balancedAccuracy(confusion, { adjusted: true }), r.balancedAccuracyAdjusted, 'adjusted');
    assertEqual(matthews(confusion), r.matthews, 'matthews');
    for (const weights of ['none', 'linear', 'quadratic'] as const)
      assertEqual(
        cohenKappa(confusion, { weights }),
        (r.kappa as Record<string, Recorded>)[weights],
        `kappa ${weights}`,
      );
    for (const zeroDivision of [0, 1, Number.NaN]) {
      const ours = precisionRecallF1(confusion, { zeroDivision });
      const perClass = {
        precision: ours.perClass.map((row) => row.precision),
        recall: ours.perClass.map((row) => row.recall),
        f1: ours.perClass.map((row) => row.f1),
        support: ours.perClass.map((row) => row.support),
      };
      assertEqual({ ...ours, perClass }, r[`zeroDivision${zeroDivision}`], `zeroDivision ${zeroDivision}`);
    }
  });

  test(`${name}: metrics of probabilities equal scikit-learn's`, () => {
    assertEqual(logLoss(probabilities, targets, classes), r.logLoss, 'logLoss');
    assertEqual(logLoss(Float32Array.from(probabilities), targets, classes), r.logLoss32, 'logLoss of float32', 1e-6);
    assertEqual(brierScore(probabilities, targets, classes), r.brier, 'brier');
    assertEqual(multiclassAuc(probabilities, targets, classes), r.auc, 'auc');
    for (let c = 0; c < classes; c++) {
      const scores = rows.map((row) => row[c]!);
      const labels = Array.from(targets, (target) => Number(target === c));
      assertEqual(averagePrecision(scores, labels), (r.averagePrecision as Recorded[])[c], `average precision of ${c}`);
    }
    for (const [k, recorded] of Object.entries((r.topK ?? {}) as Record<string, Recorded>))
      assertEqual(topKAccuracy(probabilities, targets, classes, Number(k)), recorded, `top ${k}`);
    const ours = calibration(probabilities, targets, classes);
    const filled = ours.bins.filter((bin) => bin.count > 0);
    const curve = { true: filled.map((bin) => bin.accuracy), mean: filled.map((bin) => bin.confidence), ece: ours.ece };
    assertEqual(curve, r.calibration, 'calibration');
  });

  if (r.binary !== undefined) {
    test(`${name}: curves equal scikit-learn's`, () => {
      const binary = r.binary as Record<string, Recorded>;
      const scores = rows.map((row) => row[1]!);
      assertEqual(rocCurve(scores, targets), binary.roc, 'roc');
      assertEqual(rocCurve(scores, targets, { dropIntermediate: false }), binary.rocFull, 'roc in full');
      assertEqual(rocAuc(scores, targets), binary.rocAuc, 'area');
      assertEqual(precisionRecallCurve(scores, targets), binary.precisionRecall, 'precision and recall');
      assertEqual(averagePrecision(scores, targets), binary.averagePrecision, 'average precision');
    });
  }

  test(`${name}: the report says the same as the single metrics`, () => {
    const names = rows[0]!.map((_, c) => `class ${c}`);
    const report = classification({ probabilities, targets, classes: names });
    assertEqual(report.accuracy, r.accuracy, 'accuracy');
    assertEqual(report.confusion, r.confusion, 'confusion');
    assertEqual(report.logLoss, r.logLoss, 'logLoss');
    assertEqual(report.brier, r.brier, 'brier');
    assertEqual(report.matthews, r.matthews, 'matthews');
    assertEqual(
      report.macro.f1,
      ((r.zeroDivision0 as Record<string, Recorded>).macro as Record<string, Recorded>).f1,
      'F1',
    );
    assertEqual(
      report.auc.perClass.map((area) => area ?? Number.NaN),
      (r.auc as Record<string, Recorded>).perClass,
      'auc',
    );
    assert.deepEqual(JSON.parse(JSON.stringify(report)), report, 'plain data');
  });
}

for (const [name, r] of Object.entries(fixture.regression!)) {
  test(`regression, ${name}: equals scikit-learn's`, () => {
    const { predictions, targets, ...recorded } = r;
    // Sums of squares of numbers near 1e8 keep fewer digits in any order of addition.
    const tolerance = name === 'far from zero' ? 1e-9 : TOLERANCE;
    assertEqual(regression(predictions as number[], targets as number[]), recorded, name, tolerance);
  });
}
