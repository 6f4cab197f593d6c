import { ops } from '../engine/ops.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** What `uniqueConsecutive` gives besides the values. */
export interface UniqueOptions {
  /** Where each element of the input stands among the values. */
  returnInverse?: boolean;
  /** How often each value is there. */
  returnCounts?: boolean;
  /** Slices of this dimension are compared; without it, elements. */
  dim?: number;
}

// The values alone, unless more was asked for.
function asked(results: [Tensor, Tensor, Tensor], { returnInverse, returnCounts }: UniqueOptions): Tensor | Tensor[] {
  const [values, inverse, counts] = results;
  if (!returnInverse) inverse.dispose();
  if (!returnCounts) counts.dispose();
  if (!returnInverse && !returnCounts) return values;
  return [values, ...(returnInverse ? [inverse] : []), ...(returnCounts ? [counts] : [])];
}

/**
 * The different elements, sorted; with `dim` the different slices.
 *
 * @example
 * const [values, counts] = torch.unique(labels, { returnCounts: true });
 */
export function unique(
  input: Tensor,
  options: UniqueOptions & { sorted?: boolean; returnInverse: true; returnCounts: true },
): [values: Tensor, inverse: Tensor, counts: Tensor];
export function unique(
  input: Tensor,
  options: UniqueOptions & { sorted?: boolean } & ({ returnInverse: true } | { returnCounts: true }),
): [values: Tensor, inverseOrCounts: Tensor];
export function unique(input: Tensor, options?: UniqueOptions & { sorted?: boolean }): Tensor;
export function unique(input: Tensor, options: UniqueOptions & { sorted?: boolean } = {}): Tensor | Tensor[] {
  const { sorted = true, returnInverse = false, returnCounts = false, dim } = options;
  const results =
    dim === undefined
      ? ops._unique2(input, sorted, returnInverse, returnCounts)
      : ops.uniqueDim(input, dim, sorted, returnInverse, returnCounts);
  return asked(results, options);
}

/**
 * The elements without those that equal the one before; with `dim` slices.
 *
 * @example
 * torch.uniqueConsecutive(torch.tensor([1, 1, 2, 1])); // tensor([1., 2., 1.])
 */
export function uniqueConsecutive(
  input: Tensor,
  options: UniqueOptions & { returnInverse: true; returnCounts: true },
): [values: Tensor, inverse: Tensor, counts: Tensor];
export function uniqueConsecutive(
  input: Tensor,
  options: UniqueOptions & ({ returnInverse: true } | { returnCounts: true }),
): [values: Tensor, inverseOrCounts: Tensor];
export function uniqueConsecutive(input: Tensor, options?: UniqueOptions): Tensor;
export function uniqueConsecutive(input: Tensor, options: UniqueOptions = {}): Tensor | Tensor[] {
  const { returnInverse = false, returnCounts = false, dim } = options;
  return asked(ops.uniqueConsecutive(input, returnInverse, returnCounts, dim ?? null), options);
}
