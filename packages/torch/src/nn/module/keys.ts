import { snake } from '../../engine/names.ts';
import { Tensor } from '../../tensor/tensor.ts';
import { Buffer, Parameter } from './parameter.ts';

/** How a module's fields are named in its state: another key, '' to leave the field's own name out, null for no state. */
export type Keys = Readonly<Record<string, string | null>>;

/** One piece of state found in a module: a parameter, a buffer or a child. */
export interface Found<M> {
  readonly key: string;
  readonly value: Parameter | Buffer | M;
}

const isRecord = (value: unknown): value is Record<string, unknown> => {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

/**
 * Finds a module's own state by walking its fields: parameters and buffers first, then children, arrays and records
 * in the order of the fields, which is PyTorch's order.
 */
export function walk<M extends object>(module: M, isModule: (value: unknown) => value is M): Found<M>[] {
  const keys = (module.constructor as { keys?: Keys }).keys ?? {}; // as: a static of the class, where it has one
  const tensors: Found<M>[] = [];
  const nested: Found<M>[] = [];
  const seen = new Set<unknown>(); // records may point at each other
  const visit = (key: string, value: unknown, list: Found<M>[]): void => {
    if (value instanceof Parameter || value instanceof Buffer || isModule(value)) {
      (isModule(value) ? nested : list).push({ key, value });
    } else if (value instanceof Tensor) {
      return; // a plain tensor is a temporary or a constant, not state
    } else if (seen.has(value)) {
      return;
    } else if (Array.isArray(value)) {
      seen.add(value);
      for (let i = 0; i < value.length; i++) visit(joinKeys(key, String(i)), value[i], nested);
    } else if (isRecord(value)) {
      seen.add(value);
      for (const name of Object.keys(value)) visit(joinKeys(key, name), value[name], nested);
    }
  };
  for (const field of Object.keys(module)) {
    const key = keys[field] === undefined ? snake(field) : keys[field];
    if (key !== null) visit(key, module[field as keyof M], tensors); // own enumerable field names are keys of the module
  }
  return [...tensors, ...nested];
}

/** `a` and `b` → `a.b`; an empty half leaves no dot. */
export const joinKeys = (prefix: string, key: string) =>
  prefix === '' ? key : key === '' ? prefix : `${prefix}.${key}`;
