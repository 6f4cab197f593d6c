import type { Random } from '@capstan/base';

/** A tree as lists, a place for each node: the root is 0, a leaf has the feature −1. */
export interface IsolationTree {
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Of a leaf: its depth, and what its rows would add to it if they were parted as well. */
  readonly length: Float64Array;
}

const EULER = 0.577_215_664_901_532_9;

/** The mean depth at which a row of so many is alone, where rows are parted at random. */
export function typicalLength(rows: number): number {
  if (rows <= 1) return 0;
  return rows === 2 ? 1 : 2 * (Math.log(rows - 1) + EULER) - (2 * (rows - 1)) / rows;
}

/** Grows a tree on all rows of a block, as deep as rows like any would need. */
export function grow(block: Float32Array | Float64Array, columns: number, random: Random): IsolationTree {
  const rows = block.length / columns;
  const deepest = Math.ceil(Math.log2(Math.max(2, rows)));
  const feature: number[] = [];
  const threshold: number[] = [];
  const left: number[] = [];
  const right: number[] = [];
  const length: number[] = [];
  const build = (members: number[], depth: number): number => {
    const node = feature.length;
    const split = members.length > 1 && depth < deepest ? draw(block, columns, members, random) : undefined;
    feature.push(split?.column ?? -1);
    threshold.push(split?.at ?? 0);
    length.push(split ? 0 : depth + typicalLength(members.length));
    left.push(-1);
    right.push(-1);
    if (!split) return node;
    const below = (row: number) => block[row * columns + split.column]! < split.at;
    left[node] = build(members.filter(below), depth + 1);
    right[node] = build(
      members.filter((row) => !below(row)),
      depth + 1,
    );
    return node;
  };
  build([...Array(rows).keys()], 0);
  return {
    feature: Int32Array.from(feature),
    threshold: Float64Array.from(threshold),
    left: Int32Array.from(left),
    right: Int32Array.from(right),
    length: Float64Array.from(length),
  };
}

/** A place to part rows at: in a column drawn among those in which they differ, between its least and greatest value. */
function draw(block: Float32Array | Float64Array, columns: number, members: number[], random: Random) {
  const order = random.shuffle(Int32Array.from({ length: columns }, (_, i) => i));
  for (const column of order) {
    let [least, most, missing] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, false];
    for (const row of members) {
      const value = block[row * columns + column]!;
      if (Number.isNaN(value)) missing = true;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    if (least < most) {
      const at = least + (most - least) * random.uniform();
      return { column, at: at > least ? at : most }; // each side gets a row
    }
    if (missing && least === most) return { column, at: Number.MAX_VALUE }; // missing or not is all that differs
  }
  return undefined;
}

/** The length of a row's path; its values begin at `start`. */
export function lengthIn(tree: IsolationTree, block: ArrayLike<number>, start: number): number {
  let node = 0;
  for (let column = tree.feature[node]!; column >= 0; column = tree.feature[node]!) {
    node = (block[start + column]! < tree.threshold[node]! ? tree.left : tree.right)[node]!;
  }
  return tree.length[node]!;
}
