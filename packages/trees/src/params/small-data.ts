import type { Params } from './params.ts';

/**
 * Parameters for tables of up to some ten thousand rows, where LightGBM's own defaults are surer than they are right: few
 * leaves, a slow rate, rows and columns drawn by chance, and an end where rows that were not trained on get no better. They want
 * `valid`, best `{ folds: 5 }`. What each is worth in log-loss and cost stands in `bench/RESULTS.md`.
 *
 * @example
 * await train({ data, label, valid: { folds: 5 }, params: { ...smallData, objective: 'binary' } });
 */
export const smallData: Readonly<Omit<Params, 'objective'>> = {
  rounds: 2000,
  patience: 100,
  learningRate: 0.02,
  numLeaves: 7,
  minDataInLeaf: 10,
  baggingFraction: 0.8,
  baggingFreq: 1,
  featureFraction: 0.5,
  lambdaL2: 1,
};
