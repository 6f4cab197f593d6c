import { optim } from '@capstan/torch';
import { belowOne, nonNegative, oneOf, whole } from '../values/option-kind.ts';
import { schedule } from './contract.ts';

/**
 * The learning rate is multiplied by factor when the validation loss has not improved for patience epochs.
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example reduceLROnPlateau({ patience: 5 })
 */
export const reduceLROnPlateau = schedule({
  kind: 'reduceLROnPlateau',
  about: 'The learning rate is multiplied by factor when the validation loss has not improved for patience epochs.',
  natural: 'epoch',
  options: {
    factor: belowOne,
    patience: whole(0),
    threshold: nonNegative,
    thresholdMode: oneOf('rel', 'abs'),
    cooldown: whole(0),
    minLr: nonNegative,
    eps: nonNegative,
  },
  defaults: { factor: 0.1, patience: 10, threshold: 1e-4, thresholdMode: 'rel', cooldown: 0, minLr: 0, eps: 1e-8 },
  spansRun: () => false,
  create: (optimizer, options) => new optim.lrScheduler.ReduceLROnPlateau(optimizer, options),
});
