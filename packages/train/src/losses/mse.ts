import { F } from '@capstan/torch';
import { alike } from './alike.ts';
import { loss } from './contract.ts';

/**
 * Mean squared error of outputs against numbers, the default for numbers.
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example mse()
 */
export const mse = loss({
  kind: 'mse',
  about: 'Mean squared error of outputs against numbers, the default for numbers.',
  targets: 'numbers',
  options: {},
  defaults: {},
  create: () => ({ loss: alike(F.mseLoss) }),
});
