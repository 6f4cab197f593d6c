import type { Distribution } from '../../distribution/distribution.ts';
import { transform } from '../../distribution/read.ts';
import { latinHypercube, normalQuantiles, uniforms } from '../../random/columns.ts';
import { type Correlation, triangle } from './correlate.ts';

/** How inputs are drawn. */
export interface Draw {
  readonly seed: number;
  readonly paths: number;
  readonly correlations?: readonly Correlation[];
  /** 'latin' (default) puts one draw in each n-th of every distribution; 'plain' draws freely. */
  readonly sampling?: 'latin' | 'plain';
}

/**
 * Probabilities for every name, one column each, of a stream of its own. Correlated names follow a Gaussian copula: their
 * columns keep their values and are reordered by the ranks of correlated normals (Iman and Conover 1982), so that every margin
 * stays a Latin hypercube.
 *
 * @example drawProbabilities(['price', 'demand'], { seed: 7, paths: 10_000 })
 */
function drawProbabilities(names: readonly string[], draw: Draw): Map<string, Float64Array> {
  const { seed, paths, correlations = [], sampling = 'latin' } = draw;
  const one = sampling === 'latin' ? latinHypercube : uniforms;
  const columns = new Map(names.map((name) => [name, one(seed, `input ${name}`, new Float64Array(paths))]));
  const present = correlations.filter(({ between }) => between.every((name) => columns.has(name)));
  const joined = [...new Set(present.flatMap(({ between }) => between))];
  if (joined.length === 0) return columns;
  const rows = triangle(joined, present);
  const scores = joined.map((name) => normalQuantiles(columns.get(name)!, new Float64Array(paths)));
  joined.forEach((name, i) => {
    const mixed = new Float64Array(paths);
    for (let k = 0; k <= i; k++) {
      const weight = rows[i]![k]!;
      if (weight !== 0) for (let p = 0; p < paths; p++) mixed[p]! += weight * scores[k]![p]!;
    }
    const sorted = columns.get(name)!.toSorted();
    columns.set(
      name,
      Float64Array.from(ranks(mixed), (rank) => sorted[rank]!),
    );
  });
  return columns;
}

/** Each number's place in ascending order, from 0; equal ones keep their order. */
function ranks(column: Float64Array): Uint32Array {
  const sorted = column.toSorted();
  const equals = new Uint32Array(column.length);
  return Uint32Array.from(column, (value) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sorted[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low + equals[low]!++;
  });
}

/** A column of values for every distribution; see {@link drawProbabilities}. @example drawInputs({ price: to(5, 10) }, { seed: 7, paths: 1000 }) */
export function drawInputs(
  distributions: Readonly<Record<string, Distribution>>,
  draw: Draw,
): Map<string, Float64Array> {
  const uncertain = Object.keys(distributions).filter((name) => distributions[name]!.kind !== 'constant');
  const columns = drawProbabilities(uncertain, draw);
  return new Map(
    Object.entries(distributions).map(([name, d]) => [
      name,
      d.kind === 'constant' ? new Float64Array(draw.paths).fill(d.value) : transform(d, columns.get(name)!),
    ]),
  );
}
