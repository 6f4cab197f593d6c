import { noGrad } from '../../autograd/autograd.ts';
import { ops } from '../../engine/ops.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { invalidArgument } from '../errors.ts';
import { type Options, withDefaults } from '../options.ts';
import { logsigmoid } from './activation.ts';
import { pairwiseDistance } from './distance.ts';

/** How a loss's elements become one number. */
export type Reduction = 'none' | 'mean' | 'sum';
const REDUCTIONS = ['none', 'mean', 'sum']; // in the order of at::Reduction

/** at::Reduction's number. */
function code(where: string, reduction: string): number {
  const index = REDUCTIONS.indexOf(reduction);
  if (index < 0) throw invalidArgument(where, "reduction 'mean', 'sum' or 'none'", `'${reduction}'`);
  return index;
}

const reduced = (where: string, loss: Tensor, reduction: Reduction): Tensor =>
  [(t: Tensor) => t, (t: Tensor) => ops.mean(t), (t: Tensor) => ops.sum(t)][code(where, reduction)]!(loss); // code() is 0, 1 or 2

interface Reduced {
  reduction: Reduction;
}
const REDUCED: Reduced = { reduction: 'mean' };
export type ReductionOptions = Options<Reduced>;

interface Weighted extends Reduced {
  weight: Tensor | undefined;
}
const WEIGHTED: Weighted = { reduction: 'mean', weight: undefined };
export type WeightedOptions = Options<Weighted>;

/** Both at their common shape; a difference is usually a mistake, so it is said once. */
function together(where: string, input: Tensor, target: Tensor): [Tensor, Tensor] {
  const a = input.shape;
  const b = target.shape;
  if (a.length === b.length && a.every((size, d) => size === b[d])) return [input, target];
  process.emitWarning(
    `${where}: input (${a.join(', ')}) and target (${b.join(', ')}) differ in shape and are broadcast`,
    {
      type: 'TorchWarning',
    },
  );
  const [x, y] = ops.broadcastTensors([input, target]);
  return [x!, y!]; // two in, two out
}

/** (input − target)², averaged by `weight` where it is given. */
export function mseLoss(input: Tensor, target: Tensor, options?: WeightedOptions): Tensor {
  const { reduction, weight } = withDefaults('mseLoss', WEIGHTED, options);
  const [x, y] = together('mseLoss', input, target);
  if (weight === undefined) return ops.mseLoss(x, y, code('mseLoss', reduction));
  const weighted = ops.mul(ops.pow(ops.sub(x, y), 2), weight);
  return reduction === 'mean' ? ops.div(ops.sum(weighted), ops.sum(weight)) : reduced('mseLoss', weighted, reduction);
}

/** |input − target|. */
export function l1Loss(input: Tensor, target: Tensor, options?: ReductionOptions): Tensor {
  const { reduction } = withDefaults('l1Loss', REDUCED, options);
  const [x, y] = together('l1Loss', input, target);
  return ops.l1Loss(x, y, code('l1Loss', reduction));
}

interface SmoothL1 extends Reduced {
  beta: number;
}
const SMOOTH_L1: SmoothL1 = { reduction: 'mean', beta: 1 };
export type SmoothL1Options = Options<SmoothL1>;

/** d²/2β where |d| < β, else |d| − β/2. */
export function smoothL1Loss(input: Tensor, target: Tensor, options?: SmoothL1Options): Tensor {
  const { reduction, beta } = withDefaults('smoothL1Loss', SMOOTH_L1, options);
  if (beta === 0) return l1Loss(input, target, { reduction });
  const [x, y] = together('smoothL1Loss', input, target);
  return ops.smoothL1Loss(x, y, code('smoothL1Loss', reduction), beta);
}

interface Huber extends Reduced {
  delta: number;
}
const HUBER: Huber = { reduction: 'mean', delta: 1 };
export type HuberOptions = Options<Huber>;

/** d²/2 where |d| < δ, else δ(|d| − δ/2). */
export function huberLoss(input: Tensor, target: Tensor, options?: HuberOptions): Tensor {
  const { reduction, delta } = withDefaults('huberLoss', HUBER, options);
  const [x, y] = together('huberLoss', input, target);
  return ops.huberLoss(x, y, code('huberLoss', reduction), delta);
}

