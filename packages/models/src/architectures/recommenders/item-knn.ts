import { setImmediate } from 'node:timers/promises';
import { fromTypedArray, nn, ops, type Tensor } from '@capstan/torch';
import { architecture, type ModelOptions, type WholeFit, type WholeSet } from '../contract.ts';
import { described } from '../description.ts';
import { checkOptions } from '../options.ts';
import { byItem, byUser, keep, liked, pairsOf, put, type Rows, shapeOf } from './pairs.ts';
import { beginsOf, Recommender, type RecommenderOptions } from './recommender.ts';

/** Options of neighbours of items. */
export interface ItemKnnOptions extends RecommenderOptions {
  /** Neighbours of an item; 50. */
  k?: number;
  /** Takes from the likeness of items that few have: cosine · n ÷ (n + smoothing) of n users who have both; 10. */
  smoothing?: number;
  /** Pairs of items that it keeps. */
  neighbours?: number;
}

/** Scores an item by how like it is to what the user liked (Sarwar et al. 2001; Deshpande and Karypis 2004). */
export class ItemKnn extends Recommender {
  /** (interactions) 1 where what was had was liked. */
  readonly liked: nn.Buffer;
  /** (neighbours) items, ascending, those that are like them, and how much. */
  readonly of: nn.Buffer;
  readonly alike: nn.Buffer;
  readonly similarity: nn.Parameter;
  /** (items) how many liked each: for whom nothing is known. */
  readonly counts: nn.Parameter;
  #table:
    | { begins: Int32Array; alike: Int32Array; similarity: Float32Array; liked: Float32Array; userBegins: Int32Array }
    | undefined;

  constructor(options: ItemKnnOptions = {}) {
    super(options);
    const { neighbours = 0, interactions = 0 } = options;
    this.liked = new nn.Buffer(ops.zeros([interactions]));
    this.of = new nn.Buffer(ops.zeros([neighbours], { dtype: 'int32' }));
    this.alike = new nn.Buffer(ops.zeros([neighbours], { dtype: 'int32' }));
    this.similarity = new nn.Parameter(ops.zeros([neighbours]));
    this.counts = new nn.Parameter(ops.zeros([this.items]));
  }

  protected scores(users: Tensor): Tensor {
    const table = this.#read();
    // as: users are int64
    const numbers = Array.from(users.to('cpu').data() as BigInt64Array, (user) => Number(user) - 1);
    const scores = new Float32Array(numbers.length * this.items);
    const counts = this.counts.detach().to('cpu').data() as Float32Array; // as: it is float32
    const most = counts.reduce((a, b) => Math.max(a, b), 1);
    for (const [row, user] of numbers.entries()) {
      const own = scores.subarray(row * this.items, (row + 1) * this.items);
      // Below any likeness what most liked comes first: the order of what is like nothing.
      for (let item = 0; item < this.items; item++) own[item] = (1e-6 * counts[item]!) / most;
      const had = this.hadBy(user);
      for (const [i, item] of had.entries()) {
        if (table.liked[table.userBegins[user]! + i] !== 1) continue;
        for (let at = table.begins[item]!; at < table.begins[item + 1]!; at++)
          own[table.alike[at]!]! += table.similarity[at]!;
      }
    }
    return fromTypedArray(scores, [numbers.length, this.items]).to(users.device);
  }

  #read() {
    const ints = (tensor: Tensor) => tensor.to('cpu').data() as Int32Array; // as: they are int32
    const floats = (tensor: Tensor) => tensor.detach().to('cpu').data() as Float32Array; // as: they are float32
    this.#table ??= {
      begins: beginsOf(ints(this.of), this.items),
      alike: ints(this.alike),
      similarity: floats(this.similarity),
      liked: floats(this.liked),
      userBegins: beginsOf(ints(this.hadUsers), this.users),
    };
    return this.#table;
  }
}

const build = (options: ItemKnnOptions = {}): ItemKnn => {
  checkOptions('itemKnn', options, ['classes', 'users', 'interactions', 'k', 'smoothing', 'neighbours']);
  return described(new ItemKnn(options), 'itemKnn', options);
};

/**
 * Items that are like those that a user liked, by the cosine over the users who like both (Sarwar et al. 2001; Deshpande and Karypis
 * 2004), less for items that few have.
 *
 * @throws {ModelError} bad-options — where an option is not known or does not fit
 * @example const project = defineProject({ name: 'shop', data, model: itemKnn({ k: 20 }) });
 */
export const itemKnn = architecture(
  { about: 'Items that are like those that a user liked.', takes: 'users', gives: 'items', fit: fitItemKnn },
  build,
);

/** @throws {ModelError} bad-options — where an option is not known or does not fit */
async function fitItemKnn(
  options: ModelOptions,
  examples: WholeSet,
  { signal }: { signal?: AbortSignal },
): Promise<WholeFit> {
  const given = options as ItemKnnOptions; // as: checked where the model is built
  build(given);
  const { k = 50, smoothing = 10 } = given;
  const all = pairsOf('itemKnn', examples);
  const pairs = liked(all);
  const [users, items] = [byUser(pairs), byItem(pairs)];
  const found = await neighboursOf(users, items, { k, smoothing, signal });
  const model = build({ ...given, ...shapeOf(all), neighbours: found.of.length });
  keep(model, all);
  put(model.liked, fromTypedArray(Float32Array.from(all.value, (value) => Number(value > 0))));
  put(model.of, fromTypedArray(Int32Array.from(found.of)));
  put(model.alike, fromTypedArray(Int32Array.from(found.alike)));
  put(model.similarity, fromTypedArray(Float32Array.from(found.similarity)));
  put(
    model.counts,
    fromTypedArray(
      Float32Array.from({ length: items.count }, (_, item) => items.begins[item + 1]! - items.begins[item]!),
    ),
  );
  return { model, steps: 1, notes: [] };
}

/** Of each item the k that are most like it: by the users who like both, counted over their other items. */
async function neighboursOf(
  users: Rows,
  items: Rows,
  { k, smoothing, signal }: { k: number; smoothing: number; signal: AbortSignal | undefined },
) {
  const made: Record<'of' | 'alike' | 'similarity', number[]> = { of: [], alike: [], similarity: [] };
  const both = new Float64Array(items.count);
  const sizeOf = (item: number) => items.begins[item + 1]! - items.begins[item]!;
  let turn = performance.now();
  for (let item = 0; item < items.count; item++) {
    if (performance.now() - turn > 30) {
      signal?.throwIfAborted();
      await setImmediate();
      turn = performance.now();
    }
    const met: number[] = [];
    for (let i = items.begins[item]!; i < items.begins[item + 1]!; i++) {
      const user = items.columns[i]!;
      for (let at = users.begins[user]!; at < users.begins[user + 1]!; at++) {
        const other = users.columns[at]!;
        if (other === item) continue;
        if (both[other] === 0) met.push(other);
        both[other]! += 1;
      }
    }
    const near = met.map((other) => {
      const n = both[other]!;
      return { other, likeness: ((n / Math.sqrt(sizeOf(item) * sizeOf(other))) * n) / (n + smoothing) };
    });
    near.sort((a, b) => b.likeness - a.likeness || a.other - b.other);
    for (const { other, likeness } of near.slice(0, k)) {
      made.of.push(item);
      made.alike.push(other);
      made.similarity.push(likeness);
    }
    for (const other of met) both[other] = 0;
  }
  return made;
}
