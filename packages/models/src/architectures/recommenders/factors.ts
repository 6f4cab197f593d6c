import { fromTypedArray, nn, ops, scope, type Tensor } from '@capstan/torch';
import { type Pairs, put } from './pairs.ts';
import { Recommender, type RecommenderOptions } from './recommender.ts';

/** Options of a model of factors. */
export interface FactorsOptions extends RecommenderOptions {
  /** Numbers that stand for a user, and for an item. */
  factors?: number;
}

/**
 * A score is a level, what a user and an item add to it, and the product of their factors. Someone unknown has no factors, so
 * gets what is best for anyone.
 */
export class Factors extends Recommender {
  readonly level: nn.Parameter;
  /** Of someone unknown first, then (users). */
  readonly userBias: nn.Parameter;
  readonly itemBias: nn.Parameter;
  /** (users + 1, factors) and (items, factors) */
  readonly userFactors: nn.Parameter;
  readonly itemFactors: nn.Parameter;

  constructor(options: FactorsOptions) {
    super(options);
    const { factors = 1 } = options;
    const zeros = (...shape: number[]) => new nn.Parameter(ops.zeros(shape));
    this.level = zeros(1);
    this.userBias = zeros(this.users + 1);
    this.itemBias = zeros(this.items);
    this.userFactors = zeros(this.users + 1, factors);
    this.itemFactors = zeros(this.items, factors);
  }

  protected scores(users: Tensor): Tensor {
    const own = this.userFactors.indexSelect(0, users); // (B, factors)
    const biases = this.userBias.indexSelect(0, users).unsqueeze(1).add(this.itemBias); // (B, items)
    return own.matmul(this.itemFactors.t()).add(biases).add(this.level);
  }

  /** Takes over what was found; double precision becomes single. */
  take(found: Found): this {
    const { level, userBias, itemBias, userFactors, itemFactors } = found;
    put(this.level, ops.full([1], level));
    put(this.userBias, ops.cat([ops.zeros([1], { dtype: 'float64' }), userBias]));
    put(this.itemBias, itemBias);
    put(this.userFactors, ops.cat([ops.zeros([1, userFactors.shape[1]!], { dtype: 'float64' }), userFactors]));
    put(this.itemFactors, itemFactors);
    return this;
  }
}

/** What fitting found, in double precision: (users), (items), (users, factors), (items, factors). */
export interface Found {
  level: number;
  userBias: Tensor;
  itemBias: Tensor;
  userFactors: Tensor;
  itemFactors: Tensor;
}

/** Pairs that are scored together. */
const TOGETHER = 1 << 16;

/** The scores of pairs. */
export function scoresOf(found: Found, { user, item }: Pick<Pairs, 'user' | 'item'>): Float64Array {
  const scores = new Float64Array(user.length);
  for (let from = 0; from < user.length; from += TOGETHER) {
    using _step = scope();
    const [u, i] = [
      fromTypedArray(user.slice(from, from + TOGETHER)),
      fromTypedArray(item.slice(from, from + TOGETHER)),
    ];
    const product = found.userFactors.indexSelect(0, u).mul(found.itemFactors.indexSelect(0, i)).sum(1);
    const biases = found.userBias.indexSelect(0, u).add(found.itemBias.indexSelect(0, i));
    scores.set(product.add(biases).add(found.level).data() as Float64Array, from); // as: found is in double precision
  }
  return scores;
}
