import { F } from '@capstan/torch';
import { positive } from '../values/option-kind.ts';
import { alike } from './alike.ts';
import { loss } from './contract.ts';

/**
 * Squared up to an error of delta, absolute beyond (Huber 1964).
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example huber({ delta: 1 })
 */
export const huber = loss({
  kind: 'huber',
  about: 'Squared up to an error of delta, absolute beyond (Huber 1964).',
  targets: 'numbers',
  options: { delta: positive },
  defaults: { delta: 1 },
  create: ({ delta }) => ({ loss: alike((output, target) => F.huberLoss(output, target, { delta })) }),
});
