import { F } from '@capstan/torch';
import { alike } from './alike.ts';
import { loss } from './contract.ts';

/**
 * Mean absolute error: outliers weigh no more than others.
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example mae()
 */
export const mae = loss({
  kind: 'mae',
  about: 'Mean absolute error: outliers weigh no more than others.',
  targets: 'numbers',
  options: {},
  defaults: {},
  create: () => ({ loss: alike(F.l1Loss) }),
});
