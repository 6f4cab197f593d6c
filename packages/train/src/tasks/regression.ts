import { metricMeter, metrics, numberReport, regression as reportOf } from '@capstan/evaluate';
import { answers } from '@capstan/models';
import { mse } from '../losses/index.ts';
import { task } from './contract.ts';
import type { NumberEvaluation } from './evaluation.ts';
import { type Claim, type SeenTarget, unfit } from './seen.ts';

/** A mean of errors over targets that is larger comes of targets next to 0. */
const MOST_SHOWN = 100;

/** Whole numbers of which there are so few are rather classes. */
const FEW = 10;

const MEASURES = ['rmse', 'mae', 'r2', 'mape'] as const;

/** A number, or several. */
export const regression = task<NumberEvaluation>({
  kind: 'regression',
  about: 'Each example has a number, or several, to be predicted.',
  answers: answers.value,
  models: {
    rows: { fast: ['linear'], good: ['linear'], best: ['linear', 'trees', 'knn', 'mlp'] },
    ngrams: { fast: ['bagOfNgrams'], good: ['bagOfNgrams'], best: ['bagOfNgrams'] },
    tokens: { fast: ['textCnn'], good: ['textCnn'], best: ['textCnn'] },
  },
  targets: 'numbers',
  measures: 'numbers',
  loss: () => mse(),
  best: 'loss',
  metrics: MEASURES,
  split: 'random',
  recognise(seen) {
    if (seen.kind === 'table') return ofColumns(seen.targets);
    if (seen.kind === 'feed' && seen.targets === 'numbers') return { sure: 0.9, reason: 'the targets are numbers' };
    return unfit(
      seen.kind === 'feed'
        ? `is about numbers, and the targets of the data are ${seen.targets}`
        : seen.kind === 'tagged'
          ? 'predicts numbers, and each word has a tag'
          : seen.kind === 'interactions'
            ? 'is not for interactions of users with items'
            : 'is not for folders of pictures',
    );
  },
  outputFor: 'numbers of a target',
  batch: ({ outputs: predictions, targets }) => ({ predictions, targets }),
  tally: () => ({}),
  judge: ({ outputs: predictions, targets, loss }, { split, outputs }) => ({
    ...{ task: 'regression' as const, split, report: reportOf(predictions, targets) },
    ...{ predictions, targets, outputs, loss },
  }),
  figures: ({ report: { rmse, mae, r2 }, loss }) => ({ rmse, mae, loss, ...(Number.isNaN(r2) ? {} : { r2 }) }),
  render({ predictions, targets, report }) {
    const shown = MEASURES.map((name) => metrics[name]);
    const values = metricMeter(shown).update({ predictions, targets }).values();
    const lines = shown.map(({ kind, label, shown: as }) => {
      const value = values[kind]!;
      const percent =
        value > MOST_SHOWN ? 'not meaningful, as some targets are 0 or nearly so' : `${(100 * value).toFixed(1)} %`;
      return `  ${label.padEnd(34)}${as === 'percent' ? percent : value.toPrecision(4)}`;
    });
    return [`${report.count.toLocaleString('en')} numbers`, ...lines].join('\n');
  },
  page({ test, validation }, { title, card, run }) {
    const { report, split, predictions, targets } = (test ?? validation)!; // the caller has one
    return numberReport({ title, card, ...run, split, report, predictions, targets });
  },
  lines({ predictions, targets, outputs }, nameOf, what) {
    const lines = [[what, 'output', 'truth', 'predicted', 'error']];
    predictions.forEach((predicted, i) => {
      const truth = targets[i]!; // as many
      const row = nameOf(Math.floor(i / outputs));
      lines.push([row, String(i % outputs), String(truth), String(predicted), String(predicted - truth)]);
    });
    return lines;
  },
});

function ofColumns([target, ...more]: readonly SeenTarget[]): Claim {
  if (!target || more.length > 0) return unfit('predicts one column of numbers');
  const { name, type, distinct, isWhole } = target;
  if (type === 'text') return unfit(`predicts numbers, and '${name}' holds text`);
  const reason = `'${name}' holds numbers, ${distinct} different ones`;
  if (type === 'booleans') return { sure: 0.1, reason: `'${name}' says yes or no, as 1 and 0` };
  return { sure: isWhole && distinct <= FEW ? 0.4 : 0.9, reason };
}
