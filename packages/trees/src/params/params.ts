import { type Given, kinds, readOptions } from '@capstan/base';
import { TreesError } from '../errors.ts';
import { metrics, objectives } from './objectives.ts';

const { boolean, listOf, numberFrom, oneOf, wholeNumber } = kinds;

/** Beyond it LightGBM refuses. */
const MOST_LEAVES = 131_072;

const share = numberFrom(Number.MIN_VALUE, 1);
const positive = numberFrom(Number.MIN_VALUE);

/** Every parameter: its kind and LightGBM's name; what LightGBM calls differently is put together in `render.ts`. */
const SHAPE = {
  objective: oneOf(...(Object.keys(objectives) as (keyof typeof objectives)[])), // as: its own keys
  boosting: oneOf('gbdt', 'rf', 'dart'),
  rounds: wholeNumber(1, 1_000_000),
  learningRate: positive,
  numLeaves: wholeNumber(2, MOST_LEAVES),
  maxDepth: wholeNumber(1, 10_000),
  minDataInLeaf: wholeNumber(0, 2 ** 31 - 1),
  minSumHessianInLeaf: numberFrom(0),
  baggingFraction: share,
  baggingFreq: wholeNumber(0, 2 ** 31 - 1),
  featureFraction: share,
  featureFractionByNode: share,
  extraTrees: boolean,
  lambdaL1: numberFrom(0),
  lambdaL2: numberFrom(0),
  minGainToSplit: numberFrom(0),
  maxDeltaStep: numberFrom(0),
  pathSmooth: numberFrom(0),
  maxBin: wholeNumber(2, 65_535),
  minDataInBin: wholeNumber(1, 2 ** 31 - 1),
  sampleRows: wholeNumber(1, 2 ** 31 - 1),
  monotonePenalty: numberFrom(0),
  monotoneMethod: oneOf('basic', 'intermediate', 'advanced'),
  catSmooth: numberFrom(0),
  catL2: numberFrom(0),
  maxCatThreshold: wholeNumber(1, 1024),
  maxCatToOnehot: wholeNumber(1, 2 ** 31 - 1),
  minDataPerGroup: wholeNumber(1, 2 ** 31 - 1),
  alpha: positive,
  tweedieVariancePower: numberFrom(1, 2 - Number.EPSILON),
  scalePosWeight: positive,
  isUnbalance: boolean,
  sigmoid: positive,
  metric: kinds.either(
    oneOf(...(Object.keys(metrics) as (keyof typeof metrics)[])), // as: its own keys
    listOf(oneOf(...(Object.keys(metrics) as (keyof typeof metrics)[]))), // as: its own keys
  ),
  evalAt: listOf(wholeNumber(1, 1000)),
  patience: wholeNumber(1, 1_000_000),
  dropRate: numberFrom(0, 1),
  skipDrop: numberFrom(0, 1),
  maxDrop: wholeNumber(1, 2 ** 31 - 1),
  truncationLevel: wholeNumber(1, 2 ** 31 - 1),
  seed: wholeNumber(0, 2 ** 31 - 1),
  deterministic: boolean,
  threads: wholeNumber(1, 4096),
  histogram: oneOf('columns', 'rows', 'auto'),
} as const;

/**
 * The parameters of a training, in LightGBM's words; what is left out is as LightGBM has it, but for `deterministic` (true)
 * and `histogram` ('columns'), which make a training repeat itself to the bit on one machine.
 */
