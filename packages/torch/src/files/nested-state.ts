import { TorchError } from '../errors.ts';
import { Tensor } from '../tensor/tensor.ts';

/** JSON in which `{ "$tensor": name }` stands for a tensor and `{ "$number": text }` for what JSON has no number for. */
export type FlatState = null | boolean | number | string | FlatState[] | { [key: string]: FlatState };

/**
 * Takes the tensors out of nested state, such as an optimizer's, into `tensors`, named by their paths from `path` on; what
 * is left is JSON.
 *
 * @throws {TorchError} type — where something else than tensors, numbers, text, arrays and records is in it
 * @throws {TorchError} value — where two tensors would have one name, or a name is `$tensor` or `$number`
 * @example const json = flattenState(optimizer.stateDict(), 'optimizer', tensors);
 */
export function flattenState(value: unknown, path: string, tensors: Record<string, Tensor>): FlatState {
  if (value instanceof Tensor) {
    if (Object.hasOwn(tensors, path))
      throw new TorchError('value', `two tensors of the state would be named '${path}'`);
    tensors[path] = value;
    return { $tensor: path };
  }
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : { $number: String(value) };
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map((item, i) => flattenState(item, `${path}.${i}`, tensors));
  if (typeof value !== 'object')
    throw new TorchError(
      'type',
      `${path}: expected tensors, numbers, text, arrays and records, received a ${typeof value}`,
    );
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  const kept = entries.find(([key]) => key === '$tensor' || key === '$number'); // would be read as what they stand for
  if (kept) throw new TorchError('value', `${path}: the name '${kept[0]}' is kept for tensors and numbers`);
  return Object.fromEntries(entries.map(([key, item]) => [key, flattenState(item, `${path}.${key}`, tensors)]));
}

/**
 * Puts back what `flattenState` took out.
 *
 * @throws {TorchError} state-dict — where a tensor is missing
 * @example optimizer.loadStateDict(unflattenState(json, tensors) as optim.OptimizerStateDict);
 */
export function unflattenState(value: FlatState, tensors: Readonly<Record<string, Tensor>>): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item) => unflattenState(item, tensors));
  if (typeof value.$tensor === 'string') {
    const tensor = Object.hasOwn(tensors, value.$tensor) ? tensors[value.$tensor] : undefined;
    if (!tensor) throw new TorchError('state-dict', `the tensor '${value.$tensor}' is missing`);
    return tensor;
  }
  if (typeof value.$number === 'string') return Number(value.$number);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unflattenState(item, tensors)]));
}
