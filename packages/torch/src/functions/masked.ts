// torch.masked: reductions and normalisations over the elements that a mask holds true.
import { ops } from '../engine/ops.ts';
import { TorchError } from '../errors.ts';
import { type DType, isComplex, isFloating, ranges } from '../tensor/dtype.ts';
import type { Tensor } from '../tensor/tensor.ts';

type Dims = number | readonly number[] | null;

/** What masked reductions take: where the mask is false, an element counts for nothing. */
export interface MaskedOptions {
  dim?: Dims;
  keepdim?: boolean;
  dtype?: DType;
  /** bool, of the input's shape or one that can be broadcast to it. */
  mask?: Tensor;
}

/** What masked functions along one dimension take. */
export type MaskedAlongOptions = Pick<MaskedOptions, 'dtype' | 'mask'>;

function fitted(input: Tensor, mask: Tensor): Tensor {
  if (mask.ndim > input.ndim)
    throw new TorchError('shape', `the mask has ${mask.ndim} dimensions, the input ${input.ndim}`);
  return ops.broadcastTo(mask.dtype === 'bool' ? mask : mask.bool(), input.shape);
}

const filled = (input: Tensor, mask: Tensor | undefined, value: number | bigint): Tensor =>
  mask
    ? ops.where(fitted(input, mask), input, ops.full([], value, { dtype: input.dtype, device: input.device }))
    : input;

const lowest = (dtype: DType): number | bigint => ranges[dtype]?.[0] ?? Number.NEGATIVE_INFINITY;
const highest = (dtype: DType): number | bigint => ranges[dtype]?.[1] ?? Number.POSITIVE_INFINITY;

// All dimensions where none is named; each once, in order.
function dimensions(input: Tensor, dim: Dims | undefined): number[] {
  const { ndim } = input;
  if (dim === undefined || dim === null) return input.shape.map((_, d) => d);
  const listed = (typeof dim === 'number' ? [dim] : [...dim]).map((d) => (d < 0 ? d + Math.max(ndim, 1) : d));
  return ndim === 0 ? [] : listed.sort((a, b) => a - b);
}

// Sums and products of small integers are int64.
const wide = (input: Tensor, dtype: DType | undefined): DType =>
  dtype ?? (isFloating(input.dtype) || isComplex(input.dtype) ? input.dtype : 'int64');

/** Σ of what the mask holds. */
export function sum(input: Tensor, options: MaskedOptions = {}): Tensor {
  const { keepdim = false, mask } = options;
  const kept = filled(input, mask, 0);
  return ops.sum(kept, dimensions(input, options.dim), keepdim, { dtype: wide(input, options.dtype) });
}

/** The product of what the mask holds. */
export function prod(input: Tensor, options: MaskedOptions = {}): Tensor {
  const { keepdim = false, mask } = options;
  const dtype = wide(input, options.dtype);
  const over = dimensions(input, options.dim);
  let result = filled(input, mask, 1);
  if (over.length === 0) return result.to(dtype);
  for (const dim of over.reverse()) result = ops.prod(result, dim, keepdim, { dtype });
  return result;
}

/** Running sums along a dimension; what the mask leaves out adds nothing. */
export const cumsum = (input: Tensor, dim: number, { mask, dtype }: MaskedAlongOptions = {}): Tensor =>
  ops.cumsum(filled(input, mask, 0), dim, { dtype: dtype ?? input.dtype });
/** Running products along a dimension; what the mask leaves out multiplies by 1. */
export const cumprod = (input: Tensor, dim: number, { mask, dtype }: MaskedAlongOptions = {}): Tensor =>
  ops.cumprod(filled(input, mask, 1), dim, { dtype: dtype ?? input.dtype });

const typed = (result: Tensor, dtype: DType): Tensor => (result.dtype === dtype ? result : result.to(dtype));

/** The greatest of what the mask holds. */
export const amax = (input: Tensor, { dim, keepdim = false, mask, dtype }: MaskedOptions = {}): Tensor =>
  typed(ops.amax(filled(input, mask, lowest(input.dtype)), dimensions(input, dim), keepdim), dtype ?? input.dtype);
/** The least of what the mask holds. */
export const amin = (input: Tensor, { dim, keepdim = false, mask, dtype }: MaskedOptions = {}): Tensor =>
  typed(ops.amin(filled(input, mask, highest(input.dtype)), dimensions(input, dim), keepdim), dtype ?? input.dtype);

type Place = Omit<MaskedOptions, 'dim'> & { dim?: number | null };

/** Where the greatest of what the mask holds stands. */
export const argmax = (input: Tensor, { dim = null, keepdim = false, mask, dtype }: Place = {}): Tensor =>
  typed(ops.argmax(filled(input, mask, lowest(input.dtype)), dim, keepdim), dtype ?? input.dtype);
/** Where the least of what the mask holds stands. */
export const argmin = (input: Tensor, { dim = null, keepdim = false, mask, dtype }: Place = {}): Tensor =>
  typed(ops.argmin(filled(input, mask, highest(input.dtype)), dim, keepdim), dtype ?? input.dtype);

const counted = (input: Tensor, mask: Tensor | undefined, over: readonly number[], keepdim: boolean): Tensor =>
  ops.sum(mask ? fitted(input, mask) : ops.onesLike(input, { dtype: 'bool' }), over, keepdim);

