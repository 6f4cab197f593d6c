import { ops } from '../../engine/ops.ts';
import type { DType, Tensor } from '../../tensor/tensor.ts';
import { invalidArgument, requireWord } from '../errors.ts';
import { type Options, withDefaults } from '../options.ts';

interface Inplace {
  inplace: boolean;
}
export type InplaceOptions = Options<Inplace>;

/** max(0, x), elementwise. */
export const relu = (input: Tensor, options?: InplaceOptions): Tensor =>
  options?.inplace ? ops.relu_(input) : ops.relu(input);

/** min(max(0, x), 6), elementwise. */
export const relu6 = (input: Tensor, options?: InplaceOptions): Tensor =>
  hardtanh(input, { minVal: 0, maxVal: 6, ...options });

/** 1 / (1 + e⁻ˣ), elementwise. */
export const sigmoid = (input: Tensor): Tensor => ops.sigmoid(input);

/** Hyperbolic tangent, elementwise. */
export const tanh = (input: Tensor): Tensor => ops.tanh(input);

/** x · sigmoid(x), elementwise. */
export const silu = (input: Tensor, options?: InplaceOptions): Tensor =>
  options?.inplace ? ops.silu_(input) : ops.silu(input);

/** x · tanh(softplus(x)), elementwise. */
export const mish = (input: Tensor, options?: InplaceOptions): Tensor =>
  options?.inplace ? ops.mish_(input) : ops.mish(input);

interface GELU {
  approximate: 'none' | 'tanh';
}
const GELU_DEFAULTS: GELU = { approximate: 'none' };
export type GELUOptions = Options<GELU>;

/** x · Φ(x); `approximate: 'tanh'` is the cheaper form that GPT-2 uses. */
export const gelu = (input: Tensor, options?: GELUOptions): Tensor => {
  const { approximate } = withDefaults('gelu', GELU_DEFAULTS, options);
  requireWord('gelu', 'approximate', approximate, ['none', 'tanh']);
  return ops.gelu(input, { approximate });
};

interface Alpha extends Inplace {
  alpha: number;
}
const ALPHA: Alpha = { alpha: 1, inplace: false };
export type AlphaOptions = Options<Alpha>;

/** x for x > 0, else α(eˣ − 1). */
export function elu(input: Tensor, options?: AlphaOptions): Tensor {
  const { alpha, inplace } = withDefaults('elu', ALPHA, options);
  return inplace ? ops.elu_(input, alpha) : ops.elu(input, alpha);
}

/** The self-normalising ELU of Klambauer et al. 2017. */
export const selu = (input: Tensor, options?: InplaceOptions): Tensor =>
  options?.inplace ? ops.selu_(input) : ops.selu(input);

/** max(0, x) + min(0, α(e^(x/α) − 1)). */
export function celu(input: Tensor, options?: AlphaOptions): Tensor {
  const { alpha, inplace } = withDefaults('celu', ALPHA, options);
  return inplace ? ops.celu_(input, alpha) : ops.celu(input, alpha);
}

interface Slope extends Inplace {
  negativeSlope: number;
}
const SLOPE: Slope = { negativeSlope: 0.01, inplace: false };
export type LeakyReLUOptions = Options<Slope>;

/** x for x > 0, else negativeSlope · x. */
export function leakyRelu(input: Tensor, options?: LeakyReLUOptions): Tensor {
  const { negativeSlope, inplace } = withDefaults('leakyRelu', SLOPE, options);
  return inplace ? ops.leakyRelu_(input, negativeSlope) : ops.leakyRelu(input, negativeSlope);
}

/** A leaky ReLU whose slope is learned: one `weight`, or one per channel (dimension 1). */
export const prelu = (input: Tensor, weight: Tensor): Tensor => ops.prelu(input, weight);

interface Softplus {
  beta: number;
  threshold: number;
}
const SOFTPLUS: Softplus = { beta: 1, threshold: 20 };
export type SoftplusOptions = Options<Softplus>;

/** log(1 + e^(βx)) / β, linear above `threshold`. */
export function softplus(input: Tensor, options?: SoftplusOptions): Tensor {
  const { beta, threshold } = withDefaults('softplus', SOFTPLUS, options);
  return ops.softplus(input, beta, threshold);
}

/** x / (1 + |x|). */
export const softsign = (input: Tensor): Tensor => ops.div(input, ops.add(ops.abs(input), 1));

/** log(sigmoid(x)). */
export const logsigmoid = (input: Tensor): Tensor => ops.logSigmoid(input);

interface Hardtanh extends Inplace {
  minVal: number;
  maxVal: number;
}
const HARDTANH: Hardtanh = { minVal: -1, maxVal: 1, inplace: false };
export type HardtanhOptions = Options<Hardtanh>;

/** x clamped to [minVal, maxVal]. */
export function hardtanh(input: Tensor, options?: HardtanhOptions): Tensor {
  const { minVal, maxVal, inplace } = withDefaults('hardtanh', HARDTANH, options);
  if (minVal > maxVal) throw invalidArgument('hardtanh', 'minVal up to maxVal', `${minVal} and ${maxVal}`);
  return inplace ? ops.hardtanh_(input, minVal, maxVal) : ops.hardtanh(input, minVal, maxVal);
}

