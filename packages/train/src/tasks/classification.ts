import { htmlReport, renderClassification, classification as reportOf } from '@capstan/evaluate';
import { answers } from '@capstan/models';
import { crossEntropy } from '../losses/index.ts';
import { task } from './contract.ts';
import type { ClassEvaluation } from './evaluation.ts';
import { classPictures } from './pictures/class-pictures.ts';
import { type Claim, type SeenTarget, unfit } from './seen.ts';

/** Whole numbers of which there are more different ones are no classes, unless someone says so. */
const MOST_CLASSES = 10;

/** One of some classes. */
export const classification = task<ClassEvaluation>({
  kind: 'classification',
  about: 'Each example is of one of some classes.',
  answers: answers.label,
  models: {
    pictures: { fast: ['cifarResnet20'], good: ['resnet18'], best: ['resnet50'] },
    recordings: { fast: ['tcResnet8'], good: ['tcResnet14'], best: ['tcResnet14', 'cnn6', 'conformer'] },
    rows: { fast: ['logistic'], good: ['logistic'], best: ['logistic', 'trees', 'knn', 'mlp'] },
    ngrams: { fast: ['bagOfNgrams'], good: ['bagOfNgrams'], best: ['bagOfNgrams'] },
    tokens: { fast: ['textCnn'], good: ['textCnn'], best: ['textCnn'] },
  },
  targets: 'classes',
  measures: 'classes',
  loss: () => crossEntropy(),
  best: 'accuracy',
  metrics: ['accuracy', 'macroF1', 'macroAuc', 'logLoss'],
  split: 'stratified',
  recognise(seen) {
    if (seen.kind === 'pictures') return { sure: 1, reason: 'there is a folder for each class' };
    if (seen.kind === 'recordings') return { sure: 1, reason: 'folders or names say the classes' };
    if (seen.kind === 'tagged') return unfit('predicts a class of a text, and each word has a tag');
    if (seen.kind === 'table') return ofColumns(seen.targets);
    if (seen.kind !== 'feed') return unfit('is not for interactions of users with items, nor for boxes');
    return seen.targets === 'classes'
      ? { sure: 1, reason: 'the targets are classes' }
      : unfit(`is about classes, and the targets of the data are ${seen.targets}`);
  },
  outputFor: 'classes',
  accuracy: {
    ofBatch: (output, target) => output.argmax(1).eq(target),
    of({ outputs, targets }) {
      const classes = outputs.length / targets.length;
      const right = targets.filter(
        (target, i) => likeliest(outputs.subarray(i * classes, (i + 1) * classes)) === target,
      );
      return right.length / targets.length;
    },
  },
  batch: ({ outputs, targets }) => ({ probabilities: outputs, targets }),
  tally: ({ outputs }) => ({ classes: outputs }),
  judge({ outputs, targets, loss }, { split, classes = [] }) {
    const numbers = Int32Array.from(targets);
    const report = reportOf({ probabilities: outputs, targets: numbers, classes: [...classes] });
    return { task: 'classification', split, report, probabilities: outputs, targets: numbers, loss };
  },
  figures({ report: { accuracy, macro, auc }, loss }) {
    return { accuracy, f1: macro.f1, loss, ...(auc.macro === null ? {} : { auc: auc.macro }) };
  },
  render: ({ report }, { color }) => renderClassification(report, { color }),
  page: ({ test, validation }, { run, ...parts }) =>
    htmlReport({
      ...parts,
      ...run,
      ...(test ? { test: test.report } : {}),
      ...(validation ? { validation: validation.report } : {}),
    }),
  pictures: classPictures,
  lines({ report: { classes }, probabilities, targets }, nameOf, what) {
    const about = { classes, outputs: classes.length };
    const { columns, cells } = answers.label;
    const lines = [[what, 'truth', ...columns(about)]];
    targets.forEach((target, row) => {
      const own = probabilities.subarray(row * classes.length, (row + 1) * classes.length);
      lines.push([nameOf(row), classes[target]!, ...cells(own, about)]); // checked to be classes
    });
    return lines;
  },
});

function ofColumns([target, ...more]: readonly SeenTarget[]): Claim {
  if (!target || more.length > 0) return unfit('predicts one column, the class');
  const { name, type, distinct, isWhole, rows } = target;
  if (type === 'numbers' && !isWhole) return unfit(`predicts classes, and '${name}' holds fractions`);
  if (type === 'booleans') return { sure: 1, reason: `'${name}' says yes or no` };
  const reason = `'${name}' holds ${distinct} different ${type === 'text' ? 'words' : 'whole numbers'}`;
  if (distinct > rows / 2) return { sure: 0.05, reason }; // hardly a class is there twice
  if (type === 'text') return { sure: 1, reason };
  return { sure: distinct <= MOST_CLASSES ? 0.8 : 0.3, reason };
}

const likeliest = (probabilities: Float32Array) => probabilities.indexOf(Math.max(...probabilities));
