import { noGrad } from '../../../autograd/autograd.ts';
import { ops } from '../../../engine/ops.ts';
import { TorchError } from '../../../errors.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import type { AnyModule } from '../../module/module.ts';
import { Module } from '../../module/module.ts';
import { Parameter } from '../../module/parameter.ts';
import { derive, isDerived, settle } from './derived.ts';
import { registerParametrization } from './index.ts';

/** What both take: the weight's field, and the dimension that has a length each; null for one length of all. */
export interface WeightNormOptions {
  name?: string;
  dim?: number | null;
}

const lengths = (v: Tensor, dim: number): Tensor => ops.normExceptDim(v, 2, dim);
const normed = (g: Tensor, v: Tensor, dim: number): Tensor => ops.mul(v, ops.div(g, lengths(v, dim)));

class WeightNorm extends Module<Tensor[], Tensor> {
  readonly dim: number;
  constructor(dim: number) {
    super();
    this.dim = dim;
  }
  forward(g: Tensor, v: Tensor): Tensor {
    return normed(g, v, this.dim);
  }
  rightInverse(weight: Tensor): Tensor[] {
    return [lengths(weight, this.dim), weight];
  }
}

/**
 * A weight as a length g and a direction v, w = g · v / ‖v‖ (Salimans & Kingma 2016), by keys as PyTorch's parametrization has
 * them; `weight_g` and `weight_v` of older files load too.
 *
 * @example
 * const layer = nn.utils.parametrizations.weightNorm(new nn.Linear(20, 40)); // parametrizations.weight.original0, …1
 */
export function weightNorm<M extends AnyModule>(module: M, options: WeightNormOptions = {}): M {
  const { name = 'weight', dim = 0 } = options;
  registerParametrization(module, name, new WeightNorm(dim ?? -1), { unsafe: true });
  module.registerLoadStateDictPreHook((_module, state, prefix) => {
    for (const [i, part] of ['g', 'v'].entries()) {
      const old = `${prefix}${name}_${part}`;
      const value = state[old];
      if (value === undefined) continue;
      state[`${prefix}parametrizations.${name}.original${i}`] ??= value;
      delete state[old];
    }
  });
  return module;
}

/**
 * As `parametrizations.weightNorm`, by the older keys `weight_g` and `weight_v`.
 *
 * @throws {TorchError} value — where the module has no such parameter, or has it normed already
 * @example
 * const layer = nn.utils.weightNorm(new nn.Conv1d(8, 8, 3));
 */
export function weightNormByOldKeys<M extends AnyModule>(module: M, options: WeightNormOptions = {}): M {
  const { name = 'weight', dim = 0 } = options;
  const fields = module as unknown as Record<string, unknown>; // as: by name
  if (isDerived(module, name)) throw new TorchError('value', `weightNorm: '${name}' is worked out already`);
  const weight = fields[name];
  if (!(weight instanceof Parameter))
    throw new TorchError('value', `weightNorm: ${module.constructor.name} has no parameter '${name}'`);
  const g = new Parameter(noGrad(() => lengths(weight.detach(), dim ?? -1)));
  const v = new Parameter(weight.detach());
  derive(module, name, {
    get: (self) => {
      const own = self as unknown as Record<string, Tensor>; // as: registered below
      return normed(own[`${name}G`]!, own[`${name}V`]!, dim ?? -1);
    },
  });
  module.registerParameter(`${name}G`, g);
  module.registerParameter(`${name}V`, v);
  return module;
}

/** Takes `weightNorm` away: the weight stays as it is. */
export function removeWeightNorm<M extends AnyModule>(module: M, name = 'weight'): M {
  const fields = module as unknown as Record<string, unknown>; // as: by name
  if (!isDerived(module, name) || !(fields[`${name}G`] instanceof Parameter))
    throw new TorchError('value', `removeWeightNorm: '${name}' of ${module.constructor.name} has no weight norm`);
  const weight = new Parameter(noGrad(() => (fields[name] as Tensor).detach().clone())); // as: derived
  delete fields[`${name}G`];
  delete fields[`${name}V`];
  settle(module, name, weight);
  return module;
}
