import { F, scope } from '@capstan/torch';
import { ModelError } from '../../errors.ts';
import { architecture, type ModelOptions, type WholeFit, type WholeSet } from '../contract.ts';
import { described } from '../description.ts';
import { checkOptions } from '../options.ts';
import { GeneralisedLinear } from './generalised-linear.ts';
import { minimise } from './optimum.ts';

/** Options of logistic regression. */
export interface LogisticOptions {
  /** 2. */
  classes?: number;
  /** Numbers of an input; 1. */
  channels?: number;
  /** Weight of Σ|w|: above 0 it makes weights exactly 0; 0. */
  l1?: number;
  /** Weight of ½Σw², 1 ÷ C of scikit-learn; 1. */
  l2?: number;
}

const KNOWN = ['classes', 'channels', 'l1', 'l2'];

const build = (options: LogisticOptions = {}): GeneralisedLinear => {
  checkOptions('logistic', options, KNOWN);
  const { classes = 2, channels = 1 } = options;
  const model = new GeneralisedLinear({ channels, outputs: classes, isBinary: classes === 2 });
  return described(model, 'logistic', options);
};

/**
 * Logistic regression for the rows of a table, fitted to the optimum: the weights at which Σ −log p(class) + l1·Σ|w| + l2/2·Σw²
 * is least, as scikit-learn's `LogisticRegression` with C = 1 ÷ l2.
 *
 * @throws {ModelError} bad-options — where an option is not known or does not fit
 * @example const project = defineProject({ name: 'risk', data, model: 'logistic' });
 */
export const logistic = architecture(
  {
    about: 'Logistic regression with L1 and L2 to the optimum, for the rows of a table.',
    takes: 'rows',
    gives: 'classes',
    fit: fitLogistic,
  },
  build,
);

/** @throws {ModelError} bad-options — where an option is not known or does not fit */
async function fitLogistic(
  options: ModelOptions,
  { input, target, targets, outputs: classes }: WholeSet,
  { signal }: { signal?: AbortSignal },
): Promise<WholeFit> {
  const { l1 = 0, l2 = 1, ...rest } = options as LogisticOptions; // as: checked where the model is built
  const model = build({ ...rest, l1, l2, classes, channels: input.shape[1]! });
  if (targets !== 'classes') throw new ModelError('bad-options', 'logistic predicts classes; for numbers take linear.');
  return scope(async () => {
    const x = input.to('cpu').to('float64');
    const y = target.to('cpu');
    const found = await minimise({
      input: x,
      target: (classes === 2 ? y.reshape([-1, 1]) : F.oneHot(y, { numClasses: classes })).to('float64'),
      loss: classes === 2 ? 'logistic' : 'softmax',
      ...{ l1, l2, signal },
    });
    return { model: model.take(found.weight, found.bias), steps: found.steps, notes: notesOf(found) };
  });
}

/** What is to be said of an optimum that was not reached. */
export function notesOf({ isReached, steps }: { isReached: boolean; steps: number }): string[] {
  return isReached
    ? []
    : [`the optimum was not reached in ${steps} steps: scale the columns (standardScaler), or take a larger l2`];
}
