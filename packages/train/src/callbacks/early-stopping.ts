import { whole } from '../values/option-kind.ts';
import { callback } from './contract.ts';

/**
 * Ends a training when no epoch has been better than the best for a while (Prechelt 1998); what is better `train.best` says.
 *
 * @param options.patience epochs without a better one; 10
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example earlyStopping({ patience: 5 })
 */
export const earlyStopping = callback({
  kind: 'earlyStopping',
  about: 'Ends a training when no epoch has been better than the best for a while (Prechelt 1998).',
  options: { patience: whole(1) },
  defaults: { patience: 10 },
  afterEpoch({ history, best }, { patience }) {
    const since = history.at(-1)!.epoch - best.epoch;
    return since >= patience ? `no epoch was better than epoch ${best.epoch} in ${since}` : undefined;
  },
});
