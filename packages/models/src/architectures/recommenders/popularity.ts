import { fromTypedArray, nn, ops, type Tensor } from '@capstan/torch';
import { architecture, type ModelOptions, type WholeFit, type WholeSet } from '../contract.ts';
import { described } from '../description.ts';
import { checkOptions } from '../options.ts';
import { keep, pairsOf, put, shapeOf } from './pairs.ts';
import { Recommender, type RecommenderOptions } from './recommender.ts';

/** Scores an item by how many have it: the same for everyone, but for what they have had. */
class Popularity extends Recommender {
  readonly counts: nn.Parameter;

  constructor(options: RecommenderOptions = {}) {
    super(options);
    this.counts = new nn.Parameter(ops.zeros([this.items]));
  }

  protected scores(users: Tensor): Tensor {
    return this.counts.unsqueeze(0).repeat([users.shape[0]!, 1]);
  }
}

const build = (options: RecommenderOptions = {}): Popularity => {
  checkOptions('popularity', options, ['classes', 'users', 'interactions']);
  return described(new Popularity(options), 'popularity', options);
};

/**
 * What most have had, which any recommender has to beat (Cremonesi, Koren and Turrin 2010).
 *
 * @throws {ModelError} bad-options — where an option is not known or does not fit
 * @example const project = defineProject({ name: 'shop', data, model: 'popularity' });
 */
export const popularity = architecture(
  { about: 'What most users have had, for all alike.', takes: 'users', gives: 'items', fit: fitPopularity },
  build,
);

/** @throws {ModelError} bad-options — where an option is not known or does not fit */
async function fitPopularity(options: ModelOptions, examples: WholeSet): Promise<WholeFit> {
  const pairs = pairsOf('popularity', examples);
  const model = build({ ...options, ...shapeOf(pairs) });
  const counts = new Float32Array(pairs.items);
  for (const [row, item] of pairs.item.entries()) counts[item]! += Number(pairs.value[row]! > 0);
  put(model.counts, fromTypedArray(counts));
  keep(model, pairs);
  return { model, steps: 1, notes: [] };
}
