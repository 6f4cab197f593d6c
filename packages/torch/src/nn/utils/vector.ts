import { noGrad } from '../../autograd/autograd.ts';
import { ops } from '../../engine/ops.ts';
import type { Tensor } from '../../tensor/tensor.ts';

/** All values in one row. */
export const parametersToVector = (parameters: readonly Tensor[]): Tensor =>
  ops.cat(parameters.map((p) => ops.reshape(p, [-1])));

/** Copies a row's values back into parameters, in their order. */
export function vectorToParameters(vector: Tensor, parameters: readonly Tensor[]): void {
  noGrad(() => {
    let from = 0;
    for (const parameter of parameters) {
      const count = parameter.numel();
      parameter.copy_(ops.viewAs(ops.narrow(vector, 0, from, count), parameter));
      from += count;
    }
  });
}
