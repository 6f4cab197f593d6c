import { F, tensor } from '@capstan/torch';
import { positive } from '../values/option-kind.ts';
import { loss } from './contract.ts';

/**
 * A hinge: every class must stay a margin below the true one (Crammer and Singer 2001).
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example multiMargin({ margin: 1 })
 */
export const multiMargin = loss({
  kind: 'multiMargin',
  about: 'A hinge: every class must stay a margin below the true one (Crammer and Singer 2001).',
  targets: 'classes',
  options: { margin: positive },
  defaults: { margin: 1 },
  create({ margin }, { device, classWeights }) {
    const weight = classWeights ? { weight: tensor(Array.from(classWeights), { device }) } : {};
    return { loss: (output, target) => F.multiMarginLoss(output, target, { margin, ...weight }) }; // a mean over examples
  },
});
