import { noGrad } from '../../autograd/autograd.ts';
import { ops } from '../../engine/ops.ts';
import { scope } from '../../engine/scope.ts';
import { TorchError } from '../../errors.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type Options, withDefaults } from '../options.ts';
import { gradients } from './gradients.ts';

const CLIP = { normType: 2, errorIfNonfinite: false };

const present = (parameters: readonly Tensor[]): Tensor[] => gradients(parameters).filter((grad) => grad !== undefined);

/**
 * Scales all gradients down together so that their norm, taken as one vector's, is at most `maxNorm`.
 *
 * @returns the norm before
 * @example
 * nn.utils.clipGradNorm_(model.parameters(), 1);
 */
export function clipGradNorm_(parameters: readonly Tensor[], maxNorm: number, options?: Options<typeof CLIP>): Tensor {
  const { normType, errorIfNonfinite } = withDefaults('clipGradNorm_', CLIP, options);
  return scope(() =>
    noGrad(() => {
      const grads = present(parameters);
      if (grads.length === 0) return ops.zeros([]);
      const total = ops.linalgVectorNorm(ops.stack(ops._foreachNorm(grads, normType)), normType);
      if (errorIfNonfinite && !Number.isFinite(total.item())) {
        throw new TorchError(
          'value',
          `clipGradNorm_: expected gradients with a finite norm, received ${total.item()}`,
          {
            op: 'clipGradNorm_',
            hint: 'lower the learning rate, or look for a division by zero or a logarithm of zero in the loss',
          },
        );
      }
      const factor = ops.clampMax(ops.mul(ops.reciprocal(ops.add(total, 1e-6)), maxNorm), 1);
      ops._foreachMul_(grads, factor);
      return total;
    }),
  );
}

/** Clamps every gradient's elements to [−clipValue, clipValue]. */
export function clipGradValue_(parameters: readonly Tensor[], clipValue: number): void {
  using _temporaries = scope();
  noGrad(() => {
    const grads = present(parameters);
    if (grads.length === 0) return;
    ops._foreachClampMin_(grads, -clipValue);
    ops._foreachClampMax_(grads, clipValue);
  });
}
