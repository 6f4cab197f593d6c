import { optim } from '@capstan/torch';
import { either, oneOf, positive, whole } from '../../values/option-kind.ts';
import { per, schedule } from '../contract.ts';
import { hasMomentum, rateOf } from './momentum.ts';

/**
 * Up and down between baseLr and maxLr, a tenth of the optimizer's learning rate and all of it if not given (Smith 2015).
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example cyclicLR({ baseLr: 0.001, maxLr: 0.1, stepSizeUp: 500 })
 */
export const cyclicLR = schedule({
  kind: 'cyclicLR',
  about:
    "Up and down between baseLr and maxLr, a tenth of the optimizer's learning rate and all of it if not given (Smith 2015).",
  natural: 'step',
  options: {
    baseLr: either(positive, oneOf('lr/10')),
    maxLr: either(positive, oneOf('lr')),
    stepSizeUp: whole(1),
    mode: oneOf('triangular', 'triangular2', 'exp_range'),
    gamma: positive,
    per,
  },
  defaults: { baseLr: 'lr/10', maxLr: 'lr', stepSizeUp: 2000, mode: 'triangular', gamma: 1, per: 'auto' },
  spansRun: () => false,
  create: (optimizer, { baseLr, maxLr, stepSizeUp, mode, gamma }) =>
    new optim.lrScheduler.CyclicLR(optimizer, {
      baseLr: baseLr === 'lr/10' ? rateOf(optimizer) / 10 : baseLr,
      maxLr: maxLr === 'lr' ? rateOf(optimizer) : maxLr,
      stepSizeUp,
      mode,
      gamma,
      cycleMomentum: hasMomentum(optimizer),
    }),
});
