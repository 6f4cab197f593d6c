import { setImmediate } from 'node:timers/promises';
import { drawsFor, permutation } from '@capstan/base';
import { fromTypedArray, ops, scope, type Tensor } from '@capstan/torch';
import { ModelError } from '../../errors.ts';
import { architecture, type ModelOptions, type WholeFit, type WholeSet } from '../contract.ts';
import { described } from '../description.ts';
import { checkOptions } from '../options.ts';
import { factorsAtRandom } from './draw.ts';
import { Factors, type FactorsOptions, type Found } from './factors.ts';
import { byUser, keep, liked, pairsOf, type Rows, shapeOf } from './pairs.ts';

/** Options of Bayesian personalised ranking. */
export interface BprOptions extends FactorsOptions {
  /** 0.05 */
  lr?: number;
  /** Weight of the squares of factors and biases, for each pair; 0.01. */
  l2?: number;
  /** Times through what was liked; 50. */
  epochs?: number;
}

const build = (options: BprOptions = {}): Factors => {
  checkOptions('bpr', options, ['classes', 'users', 'interactions', 'factors', 'lr', 'l2', 'epochs']);
  return described(new Factors(options), 'bpr', options);
};

/**
 * Factors by which what a user liked comes before what they did not have: Bayesian personalised ranking of pairs drawn at random
 * (Rendle et al. 2009).
 *
 * @throws {ModelError} bad-options — where an option is not known or does not fit
 * @example const project = defineProject({ name: 'shop', data, model: bpr({ epochs: 100 }) });
 */
export const bpr = architecture(
  { about: 'Factors by Bayesian personalised ranking.', takes: 'users', gives: 'items', fit: fitBpr },
  build,
);

const BATCH = 256;
/** Draws until an item that was not liked is found; who likes nearly all may be given one that was. */
const DRAWS = 20;

/** @throws {ModelError} bad-options — where an option is not known or does not fit */
async function fitBpr(
  options: ModelOptions,
  examples: WholeSet,
  { seed, signal }: { seed: number; signal?: AbortSignal },
): Promise<WholeFit> {
  const given = options as BprOptions; // as: checked where the model is built
  build(given);
  const { factors = 32, lr = 0.05, l2 = 0.01, epochs = 50 } = given;
  const all = pairsOf('bpr', examples);
  const pairs = liked(all);
  if (pairs.items < 2) throw new ModelError('bad-options', 'bpr needs two items at least, of which one is liked more.');
  return scope(async () => {
    const none = (rows: number) => ops.zeros([rows], { dtype: 'float64' });
    const found: Found = {
      ...{ level: 0, userBias: none(pairs.users), itemBias: none(pairs.items) },
      userFactors: factorsAtRandom(pairs.users, factors, seed),
      itemFactors: factorsAtRandom(pairs.items, factors, seed, 1),
    };
    const rows = byUser(pairs);
    for (let epoch = 1; epoch <= epochs; epoch++) {
      signal?.throwIfAborted();
      const draws = drawsFor('resample', seed, epoch + 1);
      const order = permutation(pairs.user.length, drawsFor('shuffle', seed, epoch));
      for (let from = 0; from < order.length; from += BATCH) {
        const [user, item] = [pairs.user, pairs.item].map((list) =>
          Int32Array.from(order.subarray(from, from + BATCH), (row) => list[row]!),
        ) as [Int32Array, Int32Array]; // as: of two, two
        const other = Int32Array.from(user, (one) => notLiked(rows, one, pairs.items, draws));
        step(found, { user, item, other }, lr, l2);
      }
      await setImmediate();
    }
    const model = build({ ...given, ...shapeOf(all), factors }).take(found);
    keep(model, all);
    return { model, steps: epochs * Math.ceil(pairs.user.length / BATCH), notes: [] };
  });
}

/** An item that the user has not liked: what was liked is sorted. */
function notLiked(
  { begins, columns }: Rows,
  user: number,
  items: number,
  draws: { below(count: number): number },
): number {
  let item = 0;
  for (let draw = 0; draw < DRAWS; draw++) {
    item = draws.below(items);
    let [low, high] = [begins[user]!, begins[user + 1]!];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (columns[middle]! < item) low = middle + 1;
      else high = middle;
    }
    if (low === begins[user + 1]! || columns[low] !== item) return item;
  }
  return item;
}

/** Ascends Σ log σ(score of item − score of other) − l2/2·Σ squares. */
function step(
  { itemBias, userFactors, itemFactors }: Found,
  { user, item, other }: { user: Int32Array; item: Int32Array; other: Int32Array },
  lr: number,
  l2: number,
): void {
  using _step = scope();
  const [u, i, j] = [fromTypedArray(user), fromTypedArray(item), fromTypedArray(other)];
  const [p, q, r] = [userFactors.indexSelect(0, u), itemFactors.indexSelect(0, i), itemFactors.indexSelect(0, j)];
  const [bi, bj] = [itemBias.indexSelect(0, i), itemBias.indexSelect(0, j)];
  const slope = bi
    .sub(bj)
    .add(p.mul(q.sub(r)).sum(1))
    .neg()
    .sigmoid(); // (B)
  const s = slope.unsqueeze(1);
  const move = (into: Tensor, at: Tensor, gain: Tensor, now: Tensor) =>
    into.indexAdd_(0, at, gain.sub(now.mul(l2)), { alpha: lr });
  move(userFactors, u, s.mul(q.sub(r)), p);
  move(itemFactors, i, s.mul(p), q);
  move(itemFactors, j, s.neg().mul(p), r);
  move(itemBias, i, slope, bi);
  move(itemBias, j, slope.neg(), bj);
}
