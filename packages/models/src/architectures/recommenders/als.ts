import { drawsFor, permutation } from '@capstan/base';
import { ops, scope, type Tensor } from '@capstan/torch';
import { architecture, type ModelOptions, type WholeFit, type WholeSet } from '../contract.ts';
import { described } from '../description.ts';
import { checkOptions } from '../options.ts';
import { factorsAtRandom } from './draw.ts';
import { Factors, type FactorsOptions, type Found, scoresOf } from './factors.ts';
import { byItem, byUser, keep, type Pairs, pairsAt, pairsOf, shapeOf } from './pairs.ts';
import { type Layout, layOut, solveRows } from './solve-rows.ts';

/** Options of alternating least squares. */
export interface AlsOptions extends FactorsOptions {
  /** Weight of the squares of factors and biases; the best of some on ratings that are held out for it. */
  l2?: number;
}

const build = (options: AlsOptions = {}): Factors => {
  checkOptions('als', options, ['classes', 'users', 'interactions', 'factors', 'l2']);
  return described(new Factors(options), 'als', options);
};

/**
 * Matrix factorisation with biases of users and items by alternating least squares, each turn solved exactly (Koren, Bell and Volinsky
 * 2009): the level, biases and factors at which Σ (rating − level − bᵤ − bᵢ − pᵤ·qᵢ)² + l2·Σ (bᵤ² + bᵢ² + |pᵤ|² + |qᵢ|²) is least. How
 * many factors and which `l2` are found on a twentieth of the ratings that is held out, unless they are given.
 *
 * @throws {ModelError} bad-options — where an option is not known or does not fit
 * @example const project = defineProject({ name: 'films', data, model: als({ factors: 16 }) });
 */
export const als = architecture(
  {
    about: 'Matrix factorisation with biases by alternating least squares, for ratings.',
    takes: 'users',
    gives: 'ratings',
    fit: fitAls,
  },
  build,
);

/** Turns until the factors stand still, and at most. */
const MOST_TURNS = 30;
const STILL = 1e-4;
/** Of ratings that factors and l2 are chosen on, and turns that are spent on each. */
const HELD_OUT = 0.05;
const TRIAL_TURNS = 10;
const L2 = [3, 10, 30, 1, 100];
const FACTORS = [2, 4, 8, 16, 32];

/** @throws {ModelError} bad-options — where an option is not known or does not fit */
async function fitAls(
  options: ModelOptions,
  examples: WholeSet,
  { seed, signal }: { seed: number; signal?: AbortSignal },
): Promise<WholeFit> {
  const given = options as AlsOptions; // as: checked where the model is built
  build(given);
  const pairs = pairsOf('als', examples);
  const how = { seed, signal };
  return scope(async () => {
    const { factors, l2, notes } = await chosen(given, pairs, how);
    const { found, turns } = await alternate(pairs, { ...how, factors, l2, most: MOST_TURNS });
    const model = build({ ...given, ...shapeOf(pairs), factors, l2 }).take(found);
    keep(model, pairs);
    return { model, steps: turns, notes };
  });
}

interface How {
  seed: number;
  signal: AbortSignal | undefined;
}

