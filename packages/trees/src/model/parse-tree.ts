import type { Lines } from './lines.ts';
import type { Tree } from './tree.ts';

/** LightGBM's own limit. */
const MOST_LEAVES = 131_072;

/** The library walks trees by calling itself: a deeper chain, which no data makes, would end its process. */
const MOST_DEPTH = 10_000;

const anything = () => true;

/**
 * Reads a tree and checks all that LightGBM trusts: every column, child, set of categories is there, and each node is reached
 * once.
 *
 * @throws {TreesError} model-invalid — where the model is damaged
 */
export function parseTree(lines: Lines, columns: number): Tree {
  const leaves = lines.whole('num_leaves', 1, MOST_LEAVES);
  const sets = lines.whole('num_cat', 0, leaves - 1);
  const splits = leaves - 1;
  const feature = Int32Array.from(lines.wholes('split_feature', splits, 0, columns - 1));
  const gain = lines.numbers('split_gain', splits, anything);
  const threshold = lines.numbers('threshold', splits, (number) => !Number.isNaN(number)); // infinite: missing or not
  const decision = Uint8Array.from(lines.wholes('decision_type', splits, 0, 11));
  const left = Int32Array.from(lines.wholes('left_child', splits, -leaves, splits - 1));
  const right = Int32Array.from(lines.wholes('right_child', splits, -leaves, splits - 1));
  const value = lines.numbers('leaf_value', leaves);
  optional(lines, 'leaf_weight', leaves, splits > 0);
  optional(lines, 'leaf_count', leaves, splits > 0);
  lines.numbers('internal_value', splits, anything);
  lines.numbers('internal_weight', splits, anything);
  lines.wholes('internal_count', splits, 0, 2 ** 31 - 1);
  const [boundaries, categories] = parseSets(lines, sets);
  threshold.forEach((set, node) => {
    if (decision[node]! & 1 && !(Number.isInteger(set) && set >= 0 && set < sets))
      throw lines.fault(`split ${node} names the set of categories ${set} of ${sets}`);
  });
  if (lines.peek()?.startsWith('is_linear=') && lines.whole('is_linear', 0, 1) === 1)
    throw lines.fault('a tree with linear models in its leaves is not supported');
  lines.numbers('shrinkage', 1);
  const depth = depthOf(lines, leaves, left, right);
  return { leaves, feature, gain, threshold, decision, left, right, value, boundaries, categories, depth };
}

/** A tree of one leaf may say nothing of its weight. */
function optional(lines: Lines, key: string, count: number, needed: boolean): void {
  if (!needed && lines.peek() === `${key}=`) lines.next();
  else lines.numbers(key, count, anything);
}

function parseSets(lines: Lines, sets: number): [Int32Array, Uint32Array] {
  if (sets === 0) return [Int32Array.of(0), new Uint32Array()];
  const boundaries = Int32Array.from(lines.wholes('cat_boundaries', sets + 1, 0, 2 ** 24));
  if (boundaries[0] !== 0 || boundaries.some((end, i) => i > 0 && end < boundaries[i - 1]!))
    throw lines.fault('cat_boundaries do not ascend from 0');
  const categories = Uint32Array.from(lines.wholes('cat_threshold', boundaries[sets]!, 0, 2 ** 32 - 1));
  return [boundaries, categories];
}

/** Walks the tree: every node and leaf is reached exactly once, none deeper than the library can walk. */
function depthOf(lines: Lines, leaves: number, left: Int32Array, right: Int32Array): number {
  if (leaves === 1) return 0;
  const [nodes, ends] = [new Uint8Array(leaves - 1), new Uint8Array(leaves)];
  let deepest = 0;
  const waiting: [node: number, depth: number][] = [[0, 1]];
  nodes[0] = 1;
  for (let top = waiting.pop(); top; top = waiting.pop()) {
    const [node, depth] = top;
    deepest = Math.max(deepest, depth);
    for (const child of [left[node]!, right[node]!]) {
      const [seen, at] = child >= 0 ? [nodes, child] : [ends, ~child];
      if (seen[at]) throw lines.fault(`${child >= 0 ? 'split' : 'leaf'} ${at} is reached twice`);
      seen[at] = 1;
      if (child >= 0) waiting.push([child, depth + 1]);
    }
  }
  if (nodes.includes(0) || ends.includes(0)) throw lines.fault('some of its splits or leaves are not reached');
  if (deepest > MOST_DEPTH) throw lines.fault(`the tree is ${deepest} splits deep, ${MOST_DEPTH} at most are taken`);
  return deepest;
}
