import { positive, whole } from '../values/option-kind.ts';
import { callback } from './contract.ts';

/**
 * Ends a training that learns by heart: the validation loss is far above its least while that of training went on falling.
 *
 * @param options.ratio how many times the least validation loss is too much; 1.5
 * @param options.patience epochs in a row; 3
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example overfitting({ ratio: 2 })
 */
export const overfitting = callback({
  kind: 'overfitting',
  about: 'Ends a training whose validation loss is far above its least while the training loss went on falling.',
  options: { ratio: positive, patience: whole(1) },
  defaults: { ratio: 1.5, patience: 3 },
  afterEpoch({ history }, { ratio, patience }) {
    const least = history.reduce((a, b) => (b.validationLoss < a.validationLoss ? b : a));
    const late = history.filter(({ epoch }) => epoch > least.epoch).slice(-patience);
    const apart = late.every(
      (each) => each.validationLoss > ratio * least.validationLoss && each.trainLoss < least.trainLoss,
    );
    return late.length === patience && apart
      ? `the validation loss stands at ${(late.at(-1)!.validationLoss / least.validationLoss).toFixed(1)} times that of epoch ${least.epoch}`
      : undefined;
  },
});
