import type { Tensor } from '@capstan/torch';

/** A loss of outputs (batch, outputs) against as many numbers, whether the targets say so (batch, outputs) or lie flat (batch). */
export function alike(loss: (output: Tensor, target: Tensor) => Tensor): (output: Tensor, target: Tensor) => Tensor {
  return (output, target) => loss(output, target.ndim === output.ndim ? target : target.reshape(output.shape));
}
