import { setImmediate } from 'node:timers/promises';
import { drawsFor, permutation } from '@capstan/base';
import { fromTypedArray, ops, scope, type Tensor } from '@capstan/torch';
import { architecture, type ModelOptions, type WholeFit, type WholeSet } from '../contract.ts';
import { described } from '../description.ts';
import { checkOptions } from '../options.ts';
import { factorsAtRandom } from './draw.ts';
import { Factors, type FactorsOptions, type Found, scoresOf } from './factors.ts';
import { keep, type Pairs, pairsAt, pairsOf, shapeOf } from './pairs.ts';

/** Options of matrix factorisation by descent. */
export interface MatrixFactorisationOptions extends FactorsOptions {
  /** 0.01 */
  lr?: number;
  /** Weight of the squares of factors and biases, for each rating; 0.05. */
  l2?: number;
  /** Times through the ratings; as many as are best on a twentieth that is held out for it. */
  epochs?: number;
}

const build = (options: MatrixFactorisationOptions = {}): Factors => {
  checkOptions('matrixFactorisation', options, ['classes', 'users', 'interactions', 'factors', 'lr', 'l2', 'epochs']);
  return described(new Factors(options), 'matrixFactorisation', options);
};

/**
 * Matrix factorisation with biases of users and items by stochastic gradient descent (Koren, Bell and Volinsky 2009), in batches of
 * 1,024 ratings.
 *
 * @throws {ModelError} bad-options — where an option is not known or does not fit
 * @example const project = defineProject({ name: 'films', data, model: matrixFactorisation({ factors: 64 }) });
 */
export const matrixFactorisation = architecture(
  {
    about: 'Matrix factorisation with biases by stochastic gradient descent, for ratings.',
    takes: 'users',
    gives: 'ratings',
    fit: fitFactors,
  },
  build,
);

const BATCH = 1024;
const MOST_EPOCHS = 100;
const PATIENCE = 3;
const HELD_OUT = 0.05;

/** @throws {ModelError} bad-options — where an option is not known or does not fit */
async function fitFactors(
  options: ModelOptions,
  examples: WholeSet,
  { seed, signal }: { seed: number; signal?: AbortSignal },
): Promise<WholeFit> {
  const given = options as MatrixFactorisationOptions; // as: checked where the model is built
  build(given);
  const pairs = pairsOf('matrixFactorisation', examples);
  const how = { factors: 32, lr: 0.01, l2: 0.05, ...given, seed, signal };
  return scope(async () => {
    const epochs = given.epochs ?? (await epochsFor(pairs, how));
    const found = await descend(pairs, { ...how, epochs });
    const model = build({ ...given, ...shapeOf(pairs), factors: how.factors }).take(found);
    keep(model, pairs);
    const note = `${epochs} epochs were best on ratings held out for it`;
    return {
      model,
      steps: epochs * Math.ceil(pairs.user.length / BATCH),
      notes: given.epochs === undefined ? [note] : [],
    };
  });
}

interface How {
  factors: number;
  lr: number;
  l2: number;
  seed: number;
  signal: AbortSignal | undefined;
}

/** How many epochs are best on ratings that are held out. */
async function epochsFor(pairs: Pairs, how: How): Promise<number> {
  const count = pairs.user.length;
  const held = Math.floor(count * HELD_OUT);
  if (held < 20) return 20;
  const order = permutation(count, drawsFor('split', how.seed));
  const [out, rest] = [pairsAt(pairs, order.slice(0, held).sort()), pairsAt(pairs, order.slice(held).sort())];
  let [best, least] = [1, Number.POSITIVE_INFINITY];
  await scope(() =>
    descend(rest, {
      ...how,
      epochs: MOST_EPOCHS,
      goesOn(found, epoch) {
        const scores = scoresOf(found, out);
        const error = scores.reduce((sum, score, i) => sum + (score - out.value[i]!) ** 2, 0);
        if (error < least) [best, least] = [epoch, error];
        return epoch - best < PATIENCE;
      },
    }),
  );
  return best;
}

/** Steps along the gradient of each batch's squared errors, summed, so that a batch of one is the paper's. */
async function descend(
  pairs: Pairs,
  {
    factors,
    lr,
    l2,
    epochs,
    seed,
    signal,
    goesOn,
  }: How & { epochs: number; goesOn?: (found: Found, epoch: number) => boolean },
): Promise<Found> {
  const count = pairs.user.length;
  const level = pairs.value.reduce((sum, value) => sum + value, 0) / count;
  const zeros = (rows: number) => ops.zeros([rows], { dtype: 'float64' });
  const found: Found = {
    level,
    userBias: zeros(pairs.users),
    itemBias: zeros(pairs.items),
    userFactors: factorsAtRandom(pairs.users, factors, seed),
    itemFactors: factorsAtRandom(pairs.items, factors, seed, 1),
  };
  for (let epoch = 1; epoch <= epochs; epoch++) {
    signal?.throwIfAborted();
    const order = permutation(count, drawsFor('shuffle', seed, epoch));
    for (let from = 0; from < count; from += BATCH)
      step(found, pairsAt(pairs, order.subarray(from, from + BATCH)), lr, l2);
    await setImmediate();
    if (goesOn && !goesOn(found, epoch)) break;
  }
  return found;
}

function step(
  { level, userBias, itemBias, userFactors, itemFactors }: Found,
  batch: Pairs,
  lr: number,
  l2: number,
): void {
  using _step = scope();
  const [u, i] = [fromTypedArray(batch.user), fromTypedArray(batch.item)];
  const [p, q] = [userFactors.indexSelect(0, u), itemFactors.indexSelect(0, i)]; // (B, factors)
  const [bu, bi] = [userBias.indexSelect(0, u), itemBias.indexSelect(0, i)]; // (B)
  const error = fromTypedArray(batch.value).sub(level).sub(bu).sub(bi).sub(p.mul(q).sum(1));
  const e = error.unsqueeze(1);
  const move = (into: Tensor, at: Tensor, gain: Tensor, now: Tensor) =>
    into.indexAdd_(0, at, gain.sub(now.mul(l2)), { alpha: lr });
  move(userBias, u, error, bu);
  move(itemBias, i, error, bi);
  move(userFactors, u, e.mul(q), p);
  move(itemFactors, i, e.mul(p), q);
}
