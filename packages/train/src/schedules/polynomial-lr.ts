import { optim } from '@capstan/torch';
import { either, oneOf, positive, whole } from '../values/option-kind.ts';
import { per, schedule } from './contract.ts';

/**
 * The learning rate times (1 − turn ÷ totalIters) to a power; over the whole run unless told otherwise.
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example polynomialLR({ power: 2 })
 */
export const polynomialLR = schedule({
  kind: 'polynomialLR',
  about: 'The learning rate times (1 − turn ÷ totalIters) to a power; over the whole run unless told otherwise.',
  natural: 'step',
  options: { totalIters: either(whole(1), oneOf('run')), power: positive, per },
  defaults: { totalIters: 'run', power: 1, per: 'auto' },
  spansRun: ({ totalIters }) => totalIters === 'run',
  create: (optimizer, { totalIters, power }, { turns }) =>
    new optim.lrScheduler.PolynomialLR(optimizer, { totalIters: totalIters === 'run' ? turns : totalIters, power }),
});