export interface Params {
  /** What is to be learned. */
  objective: keyof typeof objectives;
  /** 'gbdt' (default), 'rf' (a random forest; needs bagging) or 'dart'. */
  boosting?: 'gbdt' | 'rf' | 'dart';
  /** Trees, or for several classes trees of each (100). */
  rounds?: number;
  /** What each tree is shrunk by (0.1). */
  learningRate?: number;
  /** Leaves of a tree at most (31). */
  numLeaves?: number;
  /** Splits from the root to a leaf at most; without it as many as it takes. */
  maxDepth?: number;
  /** Rows in a leaf at least (20). */
  minDataInLeaf?: number;
  minSumHessianInLeaf?: number;
  /** The share of the rows that a tree is grown on, drawn anew every `baggingFreq` rounds. */
  baggingFraction?: number;
  baggingFreq?: number;
  /** The share of the columns that a tree, or with ByNode each split, may use. */
  featureFraction?: number;
  featureFractionByNode?: number;
  /** One border drawn by chance for each column in place of the best of all. */
  extraTrees?: boolean;
  lambdaL1?: number;
  lambdaL2?: number;
  minGainToSplit?: number;
  maxDeltaStep?: number;
  pathSmooth?: number;
  /** Bins that a column's values are put into at most (255). */
  maxBin?: number;
  minDataInBin?: number;
  /** Rows that the bins' borders are found from (200,000). */
  sampleRows?: number;
  monotonePenalty?: number;
  monotoneMethod?: 'basic' | 'intermediate' | 'advanced';
  catSmooth?: number;
  catL2?: number;
  maxCatThreshold?: number;
  maxCatToOnehot?: number;
  minDataPerGroup?: number;
  /** The quantile of `quantile`, the border of `huber` (0.9). */
  alpha?: number;
  tweedieVariancePower?: number;
  /** The weight of label 1 for `binary`; not beside `isUnbalance`, which finds one. */
  scalePosWeight?: number;
  isUnbalance?: boolean;
  sigmoid?: number;
  /** What the validation rows are judged by; the first decides when training ends. Without it the objective's own. */
  metric?: keyof typeof metrics | readonly (keyof typeof metrics)[];
  /** The places at which ndcg and map look (1 to 5). */
  evalAt?: readonly number[];
  /** Early stopping: rounds without a better first metric on the validation rows after which training ends. */
  patience?: number;
  dropRate?: number;
  skipDrop?: number;
  maxDrop?: number;
  truncationLevel?: number;
  seed?: number;
  deterministic?: boolean;
  /** Threads of LightGBM; without it one a core, and one for tables of less than 100,000 values. */
  threads?: number;
  /** How histograms are made; 'auto' tries both and may give other last bits each time. */
  histogram?: 'columns' | 'rows' | 'auto';
}

/** Parameters that were looked through. */
export type Checked = Given<typeof SHAPE> & { objective: Params['objective']; rounds: number };

/**
 * Looks through parameters.
 *
 * @throws {TreesError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @throws {TreesError} missing-option — params-invalid
 */
export function readParams(where: string, given: Params): Checked {
  const fail = (...[code, message, details]: ConstructorParameters<typeof TreesError>) =>
    new TreesError(code, message, details);
  const read = readOptions(`${where}: params`, SHAPE, given, { rounds: 100 }, fail);
  const { objective } = read;
  if (objective === undefined) {
    const hint = `One of ${Object.keys(objectives).join(', ')}.`;
    throw new TreesError('missing-option', `${where}: params: objective says what is to be learned`, { hint });
  }
  const together = faults.find(({ found }) => found(read));
  if (together) throw new TreesError('params-invalid', `${where}: params: ${together.what}`, { hint: together.hint });
  return { ...read, objective, rounds: read.rounds ?? 100 };
}

const bags = ({ baggingFraction = 1, baggingFreq = 0 }: Given<typeof SHAPE>) => baggingFraction < 1 && baggingFreq > 0;

/** What does not go together, which LightGBM ends on or passes over. */
const faults: readonly { found(read: Given<typeof SHAPE>): boolean; what: string; hint: string }[] = [
  {
    found: (read) =>
      read.boosting === 'rf' &&
      !bags(read) &&
      (read.featureFraction ?? 1) === 1 &&
      (read.featureFractionByNode ?? 1) === 1,
    what: "boosting 'rf' without anything drawn by chance would grow one tree many times",
    hint: 'Give baggingFraction below 1 and baggingFreq 1, or use forest().',
  },
  {
    found: (read) => read.boosting === 'rf' && !bags(read),
    what: "boosting 'rf' needs rows drawn by chance",
    hint: 'Give baggingFraction below 1 and baggingFreq 1.',
  },
  {
    found: ({ boosting, patience }) => boosting === 'dart' && patience !== undefined,
    what: "boosting 'dart' changes the trees before, so no earlier round can be gone back to: patience has no meaning",
    hint: 'Leave out patience, or choose another boosting.',
  },
  {
    found: ({ baggingFraction = 1, baggingFreq = 0 }) => baggingFraction < 1 && baggingFreq === 0,
    what: 'baggingFraction is given, but baggingFreq is 0: every tree would see all rows',
    hint: 'Give baggingFreq 1.',
  },
  {
    found: ({ isUnbalance, scalePosWeight }) => isUnbalance === true && scalePosWeight !== undefined,
    what: 'isUnbalance finds the weight that scalePosWeight gives',
    hint: 'Give one of them.',
  },
  {
    found: ({ objective, isUnbalance, scalePosWeight }) =>
      objective !== 'binary' && (isUnbalance === true || scalePosWeight !== undefined),
    what: 'isUnbalance and scalePosWeight are of objective binary',
    hint: 'Give weights by row for others.',
  },
  {
    found: ({ objective, alpha = 0.5 }) => objective === 'quantile' && alpha >= 1,
    what: 'alpha is the quantile, a number between 0 and 1',
    hint: 'For the 90th of a hundred write alpha: 0.9.',
  },
];
