import { noGrad, ops, scope, type Tensor } from '@capstan/torch';
import { architecture, type ModelOptions, type WholeFit, type WholeSet } from '../contract.ts';
import { described } from '../description.ts';
import { checkOptions } from '../options.ts';
import { factorsAtRandom } from './draw.ts';
import { Factors, type FactorsOptions } from './factors.ts';
import { byItem, byUser, keep, liked, pairsOf, shapeOf } from './pairs.ts';
import { type Layout, layOut, solveRows } from './solve-rows.ts';

/** Options of implicit alternating least squares. */
export interface ImplicitAlsOptions extends FactorsOptions {
  /** Weight of the squares of the factors; 10. */
  l2?: number;
  /** How much surer a pair that was seen is than one that was not, for each time: 1 + alpha · count; 10. */
  alpha?: number;
}

const build = (options: ImplicitAlsOptions = {}): Factors => {
  checkOptions('implicitAls', options, ['classes', 'users', 'interactions', 'factors', 'l2', 'alpha']);
  return described(new Factors(options), 'implicitAls', options);
};

/**
 * Factors of users and items for what was had, and how often, by alternating least squares over all pairs (Hu, Koren and Volinsky
 * 2008): a pair that was seen is 1 with the weight 1 + alpha · count, any other 0 with the weight 1; each turn is solved exactly.
 *
 * @throws {ModelError} bad-options — where an option is not known or does not fit
 * @example const project = defineProject({ name: 'shop', data, model: implicitAls({ factors: 32 }) });
 */
export const implicitAls = architecture(
  {
    about: 'Factors of users and items by implicit alternating least squares.',
    takes: 'users',
    gives: 'items',
    fit: fitImplicitAls,
  },
  build,
);

const TURNS = 15;

/** @throws {ModelError} bad-options — where an option is not known or does not fit */
async function fitImplicitAls(
  options: ModelOptions,
  examples: WholeSet,
  { seed, signal }: { seed: number; signal?: AbortSignal },
): Promise<WholeFit> {
  const given = options as ImplicitAlsOptions; // as: checked where the model is built
  build(given);
  const { factors = 32, l2 = 10, alpha = 10 } = given;
  const all = pairsOf('implicitAls', examples);
  const pairs = liked(all);
  return scope(async () => {
    const [users, items] = [layOut(byUser(pairs), factors), layOut(byItem(pairs), factors)];
    let itemSide = factorsAtRandom(pairs.items, factors, seed);
    let userSide = itemSide;
    for (let turn = 0; turn < TURNS; turn++) {
      userSide = await solveSide(users, itemSide, { l2, alpha, signal });
      itemSide = await solveSide(items, userSide, { l2, alpha, signal });
    }
    const none = (rows: number) => ops.zeros([rows], { dtype: 'float64' });
    const model = build({ ...given, ...shapeOf(all), factors }).take({
      ...{ level: 0, userBias: none(pairs.users), userFactors: userSide, itemFactors: itemSide },
      itemBias: none(pairs.items),
    });
    // Someone unknown is taken for the mean of those who are known.
    noGrad(() => model.userFactors.select(0, 0).copy_(userSide.mean(0)));
    keep(model, all);
    return { model, steps: TURNS, notes: [] };
  });
}

/** (columns, factors) → (rows, factors): (YᵀY + Yᵀ(C − I)Y + l2·I)·x = YᵀC·p. */
function solveSide(
  layout: Layout,
  features: Tensor,
  { l2, alpha, signal }: { l2: number; alpha: number; signal: AbortSignal | undefined },
): Promise<Tensor> {
  return solveRows(layout, {
    ...{ features, l2, signal, common: features.t().matmul(features) },
    of: ({ values, there }) => ({ target: values.mul(alpha).add(there), weight: values.mul(alpha) }),
  });
}
