import type { Numbers } from '../check.ts';
import { metric } from '../contract.ts';
import { certaintyBins } from '../tallies/certainty.ts';
import { calibration } from './calibration.ts';

/** How far certainty is from truth on average. @example metrics.calibrationError(probabilities, targets, 10) */
export const calibrationError = metric(
  {
    kind: 'calibrationError',
    label: 'expected calibration error',
    about: 'How far certainty is from truth on average, in bins of certainty (Guo et al. 2017).',
    better: 'lower',
    range: [0, 1],
    shown: 'percent',
    tally: certaintyBins,
    value: (counter) => counter.result().ece,
  },
  (probabilities: Numbers, targets: Numbers, classes: number): number =>
    calibration(probabilities, targets, classes).ece,
);
