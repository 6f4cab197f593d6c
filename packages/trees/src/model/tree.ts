/** A tree as LightGBM keeps it. Inner nodes are 0, 1, …; a child of −1 is leaf 0, of −2 leaf 1, and so on. */
export interface Tree {
  readonly leaves: number;
  readonly feature: Int32Array;
  readonly gain: Float64Array;
  /** Of a numerical split; of a categorical one its place among the sets of categories. */
  readonly threshold: Float64Array;
  /** Bit 0: categorical; bit 1: what is missing goes left; bits 2 and 3: what counts as missing. */
  readonly decision: Uint8Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly value: Float64Array;
  /** Where each set of categories begins among `categories`, and the end of the last. */
  readonly boundaries: Int32Array;
  /** Sets of categories that go left, a bit each. */
  readonly categories: Uint32Array;
  /** Splits from the root to the deepest leaf. */
  readonly depth: number;
}

/** What a model's text says before its trees. */
export interface Head {
  readonly objective: {
    readonly name: string;
    readonly numbers: Readonly<Record<string, number>>;
    readonly words: readonly string[];
  };
  /** Numbers that a row is given: one, or one a class. */
  readonly outputs: number;
  /** Whether trees are averaged (a random forest) and not added. */
  readonly averaged: boolean;
  readonly names: readonly string[];
  /** Places of the columns whose values are categories. */
  readonly categorical: readonly number[];
  /** The bytes of each tree's text. */
  readonly sizes: readonly number[];
}

/** What stands in a model's text. */
export interface Model extends Head {
  readonly trees: readonly Tree[];
}

/** What LightGBM takes for 0: `kZeroThreshold`, a float. */
const ZERO = Math.fround(1e-35);

/** The leaf that a row falls into; its values begin at `at`. */
export function leafOf(tree: Tree, values: ArrayLike<number>, at: number): number {
  let node = tree.leaves > 1 ? 0 : -1;
  while (node >= 0) {
    const value = values[at + tree.feature[node]!]!;
    node = (goesLeft(tree, node, value) ? tree.left : tree.right)[node]!;
  }
  return ~node;
}

function goesLeft(tree: Tree, node: number, given: number): boolean {
  const decision = tree.decision[node]!;
  if (decision & 1) return isAmong(tree, tree.threshold[node]!, given);
  const missing = decision >> 2; // 0: nothing is, 1: zero is, 2: NaN is
  const value = Number.isNaN(given) && missing !== 2 ? 0 : given;
  const isMissing = missing === 1 ? value >= -ZERO && value <= ZERO : missing === 2 && Number.isNaN(value);
  return isMissing ? (decision & 2) !== 0 : value <= tree.threshold[node]!;
}

function isAmong(tree: Tree, set: number, value: number): boolean {
  if (Number.isNaN(value) || value <= -1) return false;
  const category = Math.trunc(value);
  const word = tree.boundaries[set]! + Math.floor(category / 32);
  return word < tree.boundaries[set + 1]! && ((tree.categories[word]! >>> (category % 32)) & 1) === 1;
}
