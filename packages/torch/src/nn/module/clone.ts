import { Tensor } from '../../tensor/tensor.ts';
import { callable } from './callable.ts';
import { copyHooks } from './hooks.ts';
import { isModuleLike } from './module-like.ts';
import { classOfCopy } from './own-class.ts';
import { Buffer, Parameter } from './parameter.ts';
import { copyStateHooks } from './state-hooks.ts';

/** Copies a module with its parameters, buffers and hooks; a tensor used twice is copied once. */
export function copyModule<M extends object>(module: M): M {
  const copies = new Map<unknown, unknown>();
  const copy = (value: unknown): unknown => {
    if (copies.has(value)) return copies.get(value);
    const made = fresh(value);
    if (made === value) return value;
    copies.set(value, made);
    if (!(made instanceof Tensor)) {
      const [source, target] = [value, made] as Record<string, unknown>[]; // fresh() copies only modules, arrays and records
      for (const key of Object.keys(source!)) target![key] = copy(source![key]);
    }
    if (isModuleLike(value) && isModuleLike(made)) {
      copyHooks(value, made);
      copyStateHooks(value, made);
    }
    return made;
  };
  return copy(module) as M; // as: a copy is of the same kind
}

/** An empty copy of what holds state; anything else is itself. */
function fresh(value: unknown): unknown {
  if (value instanceof Parameter) return new Parameter(value.detach().clone(), { requiresGrad: value.requiresGrad });
  if (value instanceof Buffer) return new Buffer(value.detach().clone(), { persistent: value.persistent });
  if (isModuleLike(value)) return callable<object>(classOfCopy(Object.getPrototypeOf(value)));
  if (Array.isArray(value)) return [];
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) return {};
  return value;
}
