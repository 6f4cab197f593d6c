import { optim } from '@capstan/torch';
import { either, oneOf, positive, share } from '../../values/option-kind.ts';
import { per, schedule } from '../contract.ts';
import { hasMomentum, rateOf } from './momentum.ts';

/**
 * Up to maxLr (the optimizer's learning rate, if not given) and down to almost nothing, momentum the other way (Smith and Topin 2017).
 *
 * @param options.pctStart share of the run in which the learning rate rises
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example oneCycle({ maxLr: 0.1 })
 */
export const oneCycle = schedule({
  kind: 'oneCycle',
  about:
    "Up to maxLr (the optimizer's learning rate, if not given) and down to almost nothing, momentum the other way (Smith and Topin 2017).",
  natural: 'step',
  options: {
    maxLr: either(positive, oneOf('lr')),
    pctStart: share,
    divFactor: positive,
    finalDivFactor: positive,
    per,
  },
  defaults: { maxLr: 'lr', pctStart: 0.3, divFactor: 25, finalDivFactor: 1e4, per: 'auto' },
  spansRun: () => true,
  create: (optimizer, { maxLr, pctStart, divFactor, finalDivFactor }, { turns }) =>
    new optim.lrScheduler.OneCycleLR(optimizer, {
      maxLr: maxLr === 'lr' ? rateOf(optimizer) : maxLr,
      totalSteps: turns + 1, // stepping at the very end must not run off the cycle
      pctStart,
      divFactor,
      finalDivFactor,
      cycleMomentum: hasMomentum(optimizer),
    }),
});