/** relu6(x + 3) / 6. */
export const hardsigmoid = (input: Tensor, options?: InplaceOptions): Tensor =>
  options?.inplace ? ops.hardsigmoid_(input) : ops.hardsigmoid(input);

/** x · relu6(x + 3) / 6. */
export const hardswish = (input: Tensor, options?: InplaceOptions): Tensor =>
  options?.inplace ? ops.hardswish_(input) : ops.hardswish(input);

export type ShrinkOptions = Options<{ lambd: number }>;

/** x where |x| > λ, else 0. */
export const hardshrink = (input: Tensor, options?: ShrinkOptions): Tensor =>
  ops.hardshrink(input, options?.lambd ?? 0.5);

/** x moved λ towards 0, and 0 where it would cross. */
export const softshrink = (input: Tensor, options?: ShrinkOptions): Tensor =>
  ops.softshrink(input, options?.lambd ?? 0.5);

/** x − tanh(x). */
export const tanhshrink = (input: Tensor): Tensor => ops.sub(input, ops.tanh(input));

/** x where x > threshold, else `value`. */
export const threshold = (input: Tensor, threshold: number, value: number, options?: InplaceOptions): Tensor =>
  options?.inplace ? ops.threshold_(input, threshold, value) : ops.threshold(input, threshold, value);

interface RReLU extends Inplace {
  lower: number;
  upper: number;
  training: boolean;
}
const RRELU: RReLU = { lower: 1 / 8, upper: 1 / 3, training: false, inplace: false };
export type RReLUOptions = Options<RReLU>;

/** A leaky ReLU whose slopes are drawn from [lower, upper) in training, and are their mean otherwise. */
export function rrelu(input: Tensor, options?: RReLUOptions): Tensor {
  const { lower, upper, training, inplace } = withDefaults('rrelu', RRELU, options);
  return inplace ? ops.rrelu_(input, lower, upper, training) : ops.rrelu(input, lower, upper, training);
}

/** a · sigmoid(b), where a and b are the halves of `dim`. */
export const glu = (input: Tensor, options?: Options<{ dim: number }>): Tensor => ops.glu(input, options?.dim ?? -1);

export type SoftmaxOptions = Options<{ dtype: DType }>;

/** eˣ / Σeˣ along `dim`. */
export const softmax = (input: Tensor, dim: number, options?: SoftmaxOptions): Tensor =>
  ops.softmax(input, dim, options?.dtype ?? null);

/** log(softmax(x)) along `dim`, without overflow. */
export const logSoftmax = (input: Tensor, dim: number, options?: SoftmaxOptions): Tensor =>
  ops.logSoftmax(input, dim, options?.dtype ?? null);

/** softmax(−x) along `dim`. */
export const softmin = (input: Tensor, dim: number, options?: SoftmaxOptions): Tensor =>
  ops.softmax(ops.neg(input), dim, options?.dtype ?? null);

interface Gumbel {
  tau: number;
  hard: boolean;
  dim: number;
}
const GUMBEL: Gumbel = { tau: 1, hard: false, dim: -1 };

/** A sample of a relaxed one-hot distribution; `hard` gives one-hot values with the soft sample's gradient (Jang et al. 2016). */
export function gumbelSoftmax(logits: Tensor, options?: Options<Gumbel>): Tensor {
  const { tau, hard, dim } = withDefaults('gumbelSoftmax', GUMBEL, options);
  const noise = ops.neg(ops.log(ops.exponential_(ops.emptyLike(logits))));
  const soft = ops.softmax(ops.div(ops.add(logits, noise), tau), dim);
  if (!hard) return soft;
  const index = ops.argmax(soft, dim, true);
  const oneHot = ops.scatter_(ops.zerosLike(logits), dim, index, 1);
  return ops.add(ops.sub(oneHot, soft.detach()), soft);
}

const inplace = { inplace: true } as const;

/** `relu` in place. */
export const relu_ = (input: Tensor): Tensor => relu(input, inplace);
/** `elu` in place. */
export const elu_ = (input: Tensor, options?: Omit<AlphaOptions, 'inplace'>): Tensor =>
  elu(input, { ...options, ...inplace });
/** `selu` in place. */
export const selu_ = (input: Tensor): Tensor => selu(input, inplace);
/** `celu` in place. */
export const celu_ = (input: Tensor, options?: Omit<AlphaOptions, 'inplace'>): Tensor =>
  celu(input, { ...options, ...inplace });
/** `leakyRelu` in place. */
export const leakyRelu_ = (input: Tensor, options?: Omit<LeakyReLUOptions, 'inplace'>): Tensor =>
  leakyRelu(input, { ...options, ...inplace });
/** `hardtanh` in place. */
export const hardtanh_ = (input: Tensor, options?: Omit<HardtanhOptions, 'inplace'>): Tensor =>
  hardtanh(input, { ...options, ...inplace });
/** `rrelu` in place. */
export const rrelu_ = (input: Tensor, options?: Omit<RReLUOptions, 'inplace'>): Tensor =>
  rrelu(input, { ...options, ...inplace });
/** `threshold` in place. */
export const threshold_ = (input: Tensor, limit: number, value: number): Tensor =>
  threshold(input, limit, value, inplace);
