import { ops } from '../engine/ops.ts';
import { scope } from '../engine/scope.ts';
import { TorchError } from '../errors.ts';
import { tensor } from '../tensor/create.ts';
import type { TypedArray } from '../tensor/dtype.ts';
import { Tensor } from '../tensor/tensor.ts';

/** What `collate` makes of examples: tensors and numbers become tensors, tuples and records keep their form, text a list. */
export type Collated<T> = T extends Tensor | TypedArray | number | bigint | boolean
  ? Tensor
  : T extends string
    ? string[]
    : T extends readonly unknown[] | object
      ? { -readonly [K in keyof T]: Collated<T[K]> }
      : never;

/**
 * Joins examples into a batch: tensors and typed arrays are stacked; numbers become int64 where all are whole (class
 * numbers), float32 otherwise; tuples and records are joined part by part.
 */
export const collate = <T>(examples: readonly T[]): Collated<T> => scope(() => join(examples) as Collated<T>); // join follows the type

function join(examples: readonly unknown[]): unknown {
  const first = examples[0];
  if (first instanceof Tensor) return ops.stack(examples as Tensor[]); // of one kind, or stack says so
  if (ArrayBuffer.isView(first)) return ops.stack((examples as TypedArray[]).map((array) => tensor(array))); // as: or tensor says so
  switch (typeof first) {
    case 'number':
      // as: of one kind, or tensor says so
      return tensor(examples as number[], { dtype: examples.every(Number.isSafeInteger) ? 'int64' : 'float32' });
    case 'bigint':
    case 'boolean':
      return tensor(examples as boolean[]); // as: or tensor says so
    case 'string':
      return [...examples];
  }
  // as: what differs from the first has no such part, which the next turn refuses
  if (Array.isArray(first)) return first.map((_, i) => join((examples as unknown[][]).map((example) => example[i])));
  if (typeof first === 'object' && first !== null) {
    return Object.fromEntries(
      Object.keys(first).map((key) => [
        key,
        join(
          (examples as Record<string, unknown>[]) // as: so here
            .map((example) => example[key]),
        ),
      ]),
    );
  }
  throw new TorchError(
    'type',
    `collate: expected tensors, arrays, numbers, text, tuples or records, received ${typeof first}`,
    {
      hint: 'pass { collate } to the loader',
    },
  );
}
