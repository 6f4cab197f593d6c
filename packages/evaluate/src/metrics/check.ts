import { EvaluateError } from '../errors.ts';

/** Numbers in a row: a typed array, or a plain one. */
export type Numbers = ArrayLike<number>;

/** How far the probabilities of one example may add up beside 1: what float16 leaves. */
const SUM_TOLERANCE = 0.01;

export function checkSameLength(a: Numbers, b: Numbers, names: readonly [string, string]): void {
  if (a.length !== b.length)
    throw new EvaluateError(
      'lengths-differ',
      `Expected one of ${names[0]} for each of ${names[1]}, received ${a.length} and ${b.length}. Check that both come from the same examples.`,
      { fields: { lengths: [a.length, b.length] } },
    );
  if (a.length === 0)
    throw new EvaluateError(
      'empty',
      `Expected at least one example, received none. A metric of nothing is not defined: check the split.`,
    );
}

export function checkFinite(values: Numbers, name: string): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]))
      throw new EvaluateError(
        'not-finite',
        `${name}[${i}] is ${values[i]}: expected a finite number. The model has diverged: lower the learning rate or clip gradients, and look at its inputs.`,
        { fields: { index: i } },
      );
  }
}

export function checkClasses(classes: number): void {
  if (!Number.isSafeInteger(classes) || classes < 1)
    throw new EvaluateError('classes-invalid', `Expected a number of classes from 1, received ${classes}.`, {
      fields: {
        classes,
      },
    });
}

export function checkTargets(targets: Numbers, classes: number, name = 'targets'): void {
  checkClasses(classes);
  for (let i = 0; i < targets.length; i++) {
    const target = targets[i]!;
    if (!(Number.isInteger(target) && target >= 0 && target < classes))
      throw new EvaluateError(
        'target-out-of-range',
        `${name}[${i}] is ${target}: expected a class index from 0 to ${classes - 1}. Check that labels and classes come from the same data set.`,
        { fields: { index: i, target, classes } },
      );
  }
}

/** Probabilities (N × classes, row by row) with one target a row: lengths, range, finite, rows that add up to 1. */
export function checkProbabilities(probabilities: Numbers, targets: Numbers, classes: number): void {
  checkTargets(targets, classes);
  if (probabilities.length !== targets.length * classes)
    throw new EvaluateError(
      'lengths-differ',
      `Expected ${targets.length} × ${classes} probabilities (targets × classes), received ${probabilities.length}.`,
      { fields: { targets: targets.length, classes, probabilities: probabilities.length } },
    );
  if (targets.length === 0)
    throw new EvaluateError(
      'empty',
      'Expected at least one example, received none. A metric of nothing is not defined: check the split.',
    );
  for (let row = 0, at = 0; row < targets.length; row++) {
    let sum = 0;
    for (let c = 0; c < classes; c++, at++) sum += probabilities[at]!;
    if (Number.isFinite(sum) && Math.abs(sum - 1) <= SUM_TOLERANCE && inRange(probabilities, at - classes, at))
      continue;
    const values = Array.from({ length: Math.min(classes, 5) }, (_, c) => probabilities[at - classes + c]);
    if (!Number.isFinite(sum))
      throw new EvaluateError(
        'not-finite',
        `Example ${row} has a probability that is not finite: ${values.join(', ')}${classes > 5 ? ', …' : ''}. The model has diverged: lower the learning rate or clip gradients, and look at its inputs.`,
        { fields: { index: row } },
      );
    throw new EvaluateError(
      'not-probabilities',
      `Example ${row} has ${values.join(', ')}${classes > 5 ? ', …' : ''} with sum ${sum}: expected probabilities from 0 to 1 that add up to 1. If these are logits, apply softmax over the classes first.`,
      { fields: { index: row, sum } },
    );
  }
}

function inRange(values: Numbers, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!(values[i]! >= -1e-6 && values[i]! <= 1 + 1e-6)) return false;
  return true;
}

/** Scores with labels of 0 and 1. */
export function checkBinary(scores: Numbers, labels: Numbers): void {
  checkSameLength(scores, labels, ['scores', 'labels']);
  checkFinite(scores, 'scores');
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] !== 0 && labels[i] !== 1)
      throw new EvaluateError(
        'label-not-binary',
        `labels[${i}] is ${labels[i]}: expected 0 or 1. For several classes take one against the rest: labels.map((label) => Number(label === c)).`,
        { fields: { index: i } },
      );
  }
}

/** Predicted numbers with the true ones, all finite. */
export function checkNumbers(predictions: Numbers, targets: Numbers): void {
  checkSameLength(predictions, targets, ['predictions', 'targets']);
  checkFinite(predictions, 'predictions');
  checkFinite(targets, 'targets');
}
