import { figureReport, tagReport } from '@capstan/evaluate';
import { answers } from '@capstan/models';
import { crf } from '../losses/index.ts';
import { type About, type Answers, task } from './contract.ts';
import type { TagEvaluation } from './evaluation.ts';
import { unfit } from './seen.ts';

/** A tag for each word: the names of people, places and things in texts. */
export const tagging = task<TagEvaluation>({
  kind: 'tagging',
  about: 'Each word of a text has a tag, such as those of names in IOB.',
  answers: answers.tags,
  models: { tokens: { fast: ['bilstmCrf'], good: ['bilstmCrf'], best: ['bilstmCrf'] } },
  targets: 'tags',
  measures: 'tags',
  loss: () => crf(),
  best: 'entityF1',
  metrics: ['entityF1', 'entityPrecision', 'entityRecall'],
  split: 'random',
  recognise(seen) {
    if (seen.kind === 'tagged') return { sure: 1, reason: 'each word has a tag' };
    if (seen.kind === 'feed' && seen.targets === 'tags') return { sure: 1, reason: 'the targets are tags' };
    return unfit(
      seen.kind === 'feed'
        ? `is about tags, and the targets of the data are ${seen.targets}`
        : 'is for files in which each word has a tag: CoNLL, or JSONL with spans',
    );
  },
  outputShape: (input, outputs) => [...input, outputs],
  batch: tagsOf,
  tally: () => ({}),
  judge: (said, about) => {
    const { predictions, targets } = tagsOf(said, about);
    const report = tagReport({ predictions, targets });
    return { task: 'tagging', split: about.split, report, predictions, targets, loss: said.loss };
  },
  figures: ({ report: { f1, precision, recall, accuracy }, loss }) => ({ f1, precision, recall, accuracy, loss }),
  render({ report }) {
    const width = Math.max(10, ...Object.keys(report.types).map((type) => type.length));
    const lines = rowsOf(report).map(
      ([name, ...cells]) => `  ${name!.padEnd(width)}${cells.map((cell) => cell.padStart(11)).join('')}`,
    );
    return [
      `${report.sentences.toLocaleString('en')} texts, ${report.words.toLocaleString('en')} words; ${percent(report.accuracy)} of the tags right`,
      `  ${'entity'.padEnd(width)}${HEAD.map((cell) => cell.padStart(11)).join('')}`,
      ...lines,
    ].join('\n');
  },
  page({ test, validation }, { title, card, run }) {
    const { report, split } = (test ?? validation)!; // the caller has one
    return figureReport({
      ...{ title, card, ...run },
      about: `${report.sentences.toLocaleString('en')} texts of ${split}`,
      headline: [
        ['F1 of entities', percent(report.f1)],
        ['Precision', percent(report.precision)],
        ['Recall', percent(report.recall)],
        ['Tags right', percent(report.accuracy)],
      ],
      tables: [
        {
          title: 'Entities',
          about: 'An entity is right where its type and both its ends are.',
          head: ['entity', ...HEAD],
          rows: rowsOf(report),
        },
      ],
    });
  },
  lines: ({ predictions, targets }, nameOf, what) => [
    [what, 'truth', 'predicted'],
    ...targets.map((tags, i) => [nameOf(i), tags.join(' '), predictions[i]!.join(' ')]),
  ],
});

const HEAD = ['precision', 'recall', 'F1', 'true ones'];

const percent = (share: number) => `${(100 * share).toFixed(2)} %`;

const rowsOf = ({ types, ...all }: TagEvaluation['report']) =>
  [...Object.entries(types), ['together', all] as const].map(([name, { precision, recall, f1, support }]) => [
    name,
    ...[precision, recall, f1].map(percent),
    support.toLocaleString('en'),
  ]);

/** Answers (N, L) and truths (N, W) as tags; what a model did not read of a longer text is no entity to it. */
function tagsOf(
  { outputs, outputShape, targets, targetShape }: Answers,
  { classes = [] }: About,
): { predictions: string[][]; targets: string[][] } {
  const [read = 0] = outputShape;
  const [width = 0] = targetShape;
  const nameOf = (tag: number | undefined) => (tag !== undefined && tag >= 0 ? (classes[tag] ?? 'O') : 'O');
  const truths: string[][] = [];
  const predictions: string[][] = [];
  for (let row = 0; row * width < targets.length; row++) {
    const own = targets.subarray(row * width, (row + 1) * width);
    const end = own.findIndex((tag) => !(tag >= 0)); // −1, or NaN where another batch was longer
    const truth = Array.from(end === -1 ? own : own.subarray(0, end), nameOf);
    truths.push(truth);
    predictions.push(truth.map((_, at) => nameOf(at < read ? outputs[row * read + at] : undefined)));
  }
  return { predictions, targets: truths };
}
