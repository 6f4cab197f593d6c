import type { Numbers } from '../check.ts';
import { metric } from '../contract.ts';
import { scores } from '../tallies/scores.ts';
import { averageDefined, multiclassAuc } from './roc-auc.ts';

/** The area under the ROC curve, each class against the rest, mean over the classes. @example metrics.macroAuc(probabilities, targets, 10) */
export const macroAuc = metric(
  {
    kind: 'macroAuc',
    label: 'area under ROC, mean',
    about: 'The area under the ROC curve, each class against the rest, mean over the classes that have one.',
    better: 'higher',
    range: [0, 1],
    shown: 'figure',
    tally: scores,
    value(store) {
      const support = store.support();
      const areas = support.map((_, c) => store.curve(c).auc);
      return averageDefined(areas, support).macro;
    },
  },
  (probabilities: Numbers, targets: Numbers, classes: number): number =>
    multiclassAuc(probabilities, targets, classes).macro,
);
