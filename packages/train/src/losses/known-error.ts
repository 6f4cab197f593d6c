import { ops } from '@capstan/torch';
import { loss } from './contract.ts';

/**
 * Mean squared error of the ratings that are known, the default for ratings.
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example knownError()
 */
export const knownError = loss({
  kind: 'knownError',
  about: 'Mean squared error of the ratings that are known, the default for ratings.',
  targets: 'ratings',
  options: {},
  defaults: {},
  create: () => ({
    loss(output, target) {
      const known = target.isnan().logicalNot();
      const error = ops.where(known, output.sub(target).square(), ops.zerosLike(output));
      return error.sum().div(known.sum().clampMin(1));
    },
    weight: (target) => target.isnan().logicalNot().sum(),
  }),
});
