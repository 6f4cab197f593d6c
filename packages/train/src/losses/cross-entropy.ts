import { F, tensor } from '@capstan/torch';
import { belowOne, either, listOf, nonNegative, oneOf } from '../values/option-kind.ts';
import { loss } from './contract.ts';

/**
 * Cross-entropy of logits (batch, classes) against class numbers (batch), the default for classes.
 *
 * @param options.labelSmoothing share of the target that is spread over all classes (Szegedy et al. 2015)
 * @param options.weight one weight a class
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example crossEntropy({ labelSmoothing: 0.1 })
 */
export const crossEntropy = loss({
  kind: 'crossEntropy',
  about: 'Cross-entropy of logits against class numbers, the default for classes.',
  targets: 'classes',
  options: { labelSmoothing: belowOne, weight: either(listOf(nonNegative, 2), oneOf('none')) },
  defaults: { labelSmoothing: 0, weight: 'none' },
  create({ labelSmoothing, weight: own }, { device, classWeights }) {
    const weights = own === 'none' ? classWeights : own;
    if (!weights) return { loss: (output, target) => F.crossEntropy(output, target, { labelSmoothing }) };
    const weight = tensor(Array.from(weights), { device });
    return {
      loss: (output, target) => F.crossEntropy(output, target, { labelSmoothing, weight }),
      weight: (target) => weight.indexSelect(0, target).sum(), // Σ w: what the mean is divided by, label smoothing or not
    };
  },
});
