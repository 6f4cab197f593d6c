import { noGrad } from '../autograd/autograd.ts';
import { ops } from '../engine/ops.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { invalidArgument } from './errors.ts';
import { type Options, withDefaults } from './options.ts';

/** A function that follows the initialised layer, as `calculateGain` knows it. */
export type Nonlinearity =
  | 'linear'
  | 'conv1d'
  | 'conv2d'
  | 'conv3d'
  | 'conv_transpose1d'
  | 'conv_transpose2d'
  | 'conv_transpose3d'
  | 'sigmoid'
  | 'tanh'
  | 'relu'
  | 'leaky_relu'
  | 'selu';

/** The factor that keeps a signal's variance through a nonlinearity; `param` is the leaky ReLU's slope. */
export function calculateGain(nonlinearity: Nonlinearity, param = 0.01): number {
  switch (nonlinearity) {
    case 'tanh':
      return 5 / 3;
    case 'relu':
      return Math.sqrt(2);
    case 'leaky_relu':
      return Math.sqrt(2 / (1 + param ** 2));
    case 'selu':
      return 3 / 4;
    default:
      return 1;
  }
}

/** How many inputs each output of a weight (out, in, …kernel) sums over, and how many outputs each input reaches. */
export function fans(tensor: Tensor): { fanIn: number; fanOut: number } {
  const [out, inputs, ...kernel] = tensor.shape;
  if (out === undefined || inputs === undefined) {
    throw invalidArgument('init', 'a tensor of 2 or more dimensions', `(${tensor.shape.join(', ')})`);
  }
  const field = kernel.reduce((a, b) => a * b, 1);
  return { fanIn: inputs * field, fanOut: out * field };
}

interface Uniform {
  a: number;
  b: number;
}
const UNIFORM: Uniform = { a: 0, b: 1 };

/** Fills with draws from U(a, b). */
export function uniform_<T extends Tensor>(tensor: T, options?: Options<Uniform>): T {
  const { a, b } = withDefaults('uniform_', UNIFORM, options);
  noGrad(() => ops.uniform_(tensor, a, b));
  return tensor;
}

interface Normal {
  mean: number;
  std: number;
}
const NORMAL: Normal = { mean: 0, std: 1 };

/** Fills with draws from N(mean, std²). */
export function normal_<T extends Tensor>(tensor: T, options?: Options<Normal>): T {
  const { mean, std } = withDefaults('normal_', NORMAL, options);
  noGrad(() => ops.normal_(tensor, mean, std));
  return tensor;
}

const TRUNCATED: Normal & Uniform = { mean: 0, std: 1, a: -2, b: 2 };

/** Fills with draws from N(mean, std²) that lie in [a, b]. */
export function truncNormal_<T extends Tensor>(tensor: T, options?: Options<Normal & Uniform>): T {
  const { mean, std, a, b } = withDefaults('truncNormal_', TRUNCATED, options);
  noGrad(() => {
    const low = normalCdf((a - mean) / std);
    const high = normalCdf((b - mean) / std);
    ops.uniform_(tensor, 2 * low - 1, 2 * high - 1);
    ops.erfinv_(tensor);
    ops.mul_(tensor, std * Math.sqrt(2));
    ops.add_(tensor, mean);
    ops.clamp_(tensor, a, b);
  });
  return tensor;
}

/** Φ(x); Math has no erf. */
function normalCdf(x: number): number {
  using scaled = ops.full([], x / Math.sqrt(2), { dtype: 'float64', device: 'cpu' });
  using erf = ops.erf(scaled);
  return (1 + erf.item()) / 2;
}

/** Fills with one value. */
export function constant_<T extends Tensor>(tensor: T, value: number): T {
  noGrad(() => ops.fill_(tensor, value));
  return tensor;
}

/** Fills with ones. */
export const ones_ = <T extends Tensor>(tensor: T): T => constant_(tensor, 1);

/** Fills with zeros. */
export const zeros_ = <T extends Tensor>(tensor: T): T => constant_(tensor, 0);

/** Fills a matrix with the identity. */
export function eye_<T extends Tensor>(tensor: T): T {
  if (tensor.ndim !== 2) throw invalidArgument('eye_', 'a tensor of 2 dimensions', `(${tensor.shape.join(', ')})`);
  noGrad(() => tensor.copy_(ops.eye(tensor.shape[0]!, tensor.shape[1]!)));
  return tensor;
}

/** Fills a convolution's weight so that it passes its channels on unchanged. */
export function dirac_<T extends Tensor>(tensor: T, options?: Options<{ groups: number }>): T {
  const groups = options?.groups ?? 1;
  const [out = 0, inputs = 0, ...kernel] = tensor.shape;
  if (kernel.length < 1 || kernel.length > 3 || out % groups !== 0) {
    throw invalidArgument(
      'dirac_',
      `a convolution's weight with 3 to 5 dimensions, the first divisible by ${groups}`,
      `(${tensor.shape.join(', ')})`,
    );
  }
  const perGroup = out / groups;
  const centre = kernel.map((size) => Math.floor(size / 2));
  noGrad(() => {
    ops.zero_(tensor);
    for (let g = 0; g < groups; g++) {
      for (let d = 0; d < Math.min(perGroup, inputs); d++) tensor.at(g * perGroup + d, d, ...centre).fill_(1);
    }
  });
  return tensor;
}