/** The mean of what the mask holds; NaN where that is nothing. */
export function mean(input: Tensor, options: MaskedOptions = {}): Tensor {
  const { dim, keepdim = false, mask, dtype = input.dtype } = options;
  if (!isFloating(dtype) && !isComplex(dtype))
    throw new TorchError('dtype', `masked.mean: expected floating or complex numbers, received ${dtype}`);
  const total = sum(input, { ...options, dtype });
  return ops.div(total, counted(input, mask, dimensions(input, dim), keepdim));
}

/** The median along a dimension of what the mask holds. */
export function median(input: Tensor, options: Omit<MaskedOptions, 'dim'> & { dim?: number } = {}): Tensor {
  const { dim = -1, keepdim = false, mask, dtype = input.dtype } = options;
  const floating = isFloating(input.dtype);
  const kept = filled(floating ? input : input.float(), mask, Number.NaN);
  const result = ops.nanmedian(kept, dim, keepdim)[0];
  if (floating) return result;
  if (ops.any(ops.isnan(result)).item())
    throw new TorchError('value', `masked.median: ${input.dtype} has no NaN for rows of which the mask holds nothing`);
  return result.to(dtype);
}

function spread(
  input: Tensor,
  options: MaskedOptions & { correction?: number; unbiased?: boolean },
  root: boolean,
): Tensor {
  const { dim, keepdim = false, mask, unbiased } = options;
  const correction = options.correction ?? (unbiased === false ? 0 : 1);
  const dtype = options.dtype ?? (isFloating(input.dtype) || isComplex(input.dtype) ? input.dtype : 'float32');
  const compute: DType = isFloating(dtype) || isComplex(dtype) ? dtype : 'float32';
  const over = dimensions(input, dim);
  const masked = mask ? { mask } : {};
  const centre = ops.div(sum(input, { dim: over, keepdim: true, dtype, ...masked }), counted(input, mask, over, true));
  const off = ops.sub(input, centre);
  const total = sum(ops.mul(off, ops.conj(off)), { dim: over, keepdim, dtype: compute, ...masked });
  let count = counted(input, mask, over, keepdim);
  if (correction !== 0) {
    const real: DType = compute === 'complex64' ? 'float32' : compute === 'complex128' ? 'float64' : compute;
    count = ops.clampMin(ops.sub(count.to(real), correction), 0);
  }
  const variance = typed(ops.div(total, count), dtype);
  return root ? ops.sqrt(variance) : variance;
}

/** The variance of what the mask holds. */
export const variance = (
  input: Tensor,
  options: MaskedOptions & { correction?: number; unbiased?: boolean } = {},
): Tensor => spread(input, options, false);
/** The standard deviation of what the mask holds. */
export const std = (input: Tensor, options: MaskedOptions & { correction?: number; unbiased?: boolean } = {}): Tensor =>
  spread(input, options, true);

/** The p-norm of what the mask holds. */
export function norm(input: Tensor, ord = 2, options: MaskedOptions = {}): Tensor {
  const { dim, keepdim = false, mask, dtype } = options;
  const kept = filled(input, mask, ord === Number.NEGATIVE_INFINITY ? Number.POSITIVE_INFINITY : 0);
  return ops.linalgVectorNorm(kept, ord, dimensions(input, dim), keepdim, { dtype: dtype ?? input.dtype });
}

/** log Σ eˣ of what the mask holds. */
export const logsumexp = (input: Tensor, { dim, keepdim = false, mask, dtype }: MaskedOptions = {}): Tensor =>
  typed(ops.logsumexp(filled(input, mask, lowest(input.dtype)), dimensions(input, dim), keepdim), dtype ?? input.dtype);

/** log(eˣ + eʸ), each under a mask of its own. */
export function logaddexp(
  input: Tensor,
  other: Tensor,
  options: { dtype?: DType; inputMask?: Tensor; otherMask?: Tensor } = {},
): Tensor {
  const { dtype = input.dtype, inputMask, otherMask } = options;
  const minus = Number.NEGATIVE_INFINITY;
  return typed(ops.logaddexp(filled(input, inputMask, minus), filled(other, otherMask, minus)), dtype);
}

/** Softmax along a dimension over what the mask holds. */
export const softmax = (input: Tensor, dim: number, { mask, dtype }: MaskedAlongOptions = {}): Tensor =>
  ops.softmax(filled(input, mask, lowest(input.dtype)), dim, { dtype: dtype ?? input.dtype });
/** The logarithm of the masked softmax. */
export const logSoftmax = (input: Tensor, dim: number, { mask, dtype }: MaskedAlongOptions = {}): Tensor =>
  ops.logSoftmax(filled(input, mask, lowest(input.dtype)), dim, { dtype: dtype ?? input.dtype });
/** The masked softmax of −x. */
export const softmin = (input: Tensor, dim: number, { mask, dtype }: MaskedAlongOptions = {}): Tensor =>
  ops.softmax(ops.neg(filled(input, mask, highest(input.dtype))), dim, { dtype: dtype ?? input.dtype });

/** Divides by the p-norm along a dimension of what the mask holds. */
export function normalize(
  input: Tensor,
  ord: number,
  dim: number,
  options: MaskedAlongOptions & { eps?: number } = {},
): Tensor {
  const { eps = 1e-12, ...rest } = options;
  const length = norm(input, ord, { ...rest, dim, keepdim: true });
  return ops.div(
    filled(input, options.mask, 0),
    ops.maximum(length, ops.full([], eps, { dtype: length.dtype, device: length.device })),
  );
}

export { variance as var };
