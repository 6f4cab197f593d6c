import { scope } from '@capstan/torch';
import { ModelError } from '../../errors.ts';
import { architecture, type ModelOptions, type WholeFit, type WholeSet } from '../contract.ts';
import { described } from '../description.ts';
import { checkOptions } from '../options.ts';
import { GeneralisedLinear } from './generalised-linear.ts';
import { notesOf } from './logistic.ts';
import { minimise } from './optimum.ts';

/** Options of linear regression. */
export interface LinearOptions {
  /** Numbers of an answer; 1. */
  classes?: number;
  /** Numbers of an input; 1. */
  channels?: number;
  /** Weight of Σ|w|, N · alpha of scikit-learn's `Lasso`; 0. */
  l1?: number;
  /** Weight of ½Σw², alpha of scikit-learn's `Ridge`; 1. With 0 and l1 0 it is ordinary least squares. */
  l2?: number;
}

const build = (options: LinearOptions = {}): GeneralisedLinear => {
  checkOptions('linear', options, ['classes', 'channels', 'l1', 'l2']);
  const { classes = 1, channels = 1 } = options;
  return described(new GeneralisedLinear({ channels, outputs: classes, isBinary: false }), 'linear', options);
};

/**
 * Linear regression for the rows of a table, fitted to the optimum: the weights at which Σ ½(ŷ − y)² + l1·Σ|w| + l2/2·Σw² is
 * least.
 *
 * @throws {ModelError} bad-options — where an option is not known or does not fit
 * @example const project = defineProject({ name: 'rents', data, model: 'linear' });
 */
export const linear = architecture(
  {
    about: 'Linear regression with L1 and L2 to the optimum, for the rows of a table.',
    takes: 'rows',
    gives: 'numbers',
    fit: fitLinear,
  },
  build,
);

/** @throws {ModelError} bad-options — where an option is not known or does not fit */
async function fitLinear(
  options: ModelOptions,
  { input, target, targets }: WholeSet,
  { signal }: { signal?: AbortSignal },
): Promise<WholeFit> {
  const { l1 = 0, l2 = 1, ...rest } = options as LinearOptions; // as: checked where the model is built
  if (targets !== 'numbers') throw new ModelError('bad-options', 'linear predicts numbers; for classes take logistic.');
  return scope(async () => {
    const y = target.to('cpu').to('float64');
    const lines = y.reshape([y.shape[0]!, -1]);
    const outputs = lines.shape[1]!;
    const model = build({ ...rest, l1, l2, classes: outputs, channels: input.shape[1]! });
    const x = input.to('cpu').to('float64');
    const found = await minimise({ input: x, target: lines, loss: 'squared', l1, l2, signal });
    return { model: model.take(found.weight, found.bias), steps: found.steps, notes: notesOf(found) };
  });
}
