import { answers } from '@capstan/models';
import { knownError } from '../losses/index.ts';
import type { Answers } from './contract.ts';
import { task } from './contract.ts';
import type { RatingEvaluation } from './evaluation.ts';
import { regression } from './regression.ts';
import { unfit } from './seen.ts';

/** The rating that a user will give to each item. */
export const rating = task<RatingEvaluation>({
  kind: 'rating',
  about: 'Each user is to be told how they will rate each item.',
  answers: answers.ranking,
  models: { users: { fast: ['als'], good: ['als'], best: ['als', 'matrixFactorisation'] } },
  targets: 'ratings',
  measures: 'numbers',
  loss: () => knownError(),
  best: 'loss',
  metrics: ['rmse', 'mae', 'r2'],
  split: 'random',
  recognise(seen) {
    if (seen.kind === 'interactions') {
      if (seen.value === undefined) return unfit('predicts ratings, and there is no column of them');
      return {
        sure: seen.isRated ? 0.9 : 0.1,
        reason: `'${seen.value}' holds ${seen.isRated ? 'ratings' : 'numbers'}`,
      };
    }
    if (seen.kind === 'feed' && seen.targets === 'ratings') return { sure: 1, reason: 'the targets are ratings' };
    return unfit('is about users and how they rate items');
  },
  outputFor: 'items',
  batch: (answers) => knownOf(answers),
  tally: () => ({}),
  judge(answers, { split, classes = [] }) {
    const { predictions, targets, places } = knownOf(answers);
    const { report } = regression.judge(
      { outputs: predictions, outputShape: [1], targets, targetShape: [1], loss: answers.loss },
      { split, classes: undefined, outputs: 1 },
    );
    const items = answers.outputShape.at(-1)!; // one answer is as many scores
    return {
      ...{ task: 'rating', split, report, predictions, targets, places, items, classes: [...classes] },
      loss: answers.loss,
    };
  },
  figures: (evaluation) => regression.figures({ ...evaluation, task: 'regression', outputs: 1 }),
  render: (evaluation, how) => regression.render({ ...evaluation, task: 'regression', outputs: 1 }, how),
  page({ test, validation }, parts) {
    const as = (of: RatingEvaluation | undefined) => of && { ...of, task: 'regression' as const, outputs: 1 };
    const [tested, validated] = [as(test), as(validation)];
    return regression.page({ ...(tested && { test: tested }), ...(validated && { validation: validated }) }, parts);
  },
  lines({ predictions, targets, places, items, classes }, nameOf, what) {
    const lines = [[what, 'item', 'truth', 'predicted', 'error']];
    for (const [i, place] of places.entries()) {
      const [truth, predicted] = [targets[i]!, predictions[i]!]; // as many
      const [user, item] = [nameOf(Math.floor(place / items)), classes[place % items]!];
      lines.push([user, item, String(truth), String(predicted), String(predicted - truth)]);
    }
    return lines;
  },
});

/** The ratings that are known, and what was predicted for them. */
function knownOf({ outputs, targets }: Pick<Answers, 'outputs' | 'targets'>) {
  const places = Int32Array.from([...targets.keys()].filter((at) => !Number.isNaN(targets[at])));
  return {
    predictions: Float32Array.from(places, (at) => outputs[at]!),
    targets: Float64Array.from(places, (at) => targets[at]!),
    places,
  };
}
