import { checkProbabilities, type Numbers } from '../check.ts';
import { metric } from '../contract.ts';
import { scores } from '../tallies/scores.ts';
import { averageDefined } from './roc-auc.ts';
import { ScoreStore } from './score-store.ts';

/** Average precision, each class against the rest, mean over the classes. @example metrics.macroAveragePrecision(probabilities, targets, 10) */
export const macroAveragePrecision = metric(
  {
    kind: 'macroAveragePrecision',
    label: 'average precision, mean',
    about: 'Precision averaged over the recalls, each class against the rest, mean over the classes that occur.',
    better: 'higher',
    range: [0, 1],
    shown: 'figure',
    tally: scores,
    value: (store) => meanOver(store),
  },
  (probabilities: Numbers, targets: Numbers, classes: number): number => {
    checkProbabilities(probabilities, targets, classes);
    const store = new ScoreStore(classes, Number.POSITIVE_INFINITY);
    store.add(probabilities, targets);
    return meanOver(store);
  },
);

function meanOver(store: ScoreStore): number {
  const support = store.support();
  const each = support.map((_, c) => store.curve(c).averagePrecision);
  return averageDefined(each, support).macro;
}
