import { TorchError } from './errors.ts';
import { Tensor } from './tensor.ts';

/** JSON in which `{ "$tensor": name }` stands for a tensor and `{ "$number": text }` for what JSON has no number for. */
export type Flat = null | boolean | number | string | Flat[] | { [key: string]: Flat };

/** Takes the tensors out of nested state into `tensors`, named by their paths; what is left is JSON. */
export function flatten(value: unknown, path: string, tensors: Record<string, Tensor>): Flat {
  if (value instanceof Tensor) {
    tensors[path] = value;
    return { $tensor: path };
  }
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : { $number: String(value) };
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map((item, i) => flatten(item, `${path}.${i}`, tensors));
  if (typeof value !== 'object')
    throw new TorchError(
      'TYPE',
      `${path}: expected tensors, numbers, text, arrays and records, received a ${typeof value}`,
    );
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, flatten(item, `${path}.${key}`, tensors)]));
}

/** Puts back what `flatten` took out. */
export function unflatten(value: Flat, tensors: Readonly<Record<string, Tensor>>): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item) => unflatten(item, tensors));
  if (typeof value.$tensor === 'string') {
    const tensor = Object.hasOwn(tensors, value.$tensor) ? tensors[value.$tensor] : undefined;
    if (!tensor) throw new TorchError('STATE_DICT', `the tensor '${value.$tensor}' is missing`);
    return tensor;
  }
  if (typeof value.$number === 'string') return Number(value.$number);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unflatten(item, tensors)]));
}