interface Gain {
  gain: number;
}
const GAIN: Gain = { gain: 1 };

/** U(−a, a) with a = gain·√(6 / (fanIn + fanOut)) (Glorot & Bengio 2010). */
export function xavierUniform_<T extends Tensor>(tensor: T, options?: Options<Gain>): T {
  const { gain } = withDefaults('xavierUniform_', GAIN, options);
  const { fanIn, fanOut } = fans(tensor);
  const a = Math.sqrt(3) * (gain * Math.sqrt(2 / (fanIn + fanOut)));
  return uniform_(tensor, { a: -a, b: a });
}

/** N(0, std²) with std = gain·√(2 / (fanIn + fanOut)) (Glorot & Bengio 2010). */
export function xavierNormal_<T extends Tensor>(tensor: T, options?: Options<Gain>): T {
  const { gain } = withDefaults('xavierNormal_', GAIN, options);
  const { fanIn, fanOut } = fans(tensor);
  return normal_(tensor, { mean: 0, std: gain * Math.sqrt(2 / (fanIn + fanOut)) });
}

interface Kaiming {
  a: number;
  mode: 'fan_in' | 'fan_out';
  nonlinearity: Nonlinearity;
}
const KAIMING: Kaiming = { a: 0, mode: 'fan_in', nonlinearity: 'leaky_relu' };
export type KaimingOptions = Options<Kaiming>;

function kaimingStd(where: string, tensor: Tensor, options: KaimingOptions | undefined): number {
  const { a, mode, nonlinearity } = withDefaults(where, KAIMING, options);
  return calculateGain(nonlinearity, a) / Math.sqrt(mode === 'fan_in' ? fans(tensor).fanIn : fans(tensor).fanOut);
}

/** U(−√3·std, √3·std) with std = gain / √fan (He et al. 2015); `a` is the slope of the leaky ReLU that follows. */
export function kaimingUniform_<T extends Tensor>(tensor: T, options?: KaimingOptions): T {
  if (tensor.numel() === 0) return tensor;
  const bound = Math.sqrt(3) * kaimingStd('kaimingUniform_', tensor, options);
  return uniform_(tensor, { a: -bound, b: bound });
}

/** N(0, std²) with std = gain / √fan (He et al. 2015). */
export const kaimingNormal_ = <T extends Tensor>(tensor: T, options?: KaimingOptions): T =>
  tensor.numel() === 0 ? tensor : normal_(tensor, { mean: 0, std: kaimingStd('kaimingNormal_', tensor, options) });

/** Fills with a (semi-)orthogonal matrix times `gain` (Saxe et al. 2013); dimensions after the first count as one. */
export function orthogonal_<T extends Tensor>(tensor: T, options?: Options<Gain>): T {
  const { gain } = withDefaults('orthogonal_', GAIN, options);
  if (tensor.ndim < 2)
    throw invalidArgument('orthogonal_', 'a tensor of 2 or more dimensions', `(${tensor.shape.join(', ')})`);
  const rows = tensor.shape[0]!;
  const columns = tensor.numel() / rows;
  noGrad(() => {
    let flat = ops.normal_(ops.empty([rows, columns], { dtype: tensor.dtype, device: tensor.device }), 0, 1);
    if (rows < columns) flat = ops.t(flat);
    const [q, r] = ops.linalgQr(flat);
    let result = ops.mul(q, ops.sign(ops.diagonal(r))); // makes the draw uniform (Mezzadri 2007)
    if (rows < columns) result = ops.t(result);
    tensor.copy_(ops.viewAs(result.contiguous(), tensor));
    ops.mul_(tensor, gain);
  });
  return tensor;
}

/** N(0, std²) with a share `sparsity` of every column set to zero (Martens 2010). */
export function sparse_<T extends Tensor>(tensor: T, sparsity: number, options?: Options<{ std: number }>): T {
  if (tensor.ndim !== 2) throw invalidArgument('sparse_', 'a tensor of 2 dimensions', `(${tensor.shape.join(', ')})`);
  const [rows = 0, columns = 0] = tensor.shape;
  const zeros = Math.ceil(sparsity * rows);
  noGrad(() => {
    ops.normal_(tensor, 0, options?.std ?? 0.01);
    for (let column = 0; column < columns; column++) {
      const chosen = ops.narrow(ops.randperm(rows), 0, 0, zeros);
      ops.indexFill_(ops.select(tensor, 1, column), 0, chosen, 0);
    }
  });
  return tensor;
}