interface CrossEntropy extends Weighted {
  ignoreIndex: number;
  labelSmoothing: number;
}
const CROSS_ENTROPY: CrossEntropy = { reduction: 'mean', weight: undefined, ignoreIndex: -100, labelSmoothing: 0 };
export type CrossEntropyOptions = Options<CrossEntropy>;

/**
 * −log softmax(input)[target].
 *
 * @param input (N, C) or (N, C, …): logits
 * @param target (N) or (N, …): int64 class numbers; or probabilities of the input's shape
 * @example
 * F.crossEntropy(logits, labels, { labelSmoothing: 0.1 });
 */
export function crossEntropy(input: Tensor, target: Tensor, options?: CrossEntropyOptions): Tensor {
  const o = withDefaults('crossEntropy', CROSS_ENTROPY, options);
  return ops.crossEntropyLoss(
    input,
    target,
    o.weight ?? null,
    code('crossEntropy', o.reduction),
    o.ignoreIndex,
    o.labelSmoothing,
  );
}

interface NLL extends Weighted {
  ignoreIndex: number;
}
const NLL: NLL = { reduction: 'mean', weight: undefined, ignoreIndex: -100 };
export type NLLLossOptions = Options<NLL>;

/** −input[target], for log-probabilities (N, C, …). */
export function nllLoss(input: Tensor, target: Tensor, options?: NLLLossOptions): Tensor {
  const o = withDefaults('nllLoss', NLL, options);
  return ops.nllLossNd(input, target, o.weight ?? null, code('nllLoss', o.reduction), o.ignoreIndex);
}

/** −(t·log p + (1 − t)·log(1 − p)), for probabilities. */
export function binaryCrossEntropy(input: Tensor, target: Tensor, options?: WeightedOptions): Tensor {
  const { weight, reduction } = withDefaults('binaryCrossEntropy', WEIGHTED, options);
  if (input.shape.join() !== target.shape.join()) {
    throw invalidArgument(
      'binaryCrossEntropy',
      `a target of the input's shape (${input.shape.join(', ')})`,
      `(${target.shape.join(', ')})`,
    );
  }
  const expanded = weight && ops.expandAs(weight, target);
  return ops.binaryCrossEntropy(input, target, expanded ?? null, code('binaryCrossEntropy', reduction));
}

interface Logits extends Weighted {
  posWeight: Tensor | undefined;
}
const LOGITS: Logits = { reduction: 'mean', weight: undefined, posWeight: undefined };
export type BCEWithLogitsOptions = Options<Logits>;

/** Binary cross-entropy of sigmoid(input), without overflow; `posWeight` weighs the positives of each class. */
export function binaryCrossEntropyWithLogits(input: Tensor, target: Tensor, options?: BCEWithLogitsOptions): Tensor {
  const o = withDefaults('binaryCrossEntropyWithLogits', LOGITS, options);
  if (input.shape.join() !== target.shape.join()) {
    throw invalidArgument(
      'binaryCrossEntropyWithLogits',
      `a target of the input's shape (${input.shape.join(', ')})`,
      `(${target.shape.join(', ')})`,
    );
  }
  return ops.binaryCrossEntropyWithLogits(
    input,
    target,
    o.weight ?? null,
    o.posWeight ?? null,
    code('binaryCrossEntropyWithLogits', o.reduction),
  );
}

interface Divergence {
  reduction: Reduction | 'batchmean';
  logTarget: boolean;
}
const DIVERGENCE: Divergence = { reduction: 'mean', logTarget: false };
export type KLDivOptions = Options<Divergence>;

/** Σ target·(log target − input), for log-probabilities; only `batchmean` is the divergence as mathematics defines it. */
export function klDiv(input: Tensor, target: Tensor, options?: KLDivOptions): Tensor {
  const { reduction, logTarget } = withDefaults('klDiv', DIVERGENCE, options);
  if (reduction !== 'batchmean') return ops.klDiv(input, target, code('klDiv', reduction), { logTarget });
  const sum = ops.klDiv(input, target, code('klDiv', 'sum'), { logTarget });
  return input.ndim === 0 ? sum : ops.div(sum, input.shape[0]!);
}

interface Poisson extends Reduced {
  logInput: boolean;
  full: boolean;
  eps: number;
}
const POISSON: Poisson = { reduction: 'mean', logInput: true, full: false, eps: 1e-8 };
export type PoissonNLLOptions = Options<Poisson>;

