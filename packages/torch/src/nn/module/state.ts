import { noGrad } from '../../autograd/autograd.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { StateDictError } from '../errors.ts';
import type { Buffer, Parameter } from './parameter.ts';

export interface LoadOptions {
  /** Whether a missing or unexpected key is an error. A wrong shape always is. Default true. */
  strict?: boolean;
}

export interface LoadResult {
  missing: string[];
  unexpected: string[];
}

/** Copies `given` into `own`, or refuses with every difference at once and nothing copied. */
export function loadState(
  module: string,
  own: ReadonlyMap<string, Parameter | Buffer>,
  given: Readonly<Record<string, Tensor>>,
  options: LoadOptions,
): LoadResult {
  const missing = [...own.keys()].filter((key) => !Object.hasOwn(given, key));
  const unexpected = Object.keys(given).filter((key) => !own.has(key));
  const misshapen = [...own].flatMap(([key, tensor]) => {
    const value = Object.hasOwn(given, key) ? given[key] : undefined;
    return value && !sameShape(tensor, value) ? [{ key, expected: tensor.shape, received: value.shape }] : [];
  });
  const strict = options.strict ?? true;
  if (misshapen.length > 0 || (strict && missing.length + unexpected.length > 0)) {
    throw new StateDictError(module, strict ? missing : [], strict ? unexpected : [], misshapen);
  }
  noGrad(() => {
    for (const [key, tensor] of own) {
      const value = Object.hasOwn(given, key) ? given[key] : undefined;
      if (value) tensor.copy_(value.shape.length === tensor.shape.length ? value : value.reshape(tensor.shape));
    }
  });
  return { missing, unexpected };
}

/** Scalars saved with shape [1] by PyTorch before 0.4 still load. */
function sameShape(own: Tensor, given: Tensor): boolean {
  const a = own.shape;
  const b = a.length === 0 && given.shape.length === 1 && given.shape[0] === 1 ? [] : given.shape;
  return a.length === b.length && a.every((size, i) => size === b[i]);
}
