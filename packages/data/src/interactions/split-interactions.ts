import { drawsFor, permutation } from '@capstan/base';
import { DataError } from '../errors.ts';
import type { Interactions } from './interactions.ts';

/**
 * How interactions are held out: of each user the newest (`last`), so that everyone has a past; the newest of all (`time`), as it
 * is when a model is made once and asked later; or any (`random`).
 */
export type InteractionSplitWay = 'last' | 'time' | 'random';

/** Which interactions are of which part: their numbers. */
export interface InteractionParts {
  train: Int32Array;
  validation: Int32Array;
  test: Int32Array;
}

/** A user with fewer interactions is only trained on, where each user's newest are held out. */
const LEAST = 5;

/**
 * Splits interactions.
 *
 * @throws {DataError} split-impossible — by time without times, or where a part with a share gets none
 * @throws {DataError} option-invalid — for shares that are none
 * @example const { train, test } = splitInteractions(interactions, { by: 'last', validation: 0.1, test: 0.1 });
 */
export function splitInteractions(
  { user, time }: Pick<Interactions, 'user' | 'time'>,
  options: { by: InteractionSplitWay; validation?: number; test?: number; seed?: number },
): InteractionParts {
  const { by, validation = 0.1, test = 0.1, seed = 0 } = options;
  if (!(validation >= 0 && test >= 0 && validation + test < 1)) {
    throw new DataError(
      'option-invalid',
      `validation ${validation} and test ${test} must be shares that add up to less than 1`,
    );
  }
  if (by === 'time' && !time) throw new DataError('split-impossible', 'without times it cannot be split by time');
  const rows = user.length;
  const order = by === 'random' ? permutation(rows, drawsFor('split', seed)) : oldestFirst(rows, time);
  const parts = by === 'last' ? lastOfEach(order, user, validation, test) : inOrder(order, time, by, validation, test);
  const of = (part: number) =>
    Int32Array.from(order, Number)
      .sort()
      .filter((row) => parts[row] === part);
  const made = { train: of(0), validation: of(1), test: of(2) };
  for (const [name, share] of [
    ['train', 1 - validation - test],
    ['validation', validation],
    ['test', test],
  ] as const) {
    if (share > 0 && made[name].length === 0)
      throw new DataError('split-impossible', `${rows} interactions leave none for ${name}`, { hint: 'Give more' });
  }
  return made;
}

function oldestFirst(rows: number, time: Float64Array | undefined): Int32Array {
  const order = Int32Array.from({ length: rows }, (_, row) => row);
  return time ? order.sort((a, b) => time[a]! - time[b]! || a - b) : order;
}

/** 0, 1 or 2 for each row: train, validation, test. */
function lastOfEach(order: ArrayLike<number>, user: Int32Array, validation: number, test: number): Uint8Array {
  const own = new Map<number, number[]>();
  for (const row of Array.from(order)) {
    const list = own.get(user[row]!);
    if (list) list.push(row);
    else own.set(user[row]!, [row]);
  }
  const parts = new Uint8Array(order.length);
  for (const list of own.values()) {
    if (list.length < LEAST) continue;
    const tested = share(list.length, test);
    const validated = share(list.length, validation);
    for (const [i, row] of list.entries()) {
      const left = list.length - i; // this one included
      if (left <= tested) parts[row] = 2;
      else if (left <= tested + validated) parts[row] = 1;
    }
  }
  return parts;
}

const share = (length: number, of: number) => (of > 0 ? Math.max(1, Math.floor(length * of)) : 0);

/** Along an order; of one time all go to the earlier part. */
function inOrder(
  order: ArrayLike<number>,
  time: Float64Array | undefined,
  by: InteractionSplitWay,
  validation: number,
  test: number,
): Uint8Array {
  const rows = order.length;
  const parts = new Uint8Array(rows);
  const [first, second] = [Math.round(rows * (1 - validation - test)), Math.round(rows * (1 - test))];
  let before = 0;
  for (let i = 0; i < rows; i++) {
    const row = order[i]!;
    const isTied = by === 'time' && i > 0 && time![row] === time![order[i - 1]!];
    const part = i < first ? 0 : i < second ? 1 : 2;
    before = isTied ? before : part;
    parts[row] = before;
  }
  return parts;
}
