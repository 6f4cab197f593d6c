import type { Numbers } from '../check.ts';
import { metric } from '../contract.ts';
import { meanFrom, meanOf } from '../tallies/mean.ts';
import { inTopK, topKAccuracy } from './top-k.ts';

/** The share of examples whose class is among the five with the highest probabilities. @example metrics.top5(probabilities, targets, 1000) */
export const top5 = metric(
  {
    kind: 'top5',
    label: 'top 5',
    about: 'The share of examples whose class is among the five most probable; of more than five classes.',
    better: 'higher',
    range: [0, 1],
    shown: 'percent',
    tally: meanOf(({ probabilities, targets, classes, weights }) => {
      if (classes <= 5) return Number.NaN; // all are among five
      let hits = 0;
      for (let i = 0; i < targets.length; i++)
        if (inTopK(probabilities, i * classes, classes, targets[i]!, 5)) hits += weights?.[i] ?? 1;
      return hits;
    }),
    value: meanFrom,
  },
  (probabilities: Numbers, targets: Numbers, classes: number): number =>
    topKAccuracy(probabilities, targets, classes, 5),
);
