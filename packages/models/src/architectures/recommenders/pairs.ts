import { fromTypedArray, noGrad, type Tensor } from '@capstan/torch';
import { ModelError } from '../../errors.ts';
import type { WholeSet } from '../contract.ts';
import { beginsOf, type Recommender } from './recommender.ts';

/** Pairs of user and item, sorted by the one and then the other, with what is known of each. */
export interface Pairs {
  users: number;
  items: number;
  /** (N) */
  user: Int32Array;
  item: Int32Array;
  /** (N) a rating; or how much a pair counts, 0 where it was had and not liked. */
  value: Float64Array;
}

/**
 * The pairs of a training set: (N, 2) users and items from 0, (N, 1) values.
 *
 * @throws {ModelError} bad-options — where the set is none of pairs
 */
export function pairsOf(architecture: string, { input, target, targets, outputs }: WholeSet): Pairs {
  if (!['items', 'ratings'].includes(targets) || input.shape[1] !== 2)
    throw new ModelError(
      'bad-options',
      `${architecture} is fitted on pairs of user and item, (N, 2), with the items as classes.`,
    );
  const numbers = input.to('cpu').data();
  const values = target.to('cpu').data();
  const count = input.shape[0]!;
  const at = (row: number, column: number) => Number(numbers[2 * row + column]);
  const order = Int32Array.from({ length: count }, (_, row) => row).sort(
    (a, b) => at(a, 0) - at(b, 0) || at(a, 1) - at(b, 1),
  );
  const user = Int32Array.from(order, (row) => at(row, 0));
  return {
    ...{ users: 1 + (user.at(-1) ?? 0), items: outputs, user },
    item: Int32Array.from(order, (row) => at(row, 1)),
    value: Float64Array.from(order, (row) => Number(values[row])),
  };
}

/** Some of the pairs, in their order. */
export const pairsAt = (pairs: Pairs, rows: ArrayLike<number>): Pairs => ({
  ...pairs,
  user: Int32Array.from(rows, (row) => pairs.user[row]!),
  item: Int32Array.from(rows, (row) => pairs.item[row]!),
  value: Float64Array.from(rows, (row) => pairs.value[row]!),
});

/** The pairs that count for something: what was liked. */
export const liked = (pairs: Pairs): Pairs =>
  pairsAt(
    pairs,
    [...pairs.value.keys()].filter((row) => pairs.value[row]! > 0),
  );

/** What each row of a matrix holds: the columns and their values. */
export interface Rows {
  count: number;
  /** (count + 1) where each row begins, and behind the last. */
  begins: Int32Array;
  columns: Int32Array;
  values: Float64Array;
}

/** By user: the items of each. */
export const byUser = ({ users, user, item, value }: Pairs): Rows => ({
  ...{ count: users, begins: beginsOf(user, users), columns: item, values: value },
});

/** By item: the users of each. */
export function byItem({ items, user, item, value }: Pairs): Rows {
  const order = Int32Array.from({ length: item.length }, (_, row) => row).sort((a, b) => item[a]! - item[b]! || a - b);
  return {
    ...{ count: items, begins: beginsOf(item, items) },
    columns: Int32Array.from(order, (row) => user[row]!),
    values: Float64Array.from(order, (row) => value[row]!),
  };
}

/** Lets a model keep what its users have had. */
export function keep(model: Recommender, { user, item }: Pairs): void {
  put(model.hadUsers, fromTypedArray(user.slice(), [user.length]));
  put(model.hadItems, fromTypedArray(item.slice(), [item.length]));
}

/** Puts numbers into a parameter or a buffer. */
export function put(into: Tensor, numbers: Tensor): void {
  noGrad(() => into.copy_(numbers));
}

/** How a recommender with such pairs is built. */
export const shapeOf = ({ items: classes, users, user }: Pairs) => ({ classes, users, interactions: user.length });
