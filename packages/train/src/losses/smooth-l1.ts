import { F } from '@capstan/torch';
import { positive } from '../values/option-kind.ts';
import { alike } from './alike.ts';
import { loss } from './contract.ts';

/**
 * Absolute error, squared and divided by beta below beta (Girshick 2015).
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example smoothL1({ beta: 1 })
 */
export const smoothL1 = loss({
  kind: 'smoothL1',
  about: 'Absolute error, squared and divided by beta below beta (Girshick 2015).',
  targets: 'numbers',
  options: { beta: positive },
  defaults: { beta: 1 },
  create: ({ beta }) => ({ loss: alike((output, target) => F.smoothL1Loss(output, target, { beta })) }),
});
