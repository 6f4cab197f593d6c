import type { Batches, TallyOptions } from '../batches.ts';
import type { Tally } from '../contract.ts';
import { plain } from './plain.ts';

/** Several sums over what is measured; metrics of it are ratios of them. */
export function sumsOf<A extends keyof Batches, const N extends string>(
  of: A,
  names: readonly N[],
  add: (sums: Record<N, number>, batch: Batches[A], options: TallyOptions) => void,
  unweighted?: true,
): Tally<A, Sums<N>> {
  return {
    of,
    ...(unweighted && { unweighted }),
    begin: (options) => ({
      options,
      sums: Object.fromEntries(names.map((name) => [name, 0])) as Record<N, number>, // as: every name
    }),
    add: ({ sums, options }, batch) => add(sums, batch, options),
    merge({ sums }, other) {
      for (const name of names) sums[name] += other.sums[name];
    },
    ...plain(),
  };
}

/** Sums by name, and the options that they were made with. */
export interface Sums<N extends string> {
  options: TallyOptions;
  sums: Record<N, number>;
}
