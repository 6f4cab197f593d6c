import { boxPage, boxReport, renderBoxes } from '@capstan/evaluate';
import { answers, FCOS_FIELDS } from '@capstan/models';
import { fcosLoss } from '../losses/index.ts';
import { task } from './contract.ts';
import type { BoxEvaluation } from './evaluation.ts';
import { boxPictures } from './pictures/box-pictures.ts';
import { picturesOf } from './pictures/boxes-of.ts';
import { unfit } from './seen.ts';

/** Things on pictures: where each is, and of which class. */
export const detection = task<BoxEvaluation>({
  kind: 'detection',
  about: 'Each picture has things on it, of some classes, to be found with a box round each.',
  answers: answers.boxes,
  models: {
    pictures: { fast: ['fcosSmall'], good: ['fcosSmall'], best: ['fcos'] },
  },
  targets: 'boxes',
  measures: 'boxes',
  loss: () => fcosLoss(),
  best: 'boxMap50',
  metrics: ['boxMap50', 'boxMap', 'countError'],
  split: 'random',
  recognise(seen) {
    if (seen.kind === 'boxes') return { sure: 1, reason: 'there are boxes on the pictures' };
    if (seen.kind !== 'feed') return unfit('is for pictures with boxes');
    return seen.targets === 'boxes'
      ? { sure: 1, reason: 'the targets are boxes' }
      : unfit(`is about boxes, and the targets of the data are ${seen.targets}`);
  },
  outputShape: (_input, outputs) => [-1, FCOS_FIELDS + outputs],
  batch: (answers) => ({ pictures: picturesOf(answers) }),
  tally: ({ classes = [] }) => ({ classes: classes.length }),
  judge(answers, { split, classes = [] }) {
    const pictures = picturesOf(answers);
    const report = boxReport(pictures, { classes: [...classes] });
    return { task: 'detection', split, report, pictures, loss: answers.loss };
  },
  figures: ({ report: { map50, map, countError }, loss }) => ({ map50, map, countError, loss }),
  render: ({ report }) => renderBoxes(report),
  page({ test, validation }, { title, card, run, drawn }) {
    const { report, split } = (test ?? validation)!; // the caller has one
    return boxPage({ title, card, ...run, split, report, ...(drawn ? { pictures: drawn } : {}) });
  },
  draw: boxPictures,
  lines({ report, pictures }, nameOf, what) {
    const names = report.classes.map(({ name }) => name);
    const head = [what, ...names.flatMap((name) => [`there(${name})`, `n(${name})`]), 'truth', 'boxes'];
    const lines = pictures.map(({ found, truth }, picture) => {
      const single = truth.filter(({ isCrowd }) => !isCrowd);
      const counts = names.flatMap((_, label) => [
        single.filter((box) => box.label === label).length,
        found.filter((box) => box.label === label && box.score >= report.countFrom).length,
      ]);
      const written = (boxes: readonly { box: readonly number[]; label: number; score?: number }[]) =>
        JSON.stringify(
          boxes.map(({ box, label, score }) => ({
            label: names[label] ?? String(label),
            ...(score === undefined ? {} : { score: short(score) }),
            ...Object.fromEntries(['left', 'top', 'right', 'bottom'].map((edge, i) => [edge, short(box[i]!)])), // four of each
          })),
        );
      return [nameOf(picture), ...counts.map(String), written(truth), written(found)];
    });
    return [head, ...lines];
  },
});

const short = (value: number) => Number(value.toPrecision(6));
