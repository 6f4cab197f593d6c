import { Tensor } from '../tensor/tensor.ts';

/** Tensors by themselves, in arrays and in records, as functions of them take and give. */
export type Tree = Tensor | readonly Tree[] | { readonly [name: string]: Tree };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** The same arrays and records with every tensor replaced; what is no tensor stays. */
export function mapTensors(value: unknown, change: (tensor: Tensor) => Tensor): unknown {
  if (value instanceof Tensor) return change(value);
  if (Array.isArray(value)) return value.map((each) => mapTensors(each, change));
  if (isRecord(value))
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, mapTensors(each, change)]));
  return value;
}

/** The tensors in the order in which `mapTensors` meets them. */
export function tensorsOf(value: unknown): Tensor[] {
  const found: Tensor[] = [];
  mapTensors(value, (tensor) => {
    found.push(tensor);
    return tensor;
  });
  return found;
}
