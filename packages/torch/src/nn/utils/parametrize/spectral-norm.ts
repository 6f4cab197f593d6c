import { noGrad } from '../../../autograd/autograd.ts';
import { ops } from '../../../engine/ops.ts';
import { TorchError } from '../../../errors.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import * as F from '../../functional/index.ts';
import type { AnyModule } from '../../module/module.ts';
import { Module } from '../../module/module.ts';
import { Buffer } from '../../module/parameter.ts';
import { registerParametrization } from './index.ts';

/** What `spectralNorm` takes. */
export interface SpectralNormOptions {
  name?: string;
  /** Turns of the power method at each reading while training. */
  nPowerIterations?: number;
  eps?: number;
  /** The dimension of outputs: 0, or 1 for transposed convolutions. */
  dim?: number;
}

/** @internal A weight as a matrix whose rows are along `dim`. */
export function asMatrix(weight: Tensor, dim: number): Tensor {
  const order = [dim, ...weight.shape.map((_, i) => i).filter((i) => i !== dim)];
  return ops.flatten(dim === 0 ? weight : ops.permute(weight, order), 1);
}

/** @internal The dimension of a layer's outputs. */
export const outputsOf = (module: AnyModule): number =>
  /^(Parametrized)?ConvTranspose/.test(module.constructor.name) ? 1 : 0;

class SpectralNorm extends Module<Tensor[], Tensor> {
  static keys = { left: '_u', right: '_v' };
  left: Buffer | undefined;
  right: Buffer | undefined;
  private readonly dim: number;
  private readonly eps: number;
  private readonly turns: number;

  constructor(weight: Tensor, dim: number, turns: number, eps: number) {
    super();
    this.left = undefined;
    this.right = undefined;
    this.dim = dim;
    this.eps = eps;
    this.turns = turns;
    if (weight.ndim < 2) return;
    noGrad(() => {
      const matrix = asMatrix(weight.detach(), dim);
      const unit = (size: number) =>
        new Buffer(F.normalize(ops.normal_(ops.newEmpty(matrix, [size])), { dim: 0, eps }));
      this.left = unit(matrix.shape[0]!); // two dimensions
      this.right = unit(matrix.shape[1]!);
      this.iterate(matrix, 15);
    });
  }

  private iterate(matrix: Tensor, turns: number): void {
    const [u, v] = [this.left!.detach(), this.right!.detach()]; // made with the weight
    for (let i = 0; i < turns; i++) {
      u.copy_(F.normalize(ops.mv(matrix, v), { dim: 0, eps: this.eps }));
      v.copy_(F.normalize(ops.mv(ops.conj(ops.t(matrix)), u), { dim: 0, eps: this.eps }));
    }
  }

  forward(weight: Tensor): Tensor {
    if (!this.left || !this.right) return F.normalize(weight, { dim: 0, eps: this.eps });
    const matrix = asMatrix(weight, this.dim);
    if (this.training) noGrad(() => this.iterate(matrix.detach(), this.turns));
    const [u, v] = [ops.clone(this.left.detach()), ops.clone(this.right.detach())]; // the graph keeps these
    return ops.div(weight, ops.vdot(u, ops.mv(matrix, v)));
  }

  rightInverse(weight: Tensor): Tensor {
    return weight;
  }
}

/**
 * A weight divided by its greatest singular value, which a turn of the power method follows at each reading while training
 * (Miyato et al. 2018).
 *
 * @throws {TorchError} value — for fewer than one turn
 * @example
 * const layer = nn.utils.parametrizations.spectralNorm(new nn.Linear(20, 40));
 */
export function spectralNorm<M extends AnyModule>(module: M, options: SpectralNormOptions = {}): M {
  const { name = 'weight', nPowerIterations = 1, eps = 1e-12, dim = outputsOf(module) } = options;
  if (!(nPowerIterations >= 1))
    throw new TorchError('value', `spectralNorm: expected nPowerIterations of 1 or more, received ${nPowerIterations}`);
  const weight = (module as unknown as Record<string, Tensor | undefined>)[name]; // as: by name
  if (weight === undefined)
    throw new TorchError('value', `spectralNorm: ${module.constructor.name} has no parameter '${name}'`);
  return registerParametrization(module, name, new SpectralNorm(weight, dim, nPowerIterations, eps));
}
