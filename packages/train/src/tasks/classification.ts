import { htmlReport, renderClassification, classification as reportOf } from '@capstan/evaluate';
import { F } from '@capstan/torch';
import { crossEntropy } from '../losses/index.ts';
import { task } from './contract.ts';
import type { ClassEvaluation } from './evaluation.ts';

/** Whole numbers of which there are more different ones are no classes, unless someone says so. */
const MOST_CLASSES = 10;

/** One of some classes. */
export const classification = task<ClassEvaluation>({
  kind: 'classification',
  about: 'Each example is of one of some classes.',
  answers: 'a label, and the probability of each class',
  models: {
    pictures: { fast: ['cifarResnet20'], good: ['resnet18'], best: ['resnet50'] },
    rows: { fast: ['logistic'], good: ['logistic'], best: ['logistic', 'trees', 'knn', 'mlp'] },
    ngrams: { fast: ['bagOfNgrams'], good: ['bagOfNgrams'], best: ['bagOfNgrams'] },
    tokens: { fast: ['textCnn'], good: ['textCnn'], best: ['textCnn'] },
  },
  targets: 'classes',
  loss: () => crossEntropy(),
  best: 'accuracy',
  metrics: ['accuracy', 'macroF1', 'macroAuc', 'logLoss'],
  split: 'stratified',
  recognise({ name, type, distinct, isWhole }) {
    if (type === 'booleans') return `'${name}' says yes or no`;
    if (type === 'text') return `'${name}' holds ${distinct} different words`;
    if (isWhole && distinct <= MOST_CLASSES) return `'${name}' holds ${distinct} different whole numbers`;
    return undefined;
  },
  answer: (output) => F.softmax(output, 1),
  judge({ outputs, targets, loss }, { split, classes = [] }) {
    const numbers = Int32Array.from(targets);
    const report = reportOf({ probabilities: outputs, targets: numbers, classes });
    return { targetsAre: 'classes', split, report, probabilities: outputs, targets: numbers, loss };
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
  lines({ report: { classes }, probabilities, targets }, names, what) {
    const lines = [[what, 'truth', 'predicted', 'confidence', ...classes.map((name) => `p(${name})`)]];
    targets.forEach((target, row) => {
      const own = probabilities.subarray(row * classes.length, (row + 1) * classes.length);
      const best = own.indexOf(Math.max(...own));
      const said = [classes[target]!, classes[best]!, digits(own[best]!), ...Array.from(own, digits)]; // checked to be classes
      lines.push([String(names[row]), ...said]);
    });
    return lines;
  },
});

const digits = (probability: number) => probability.toPrecision(6);