/** e^input − target·input: counts with a Poisson rate (its logarithm unless `logInput` is false). */
export function poissonNllLoss(input: Tensor, target: Tensor, options?: PoissonNLLOptions): Tensor {
  const o = withDefaults('poissonNllLoss', POISSON, options);
  return ops.poissonNllLoss(input, target, o.logInput, o.full, o.eps, code('poissonNllLoss', o.reduction));
}

interface Gaussian extends Reduced {
  full: boolean;
  eps: number;
}
const GAUSSIAN: Gaussian = { reduction: 'mean', full: false, eps: 1e-6 };
export type GaussianNLLOptions = Options<Gaussian>;

/** ½(log var + (input − target)²/var): numbers with a predicted mean and variance. */
export function gaussianNllLoss(input: Tensor, target: Tensor, variance: Tensor, options?: GaussianNLLOptions): Tensor {
  const { full, eps, reduction } = withDefaults('gaussianNllLoss', GAUSSIAN, options);
  const missing = variance.ndim === input.ndim - 1; // one variance for each example
  const v = (missing ? ops.unsqueeze(variance, -1) : variance).clone();
  noGrad(() => ops.clampMin_(v, eps)); // the gradient passes as though unclamped
  const loss = ops.mul(ops.add(ops.log(v), ops.div(ops.pow(ops.sub(input, target), 2), v)), 0.5);
  return reduced('gaussianNllLoss', full ? ops.add(loss, 0.5 * Math.log(2 * Math.PI)) : loss, reduction);
}

/** log(1 + e^(−target·input)), targets ±1. */
export function softMarginLoss(input: Tensor, target: Tensor, options?: ReductionOptions): Tensor {
  return ops.softMarginLoss(input, target, code('softMarginLoss', options?.reduction ?? 'mean'));
}

interface Margin extends Reduced {
  margin: number;
}
export type MarginOptions = Options<Margin>;
const HINGE: Margin = { reduction: 'mean', margin: 1 };
const RANKING: Margin = { reduction: 'mean', margin: 0 };

/** input where the target is 1, max(0, margin − input) where it is −1. */
export function hingeEmbeddingLoss(input: Tensor, target: Tensor, options?: MarginOptions): Tensor {
  const { margin, reduction } = withDefaults('hingeEmbeddingLoss', HINGE, options);
  return ops.hingeEmbeddingLoss(input, target, margin, code('hingeEmbeddingLoss', reduction));
}

/** max(0, −target·(input1 − input2) + margin). */
export function marginRankingLoss(input1: Tensor, input2: Tensor, target: Tensor, options?: MarginOptions): Tensor {
  const { margin, reduction } = withDefaults('marginRankingLoss', RANKING, options);
  return ops.marginRankingLoss(input1, input2, target, margin, code('marginRankingLoss', reduction));
}

/** 1 − cos for pairs with target 1, max(0, cos − margin) for those with −1. */
export function cosineEmbeddingLoss(input1: Tensor, input2: Tensor, target: Tensor, options?: MarginOptions): Tensor {
  const { margin, reduction } = withDefaults('cosineEmbeddingLoss', RANKING, options);
  return ops.cosineEmbeddingLoss(input1, input2, target, margin, code('cosineEmbeddingLoss', reduction));
}

interface Triplet extends Margin {
  p: number;
  eps: number;
  swap: boolean;
}
const TRIPLET: Triplet = { reduction: 'mean', margin: 1, p: 2, eps: 1e-6, swap: false };
export type TripletMarginOptions = Options<Triplet>;

/** max(0, d(anchor, positive) − d(anchor, negative) + margin). */
export function tripletMarginLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  options?: TripletMarginOptions,
): Tensor {
  const o = withDefaults('tripletMarginLoss', TRIPLET, options);
  return ops.tripletMarginLoss(
    anchor,
    positive,
    negative,
    o.margin,
    o.p,
    o.eps,
    o.swap,
    code('tripletMarginLoss', o.reduction),
  );
}

interface TripletDistance extends Margin {
  distanceFunction: (a: Tensor, b: Tensor) => Tensor;
  swap: boolean;
}
const TRIPLET_DISTANCE: TripletDistance = {
  reduction: 'mean',
  margin: 1,
  distanceFunction: pairwiseDistance,
  swap: false,
};
export type TripletDistanceOptions = Options<TripletDistance>;

