import { Random } from '@capstan/base';

const trees = 100;
const sample = 256;

/**
 * How easily each row is told apart from the others, from 0 to 1; about 0.5 is usual. Rows with a gap take the column's mean.
 * Source: Liu, Ting, Zhou, "Isolation Forest", ICDM 2008.
 *
 * @param columns equally long
 * @example isolationForest([Float64Array.of(1, 2, 1, 2, 99)], { seed: 0 })
 */
export function isolationForest(columns: readonly Float64Array[], { seed }: { seed: number }): Float64Array {
  const rows = columns[0]?.length ?? 0;
  const filled = columns.map((column) => {
    const known = column.filter(Number.isFinite);
    const mean = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
    return column.map((value) => (Number.isFinite(value) ? value : mean));
  });
  const random = new Random(seed);
  const size = Math.min(sample, rows);
  const depths = new Float64Array(rows);
  for (let tree = 0; tree < trees; tree++) {
    random.at(3, 0, tree);
    const picked = random.shuffle(Int32Array.from({ length: rows }, (_, i) => i)).slice(0, size);
    const root = grow(filled, [...picked], Math.ceil(Math.log2(Math.max(2, size))), random);
    for (let row = 0; row < rows; row++) depths[row]! += depthOf(root, filled, row);
  }
  const usual = averageDepth(size) || 1;
  return depths.map((sum) => 2 ** (-sum / trees / usual));
}

type Node = { size: number } | { column: number; at: number; below: Node; above: Node };

function grow(columns: readonly Float64Array[], rows: number[], left: number, random: Random): Node {
  if (left === 0 || rows.length <= 1) return { size: rows.length };
  const column = random.below(columns.length);
  const values = columns[column]!;
  let [low, high] = [Infinity, -Infinity];
  for (const row of rows) {
    low = Math.min(low, values[row]!);
    high = Math.max(high, values[row]!);
  }
  if (!(high > low)) return { size: rows.length };
  const at = random.uniform(low, high);
  const below = grow(
    columns,
    rows.filter((row) => values[row]! < at),
    left - 1,
    random,
  );
  return {
    column,
    at,
    below,
    above: grow(
      columns,
      rows.filter((row) => values[row]! >= at),
      left - 1,
      random,
    ),
  };
}

function depthOf(node: Node, columns: readonly Float64Array[], row: number): number {
  let [at, depth] = [node, 0];
  while ('column' in at) {
    at = columns[at.column]![row]! < at.at ? at.below : at.above;
    depth += 1;
  }
  return depth + averageDepth(at.size);
}

/** The mean depth of an unsuccessful search in a binary tree of n: 2 H(n − 1) − 2 (n − 1) / n. */
function averageDepth(n: number): number {
  if (n <= 1) return 0;
  return n === 2 ? 1 : 2 * (Math.log(n - 1) + 0.5772156649015329) - (2 * (n - 1)) / n;
}
