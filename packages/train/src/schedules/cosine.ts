import { optim } from '@capstan/torch';
import { nonNegative } from '../values/option-kind.ts';
import { per, schedule } from './contract.ts';

/**
 * Half a cosine from the optimizer's learning rate down to minLr over the whole run (Loshchilov and Hutter 2016).
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example cosine({ minLr: 1e-5 })
 */
export const cosine = schedule({
  kind: 'cosine',
  about:
    "Half a cosine from the optimizer's learning rate down to minLr over the whole run (Loshchilov and Hutter 2016).",
  natural: 'step',
  options: { minLr: nonNegative, per },
  defaults: { minLr: 0, per: 'auto' },
  spansRun: () => true,
  create: (optimizer, { minLr }, { turns }) =>
    new optim.lrScheduler.CosineAnnealingLR(optimizer, { tMax: turns, etaMin: minLr }),
});
