// torch.nn.utils.parametrize: weights that are worked out of others, wherever they are used.
import { snake } from '../../../engine/names.ts';
import { TorchError } from '../../../errors.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import type { AnyModule } from '../../module/module.ts';
import { Buffer, Parameter } from '../../module/parameter.ts';
import { derive, settle } from './derived.ts';
import { type Parametrization, ParametrizationList, type Parametrized } from './list.ts';

export type { Parametrization } from './list.ts';

let kept: Map<ParametrizationList, Tensor> | undefined;

/**
 * Works every parametrized weight out once while a synchronous function runs, however often it is read.
 *
 * @example
 * const y = nn.utils.parametrize.cached(() => model(x));
 */
export function cached<T>(body: () => T): T {
  if (kept !== undefined) return body();
  kept = new Map();
  try {
    const result = body();
    if (result instanceof Promise)
      throw new TorchError('async', 'parametrize.cached was given an asynchronous function: await first');
    return result;
  } finally {
    kept = undefined;
  }
}

const parametrized = (module: AnyModule) => module as Parametrized; // as: the field may be missing
const listOf = (module: AnyModule, name: string): ParametrizationList | undefined =>
  parametrized(module).parametrizations?.[snake(name)];

function weightOf(module: AnyModule, name: string): Tensor {
  const list = listOf(module, name)!; // derived fields have one
  const known = kept?.get(list);
  if (known !== undefined) return known;
  const weight = list();
  kept?.set(list, weight);
  return weight;
}

/**
 * Makes a parameter or buffer of a module what another module makes of it: `module.weight` is then worked out wherever it is
 * read, and what is trained lies in `module.parametrizations`, under PyTorch's keys.
 *
 * @throws {TorchError} value — where the module has no parameter or buffer of that name
 * @throws {TorchError} shape — where the result has another shape or dtype, unless `unsafe`
 * @example
 * class Symmetric extends nn.Module {
 *   forward(x: Tensor) { return x.triu().add(x.triu(1).mT()); }
 * }
 * nn.utils.parametrize.registerParametrization(layer, 'weight', new Symmetric());
 */
export function registerParametrization<M extends AnyModule>(
  module: M,
  name: string,
  parametrization: Parametrization,
  options: { unsafe?: boolean } = {},
): M {
  const there = listOf(module, name);
  if (there !== undefined) {
    there.append(parametrization);
    return module;
  }
  const weight = (module as unknown as Record<string, unknown>)[name]; // as: by name
  if (!(weight instanceof Parameter || weight instanceof Buffer))
    throw new TorchError('value', `${module.constructor.name} has no parameter or buffer '${name}' of its own`);
  const list = new ParametrizationList([parametrization], weight, options.unsafe ?? false);
  const get = (self: AnyModule) => weightOf(self, name);
  const set = (self: AnyModule, value: Tensor) => listOf(self, name)!.set(value);
  derive(module, name, { get, set }, 'Parametrized');
  const owner = parametrized(module);
  owner.parametrizations = { ...owner.parametrizations, [snake(name)]: list };
  return module;
}

/** Whether a module has parametrized weights, or one of that name. */
export const isParametrized = (module: AnyModule, name?: string): boolean => {
  const lists = parametrized(module).parametrizations;
  return lists !== undefined && (name === undefined || snake(name) in lists);
};

/**
 * Takes the parametrizations of a weight away: it stays as it is now, or becomes the tensor that it was made of.
 *
 * @throws {TorchError} value — where it has none
 */
export function removeParametrizations<M extends AnyModule>(
  module: M,
  name: string,
  options: { leaveParametrized?: boolean } = {},
): M {
  const list = listOf(module, name);
  if (list === undefined) throw new TorchError('value', `${module.constructor.name}: '${name}' is not parametrized`);
  const weight = list.left(options.leaveParametrized ?? true);
  const owner = parametrized(module);
  const { [snake(name)]: _, ...others } = owner.parametrizations!; // listOf found it
  if (Object.keys(others).length > 0) owner.parametrizations = others;
  else delete owner.parametrizations;
  settle(module, name, weight);
  return module;
}