/** The triplet margin loss with a distance of one's own. */
export function tripletMarginWithDistanceLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  options?: TripletDistanceOptions,
): Tensor {
  const { distanceFunction, margin, swap, reduction } = withDefaults(
    'tripletMarginWithDistanceLoss',
    TRIPLET_DISTANCE,
    options,
  );
  const near = distanceFunction(anchor, positive);
  let far = distanceFunction(anchor, negative);
  if (swap) far = ops.minimum(far, distanceFunction(positive, negative));
  return reduced('tripletMarginWithDistanceLoss', ops.clampMin(ops.sub(ops.add(near, margin), far), 0), reduction);
}

interface MultiMargin extends Weighted {
  p: number;
  margin: number;
}
const MULTI_MARGIN: MultiMargin = { reduction: 'mean', weight: undefined, p: 1, margin: 1 };
export type MultiMarginOptions = Options<MultiMargin>;

/** Σ max(0, margin − input[target] + input[i])ᵖ / C. */
export function multiMarginLoss(input: Tensor, target: Tensor, options?: MultiMarginOptions): Tensor {
  const o = withDefaults('multiMarginLoss', MULTI_MARGIN, options);
  return ops.multiMarginLoss(input, target, o.p, o.margin, o.weight ?? null, code('multiMarginLoss', o.reduction));
}

/** The hinge between every target class (listed first, ended by −1) and every other. */
export function multilabelMarginLoss(input: Tensor, target: Tensor, options?: ReductionOptions): Tensor {
  return ops.multilabelMarginLoss(input, target, code('multilabelMarginLoss', options?.reduction ?? 'mean'));
}

/** Binary cross-entropy with logits, averaged over classes. */
export function multilabelSoftMarginLoss(input: Tensor, target: Tensor, options?: WeightedOptions): Tensor {
  const { weight, reduction } = withDefaults('multilabelSoftMarginLoss', WEIGHTED, options);
  const negative = ops.mul(ops.rsub(target, 1), logsigmoid(ops.neg(input)));
  let loss = ops.neg(ops.add(ops.mul(target, logsigmoid(input)), negative));
  if (weight) loss = ops.mul(loss, weight);
  return reduced('multilabelSoftMarginLoss', ops.div(ops.sum(loss, [-1]), input.shape.at(-1)!), reduction);
}

interface CTC extends Reduced {
  blank: number;
  zeroInfinity: boolean;
}
const CTC: CTC = { reduction: 'mean', blank: 0, zeroInfinity: false };
export type CTCOptions = Options<CTC>;

/**
 * Connectionist temporal classification (Graves et al. 2006).
 *
 * @param logProbs (T, N, C) log-probabilities
 * @param targets (N, S) or all in one row
 * @param inputLengths (N)
 * @param targetLengths (N)
 */
export function ctcLoss(
  logProbs: Tensor,
  targets: Tensor,
  inputLengths: Tensor,
  targetLengths: Tensor,
  options?: CTCOptions,
): Tensor {
  const { blank, zeroInfinity, reduction } = withDefaults('ctcLoss', CTC, options);
  return ops.ctcLoss(logProbs, targets, inputLengths, targetLengths, blank, code('ctcLoss', reduction), zeroInfinity);
}

interface Focal extends Reduced {
  alpha: number;
  gamma: number;
}
const FOCAL: Focal = { reduction: 'none', alpha: 0.25, gamma: 2 };
export type FocalOptions = Options<Focal>;

/** Binary cross-entropy with logits that plays down what is already right (Lin et al. 2017); as in torchvision. */
export function sigmoidFocalLoss(input: Tensor, target: Tensor, options?: FocalOptions): Tensor {
  const { alpha, gamma, reduction } = withDefaults('sigmoidFocalLoss', FOCAL, options);
  const p = ops.sigmoid(input);
  const entropy = binaryCrossEntropyWithLogits(input, target, { reduction: 'none' });
  const right = ops.add(ops.mul(p, target), ops.mul(ops.rsub(p, 1), ops.rsub(target, 1)));
  let loss = ops.mul(entropy, ops.pow(ops.rsub(right, 1), gamma));
  if (alpha >= 0) loss = ops.mul(loss, ops.add(ops.mul(target, alpha), ops.mul(ops.rsub(target, 1), 1 - alpha)));
  return reduced('sigmoidFocalLoss', loss, reduction);
}
