import { type Device, F, type Tensor, tensor } from '@capstan/torch';

/** A loss as plain JSON: it is kept with the run as it is. */
export type Loss = { kind: 'crossEntropy'; labelSmoothing: number; weight: 'none' | number[] } | { kind: 'mse' };

/** Output of the model and target of a batch → the scalar that is minimised. */
export type Criterion = (output: Tensor, target: Tensor) => Tensor;

/**
 * Cross-entropy of logits (batch, classes) against class numbers (batch), the default for classes.
 *
 * @param options.labelSmoothing share of the target that is spread over all classes (Szegedy et al. 2015)
 * @param options.weight one weight a class
 * @example crossEntropy({ labelSmoothing: 0.1 })
 */
export function crossEntropy(options: { labelSmoothing?: number; weight?: number[] } = {}): Loss {
  return { kind: 'crossEntropy', labelSmoothing: options.labelSmoothing ?? 0, weight: options.weight ?? 'none' };
}

/**
 * Mean squared error of outputs against numbers of the same shape, the default for numbers.
 * @example mse()
 */
export function mse(): Loss {
  return { kind: 'mse' };
}

/** The function that a loss stands for; `classWeights` (classes) balance unequal classes. */
export function criterion(loss: Loss, device: Device, classWeights?: ArrayLike<number>): Criterion {
  if (loss.kind === 'mse') {
    return (output, target) => F.mseLoss(output, target.ndim === output.ndim ? target : target.reshape(output.shape));
  }
  const weights = loss.weight === 'none' ? classWeights : loss.weight;
  const weight = weights ? tensor(Array.from(weights), { device }) : undefined;
  const options = { labelSmoothing: loss.labelSmoothing, ...(weight ? { weight } : {}) };
  return (output, target) => F.crossEntropy(output, target, options);
}
