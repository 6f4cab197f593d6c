import { z } from 'zod';
import { DataError } from '../errors.ts';
import type { Columns } from '../table/memory/columns.ts';
import { finite, makeStep, perColumn, present, type Selection, type Step } from './contract.ts';
import { averagedQuantile, linspace, meanAndVariance } from './scalers/statistics.ts';

const binsKind = perColumn({
  kind: 'bins',
  about: 'Numbers become the number of the bin that they fall into.',
  example: { columns: ['age'], options: { bins: 4 } },
  options: z.strictObject({
    bins: z.int().min(2).max(100_000).default(5),
    strategy: z.enum(['quantile', 'uniform', 'kmeans']).default('quantile'),
    encode: z.enum(['ordinal', 'oneHot']).default('ordinal'),
    edges: z.array(z.number()).min(1).optional(),
  }),
  /** The edges between bins, the outer ones left out. */
  state: z.array(z.number()),
  learn(column, name, { bins, strategy, edges }) {
    if (edges) return increasing(edges, name);
    const values = present(column, name, 'bins').toSorted();
    const low = values[0]!;
    const high = values.at(-1)!;
    if (low === high) return [];
    if (strategy === 'uniform') return [...linspace(low, high, bins + 1).subarray(1, -1)];
    const inner =
      strategy === 'quantile'
        ? Array.from(linspace(0, 100, bins + 1), (q) => averagedQuantile(values, q / 100))
        : [low, ...centreBorders(values, bins), high];
    // Bins narrower than 1e-8 are joined with the one before.
    return inner.filter((edge, i) => i === 0 || edge - inner[i - 1]! > 1e-8).slice(1, -1);
  },
  apply(column, name, { encode }, edges) {
    const values = finite(column, name, 'bins');
    const codes = values.map((value) => (Number.isNaN(value) ? value : binOf(edges, value)));
    if (encode === 'ordinal') return { [name]: codes };
    const made: Columns = Object.fromEntries(
      Array.from({ length: edges.length + 1 }, (_, bin) => [
        `${name}=bin ${bin}`,
        codes.map((code) => (code === bin ? 1 : 0)),
      ]),
    );
    return made;
  },
});

/**
 * Puts numbers into bins, as `KBinsDiscretizer` does: of equal share, of equal width, or around one-dimensional
 * k-means centres; or between edges that are given. What is missing stays missing.
 *
 * @example bins(['age'], { bins: 4, encode: 'oneHot' })
 */
export function bins(
  columns: Selection,
  options: {
    bins?: number;
    strategy?: 'quantile' | 'uniform' | 'kmeans';
    encode?: 'ordinal' | 'oneHot';
    /** Edges between the bins, in place of learned ones. */
    edges?: number[];
  } = {},
): Step {
  return makeStep(binsKind, columns, options);
}
bins.kind = binsKind;

/** How many edges are at most the value. */
function binOf(edges: readonly number[], value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (edges[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function increasing(edges: readonly number[], name: string): number[] {
  if (edges.every((edge, i) => i === 0 || edge > edges[i - 1]!)) return [...edges];
  throw new DataError('option-invalid', `the edges of the bins of "${name}" do not increase: ${edges.join(', ')}`);
}

/** Half-way points between the centres of Lloyd's algorithm, begun and ended as scikit-learn's `KMeans` does here. */
function centreBorders(sorted: Float64Array, count: number): number[] {
  const uniform = linspace(sorted[0]!, sorted.at(-1)!, count + 1);
  let centres = Array.from({ length: count }, (_, i) => 0.5 * (uniform[i]! + uniform[i + 1]!));
  const enough = 1e-4 * meanAndVariance(sorted).variance;
  for (let round = 0; round < 300; round++) {
    const borders = halfway(centres);
    const sums = new Float64Array(count);
    const counts = new Float64Array(count);
    for (const value of sorted) {
      const bin = binOf(borders, value);
      sums[bin]! += value;
      counts[bin]! += 1;
    }
    moveEmpty(sorted, borders, centres, sums, counts);
    const moved = centres.map((centre, i) => (counts[i]! > 0 ? sums[i]! / counts[i]! : centre));
    const shift = moved.reduce((sum, centre, i) => sum + (centre - centres[i]!) ** 2, 0);
    centres = moved.sort((a, b) => a - b);
    if (shift <= enough) break;
  }
  return halfway(centres);
}

/** A centre without values takes the value that lies farthest from its own centre. */
function moveEmpty(
  values: Float64Array,
  borders: readonly number[],
  centres: readonly number[],
  sums: Float64Array,
  counts: Float64Array,
): void {
  const empty = [...counts.keys()].filter((bin) => counts[bin] === 0);
  if (empty.length === 0) return;
  const distance = values.map((value) => Math.abs(value - centres[binOf(borders, value)]!));
  const farthest = [...values.keys()].sort((a, b) => distance[b]! - distance[a]!);
  for (const [i, bin] of empty.entries()) {
    const value = values[farthest[i]!]!;
    const from = binOf(borders, value);
    sums[from]! -= value;
    counts[from]! -= 1;
    sums[bin] = value;
    counts[bin] = 1;
  }
}

function halfway(centres: readonly number[]): number[] {
  return centres.slice(1).map((centre, i) => (centre + centres[i]!) * 0.5);
}
