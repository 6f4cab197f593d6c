import { Tensor } from '@capstan/torch';

/** JSON with tensors replaced by `{ "$tensor": name }`. */
export type Flat = null | boolean | number | string | Flat[] | { [key: string]: Flat };

/**
 * Takes the tensors out of nested state, such as an optimizer's, so that the rest is JSON.
 * @param prefix begins the names under which the tensors go into `tensors`
 * @example const json = flatten(optimizer.stateDict(), 'optimizer', tensors);
 */
export function flatten(value: unknown, prefix: string, tensors: Record<string, Tensor>): Flat {
  if (value instanceof Tensor) {
    tensors[prefix] = value;
    return { $tensor: prefix };
  }
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : { $number: String(value) };
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map((item, i) => flatten(item, `${prefix}.${i}`, tensors));
  if (typeof value === 'object') {
    const entries = value instanceof Map ? [...value] : Object.entries(value);
    return Object.fromEntries(
      entries
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => [key, flatten(item, `${prefix}.${key}`, tensors)]),
    );
  }
  throw new TypeError(`${prefix}: a ${typeof value} can't be saved.`);
}

/** Puts back what `flatten` took out. Throws where a tensor is missing. */
export function unflatten(value: Flat, tensors: Readonly<Record<string, Tensor>>): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item) => unflatten(item, tensors));
  if (typeof value.$tensor === 'string') {
    const tensor = Object.hasOwn(tensors, value.$tensor) ? tensors[value.$tensor] : undefined;
    if (!tensor) throw new TypeError(`The tensor '${value.$tensor}' is missing.`);
    return tensor;
  }
  if (typeof value.$number === 'string') return Number(value.$number);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unflatten(item, tensors)]));
}
