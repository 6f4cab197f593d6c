import { optim } from '@capstan/torch';
import { nonNegative, whole } from '../../values/option-kind.ts';
import { per, schedule } from '../contract.ts';

/**
 * Cosine annealing that starts again after t0 epochs, each cycle tMult times as long as the one before.
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example cosineWarmRestarts({ t0: 10, tMult: 2 })
 */
export const cosineWarmRestarts = schedule({
  kind: 'cosineWarmRestarts',
  about: 'Cosine annealing that starts again after t0 epochs, each cycle tMult times as long as the one before.',
  natural: 'epoch',
  options: { t0: whole(1), tMult: whole(1), minLr: nonNegative, per },
  defaults: { t0: 10, tMult: 1, minLr: 0, per: 'auto' },
  spansRun: () => false,
  create: (optimizer, { t0, tMult, minLr }) =>
    new optim.lrScheduler.CosineAnnealingWarmRestarts(optimizer, { t0, tMult, etaMin: minLr }),
});
