import { noGrad } from '../../../autograd/autograd.ts';
import { ops } from '../../../engine/ops.ts';
import { TorchError } from '../../../errors.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import * as F from '../../functional/index.ts';
import { dropForwardPre } from '../../module/hooks.ts';
import type { AnyModule } from '../../module/module.ts';
import { Buffer, Parameter } from '../../module/parameter.ts';
import { derive, isDerived, settle } from './derived.ts';
import { asMatrix, outputsOf, type SpectralNormOptions } from './spectral-norm.ts';

const turns = new WeakMap<object, string>(); // hooks that turn, and of which field: a copy of a module has them, too

/**
 * As `parametrizations.spectralNorm`, by the older keys `weight_orig`, `weight_u` and `weight_v`: a turn of the power method at
 * each call in training.
 *
 * @throws {TorchError} value — where the module has no such parameter, or has it normed already; for fewer than one turn
 * @example
 * const layer = nn.utils.spectralNorm(new nn.Conv2d(8, 8, 3));
 */
export function spectralNormByOldKeys<M extends AnyModule>(module: M, options: SpectralNormOptions = {}): M {
  const { name = 'weight', nPowerIterations = 1, eps = 1e-12, dim = outputsOf(module) } = options;
  const fields = module as unknown as Record<string, unknown>; // as: by name
  if (isDerived(module, name)) throw new TorchError('value', `spectralNorm: '${name}' is worked out already`);
  if (!(nPowerIterations >= 1))
    throw new TorchError('value', `spectralNorm: expected nPowerIterations of 1 or more, received ${nPowerIterations}`);
  const weight = fields[name];
  if (!(weight instanceof Parameter))
    throw new TorchError('value', `spectralNorm: ${module.constructor.name} has no parameter '${name}'`);
  const [original, left, right] = [`${name}Orig`, `${name}U`, `${name}V`] as const;
  const own = (self: AnyModule) => self as unknown as Record<string, Tensor>; // as: registered below
  derive(module, name, {
    get: (self) => {
      const { [original]: w, [left]: u, [right]: v } = own(self);
      // The graph keeps copies of these: the next turn writes to them.
      return ops.div(w!, ops.dot(ops.clone(u!.detach()), ops.mv(asMatrix(w!, dim), ops.clone(v!.detach()))));
    },
  });
  const [rows, columns] = asMatrix(weight.detach(), dim).shape as [number, number]; // as: a matrix
  const unit = (size: number) => F.normalize(ops.normal_(ops.newEmpty(weight.detach(), [size])), { dim: 0, eps });
  module.registerParameter(original, weight);
  module.registerBuffer(left, new Buffer(noGrad(() => unit(rows))));
  module.registerBuffer(right, new Buffer(noGrad(() => unit(columns))));
  const turn = (self: AnyModule) => {
    if (self.training)
      noGrad(() => {
        const { [original]: w, [left]: u, [right]: v } = own(self);
        const matrix = asMatrix(w!.detach(), dim);
        for (let i = 0; i < nPowerIterations; i++) {
          v!.detach().copy_(F.normalize(ops.mv(ops.t(matrix), u!), { dim: 0, eps }));
          u!.detach().copy_(F.normalize(ops.mv(matrix, v!), { dim: 0, eps }));
        }
      });
    return undefined;
  };
  turns.set(turn, name);
  module.registerForwardPreHook(turn);
  return module;
}

/** Takes `spectralNorm` away: the weight stays as it is. */
export function removeSpectralNorm<M extends AnyModule>(module: M, name = 'weight'): M {
  const fields = module as unknown as Record<string, unknown>; // as: by name
  if (!isDerived(module, name) || !(fields[`${name}Orig`] instanceof Parameter))
    throw new TorchError('value', `removeSpectralNorm: '${name}' of ${module.constructor.name} has no spectral norm`);
  const weight = new Parameter(noGrad(() => (fields[name] as Tensor).detach().clone())); // as: derived
  dropForwardPre(module, (hook) => turns.get(hook) === name);
  for (const part of ['Orig', 'U', 'V']) delete fields[`${name}${part}`];
  settle(module, name, weight);
  return module;
}
