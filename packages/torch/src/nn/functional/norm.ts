import { ops } from '../../engine/ops.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { invalidArgument } from '../errors.ts';
import { requirePlaces, requireSeveral } from '../norm/several.ts';
import { type Options, withDefaults } from '../options.ts';
import { pad } from './pad.ts';

interface BatchNorm {
  weight: Tensor | undefined;
  bias: Tensor | undefined;
  training: boolean;
  momentum: number;
  eps: number;
}
const BATCH_NORM: BatchNorm = { weight: undefined, bias: undefined, training: false, momentum: 0.1, eps: 1e-5 };
export type BatchNormOptions = Options<BatchNorm>;

/** Normalises each channel (dimension 1) over the batch, or by the running statistics when not training. */
export function batchNorm(
  input: Tensor,
  runningMean: Tensor | null | undefined,
  runningVar: Tensor | null | undefined,
  options?: BatchNormOptions,
): Tensor {
  const o = withDefaults('batchNorm', BATCH_NORM, options);
  if (o.training) requireSeveral('batchNorm', input.shape);
  if (!(o.eps > 0)) throw invalidArgument('batchNorm', 'eps above 0', String(o.eps));
  return ops.batchNorm(
    input,
    o.weight ?? null,
    o.bias ?? null,
    runningMean ?? null,
    runningVar ?? null,
    o.training,
    o.momentum,
    o.eps,
    true,
  );
}

interface InstanceNorm {
  runningMean: Tensor | undefined;
  runningVar: Tensor | undefined;
  weight: Tensor | undefined;
  bias: Tensor | undefined;
  useInputStats: boolean;
  momentum: number;
  eps: number;
}
const INSTANCE_NORM: InstanceNorm = {
  runningMean: undefined,
  runningVar: undefined,
  weight: undefined,
  bias: undefined,
  useInputStats: true,
  momentum: 0.1,
  eps: 1e-5,
};

/** Normalises each channel of each example by itself. */
export function instanceNorm(input: Tensor, options?: Options<InstanceNorm>): Tensor {
  const o = withDefaults('instanceNorm', INSTANCE_NORM, options);
  if (o.useInputStats) requirePlaces('instanceNorm', input.shape);
  return ops.instanceNorm(
    input,
    o.weight ?? null,
    o.bias ?? null,
    o.runningMean ?? null,
    o.runningVar ?? null,
    o.useInputStats,
    o.momentum,
    o.eps,
    true,
  );
}

interface Affine {
  weight: Tensor | undefined;
  bias: Tensor | undefined;
  eps: number;
}
const AFFINE: Affine = { weight: undefined, bias: undefined, eps: 1e-5 };
export type AffineOptions = Options<Affine>;

/** Normalises over the last dimensions, `normalizedShape` long. */
export function layerNorm(input: Tensor, normalizedShape: readonly number[], options?: AffineOptions): Tensor {
  const o = withDefaults('layerNorm', AFFINE, options);
  return ops.layerNorm(input, normalizedShape, o.weight ?? null, o.bias ?? null, o.eps);
}

/** Divides by the root mean square over the last dimensions; `eps` is the dtype's own unless given. */
export const rmsNorm = (
  input: Tensor,
  normalizedShape: readonly number[],
  options?: Options<{ weight: Tensor; eps: number }>,
): Tensor => ops.rmsNorm(input, normalizedShape, options?.weight ?? null, options?.eps ?? null);

/** Normalises channels in `numGroups` groups, each example by itself. */
export function groupNorm(input: Tensor, numGroups: number, options?: AffineOptions): Tensor {
  const o = withDefaults('groupNorm', AFFINE, options);
  const [batch = 1, channels = 1, ...places] = input.shape;
  requireSeveral('groupNorm', [Math.floor((batch * channels) / numGroups), numGroups, ...places]);
  return ops.groupNorm(input, numGroups, o.weight ?? null, o.bias ?? null, o.eps);
}

interface Response {
  alpha: number;
  beta: number;
  k: number;
}
const RESPONSE: Response = { alpha: 1e-4, beta: 0.75, k: 1 };
export type LocalResponseNormOptions = Options<Response>;

/** Divides each channel by a power of its neighbours' mean square (Krizhevsky et al. 2012). */
export function localResponseNorm(input: Tensor, size: number, options?: LocalResponseNormOptions): Tensor {
  const { alpha, beta, k } = withDefaults('localResponseNorm', RESPONSE, options);
  const sides = [Math.floor(size / 2), Math.floor((size - 1) / 2)];
  const square = ops.unsqueeze(ops.mul(input, input), 1);
  const shape = input.shape;
  let mean: Tensor;
  if (shape.length === 3) {
    mean = ops.squeeze(ops.avgPool2d(pad(square, [0, 0, ...sides]), [size, 1], 1), 1);
  } else {
    const flat = ops.reshape(square, [shape[0]!, 1, shape[1]!, shape[2]!, -1]); // (N, 1, C, D, rest)
    mean = ops.reshape(ops.avgPool3d(pad(flat, [0, 0, 0, 0, ...sides]), [size, 1, 1], 1), shape);
  }
  return ops.div(input, ops.pow(ops.add(ops.mul(mean, alpha), k), beta));
}

interface Normalize {
  p: number;
  dim: number;
  eps: number;
}
const NORMALIZE: Normalize = { p: 2, dim: 1, eps: 1e-12 };

/** Divides by the p-norm along `dim`. */
export function normalize(input: Tensor, options?: Options<Normalize>): Tensor {
  const { p, dim, eps } = withDefaults('normalize', NORMALIZE, options);
  const norm = ops.clampMin(ops.norm(input, p, [dim], true), eps);
  return ops.div(input, ops.expandAs(norm, input));
}