/** Factors and l2: what is given, else what is best on ratings that are held out. */
async function chosen({ factors, l2 }: AlsOptions, pairs: Pairs, how: How) {
  const count = pairs.user.length;
  const held = Math.floor(count * HELD_OUT);
  if ((factors !== undefined && l2 !== undefined) || held < 20)
    return { factors: factors ?? 8, l2: l2 ?? 10, notes: [] };
  const order = permutation(count, drawsFor('split', how.seed));
  const [out, rest] = [
    pairsAt(pairs, order.subarray(0, held).slice().sort()),
    pairsAt(pairs, order.subarray(held).slice().sort()),
  ];
  const errors = new Map<string, number>();
  const errorOf = async (tried: { factors: number; l2: number }) => {
    const key = `${tried.factors} ${tried.l2}`;
    const known = errors.get(key);
    if (known !== undefined) return known;
    const error = await scope(async () => {
      const { found } = await alternate(rest, { ...how, ...tried, most: TRIAL_TURNS });
      const scores = scoresOf(found, out);
      return Math.sqrt(scores.reduce((sum, score, i) => sum + (score - out.value[i]!) ** 2, 0) / held);
    });
    errors.set(key, error);
    return error;
  };
  let best = { factors: factors ?? 4, l2: l2 ?? L2[1]! };
  let least = await errorOf(best);
  // In turn l2 and factors along their lists, each on from the best so far, until neither makes it better.
  for (let isBetter = true; isBetter; ) {
    isBetter = false;
    for (const tried of neighbours(best, { factors, l2 })) {
      const error = await errorOf(tried);
      if (error >= least * (1 - 1e-4)) continue;
      [best, least, isBetter] = [tried, error, true];
    }
  }
  const note = `${best.factors} factors and l2 ${best.l2} were best on ${held.toLocaleString('en')} ratings held out for it (RMSE ${least.toPrecision(4)})`;
  return { ...best, notes: [note] };
}

function neighbours(
  best: { factors: number; l2: number },
  given: { factors: number | undefined; l2: number | undefined },
): { factors: number; l2: number }[] {
  const beside = (list: readonly number[], of: number) => {
    const sorted = [...list].sort((a, b) => a - b);
    const at = sorted.indexOf(of);
    return [sorted[at + 1], sorted[at - 1]].filter((each) => each !== undefined);
  };
  return [
    ...(given.l2 === undefined ? beside(L2, best.l2).map((l2) => ({ ...best, l2 })) : []),
    ...(given.factors === undefined ? beside(FACTORS, best.factors).map((factors) => ({ ...best, factors })) : []),
  ];
}

/** Solves for users and items in turn. */
async function alternate(
  pairs: Pairs,
  { factors, l2, most, seed, signal }: How & { factors: number; l2: number; most: number },
): Promise<{ found: Found; turns: number }> {
  const level = pairs.value.reduce((sum, value) => sum + value, 0) / pairs.value.length;
  const centred = { ...pairs, value: pairs.value.map((value) => value - level) };
  const users = layOut(byUser(centred), factors + 1);
  const items = layOut(byItem(centred), factors + 1);
  let itemSide = ops.cat(
    [factorsAtRandom(pairs.items, factors, seed), ops.zeros([pairs.items, 1], { dtype: 'float64' })],
    1,
  );
  let userSide = ops.zeros([pairs.users, factors + 1], { dtype: 'float64' });
  let turns = 0;
  for (let moved = Number.POSITIVE_INFINITY; turns < most && moved > STILL; turns++) {
    const before = userSide;
    userSide = await solveSide(users, itemSide, l2, signal);
    itemSide = await solveSide(items, userSide, l2, signal);
    moved = scope(() => userSide.sub(before).norm().item() / Math.max(userSide.norm().item(), 1e-12));
  }
  const [userFactors, userBias] = [userSide.narrow(1, 0, factors), userSide.select(1, factors)];
  const [itemFactors, itemBias] = [itemSide.narrow(1, 0, factors), itemSide.select(1, factors)];
  return { found: { level, userBias, itemBias, userFactors, itemFactors }, turns };
}

/** Factors and bias of each row, given those of the columns: (columns, factors + 1) → (rows, factors + 1), the bias last. */
function solveSide(layout: Layout, columns: Tensor, l2: number, signal: AbortSignal | undefined): Promise<Tensor> {
  const factors = columns.shape[1]! - 1;
  const bias = columns.select(1, factors);
  const features = ops.cat([columns.narrow(1, 0, factors), ops.onesLike(bias).unsqueeze(1)], 1);
  return solveRows(layout, {
    ...{ features, l2, signal },
    of: ({ values, columns: places, there }) => ({
      target: values.sub(bias.indexSelect(0, places).reshape(values.shape)).mul(there),
      weight: there,
    }),
  });
}
