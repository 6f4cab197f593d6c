import { metric } from '../contract.ts';
import { confusionCounts } from '../tallies/confusion.ts';
import { type ConfusionMatrix, marginals } from './confusion-matrix.ts';

/**
 * The mean of the classes' recalls, over the classes that occur; `adjusted` puts chance at 0. NaN for an empty matrix.
 *
 * @example
 * balancedAccuracy([[90, 10], [5, 5]])   // (0.9 + 0.5) / 2 = 0.7
 */
export const balancedAccuracy = metric(
  {
    kind: 'balancedAccuracy',
    label: 'balanced accuracy',
    about: "The mean of the classes' recalls, over the classes that occur.",
    better: 'higher',
    range: [0, 1],
    shown: 'percent',
    tally: confusionCounts,
    value: (counts) => meanRecall(counts),
  },
  (confusion: ConfusionMatrix, options: { adjusted?: boolean } = {}): number => meanRecall(confusion, options),
);

function meanRecall(counts: ConfusionMatrix, { adjusted = false }: { adjusted?: boolean } = {}): number {
  const { truth, right } = marginals(counts);
  const recalls = right.flatMap((n, c) => (truth[c]! > 0 ? [n / truth[c]!] : []));
  const score = recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
  const chance = 1 / recalls.length;
  return adjusted ? (score - chance) / (1 - chance) : score;
}
