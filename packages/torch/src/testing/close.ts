import { AssertionError } from 'node:assert';
import type { Tensor } from '../tensor/tensor.ts';

/** How far apart two tensors may be: |actual − expected| ≤ atol + rtol·|expected|, element by element. */
export interface Tolerance {
  /** Relative tolerance; by default 1.3e-6 for float32, 1e-7 for float64, 1.6e-2 for bfloat16, 1e-3 for float16. */
  rtol?: number | undefined;
  /** Absolute tolerance; by default 1e-5, for float64 1e-7. */
  atol?: number | undefined;
  /** Whether NaN equals NaN. Default false. */
  equalNan?: boolean | undefined;
}

/** PyTorch's `torch.testing` defaults. */
const DEFAULTS: Record<string, [rtol: number, atol: number]> = {
  float16: [1e-3, 1e-5],
  bfloat16: [1.6e-2, 1e-5],
  float32: [1.3e-6, 1e-5],
  float64: [1e-7, 1e-7],
  complex64: [1.3e-6, 1e-5],
  complex128: [1e-7, 1e-7],
};

/** Where two tensors differ most. */
export interface Difference {
  /** Elements outside the tolerance. */
  readonly mismatched: number;
  readonly elements: number;
  readonly greatest: {
    readonly difference: number;
    readonly index: number[];
    readonly actual: number;
    readonly expected: number;
  };
}

/** Compares two tensors of the same shape, element by element. Complex numbers count as two. */
export function difference(actual: Tensor, expected: Tensor, tolerance: Tolerance = {}): Difference {
  const [rtol, atol] = DEFAULTS[expected.dtype] ?? [0, 0];
  const { rtol: relative = rtol, atol: absolute = atol, equalNan = false } = tolerance;
  const a = actual.data();
  const b = expected.data();
  let mismatched = 0;
  let greatest = -1;
  let place = 0;
  for (let i = 0; i < b.length; i++) {
    const [x, y] = [Number(a[i]), Number(b[i])];
    const apart = Object.is(x, y) || x === y || (equalNan && Number.isNaN(x) && Number.isNaN(y)) ? 0 : Math.abs(x - y);
    const close =
      apart === 0 || (apart <= absolute + relative * Math.abs(y) && Number.isFinite(apart) && !Number.isNaN(y));
    if (!close || (Number.isNaN(x) && !equalNan)) mismatched++;
    const size = Number.isNaN(apart) ? Number.POSITIVE_INFINITY : apart;
    if (size > greatest) [greatest, place] = [size, i];
  }
  const where = {
    difference: Math.max(greatest, 0),
    index: unravel(place, expected.shape),
    actual: Number(a[place]),
    expected: Number(b[place]),
  };
  return { mismatched, elements: b.length, greatest: where };
}

function unravel(place: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  let rest = place;
  for (let d = shape.length - 1; d >= 0; d--) {
    index.unshift(rest % shape[d]!);
    rest = Math.floor(rest / shape[d]!);
  }
  return index;
}

/**
 * Whether two tensors have the same shape and are close.
 *
 * @example
 * torch.testing.allClose(a, b, { rtol: 1e-6 });
 */
export function allClose(actual: Tensor, expected: Tensor, tolerance?: Tolerance): boolean {
  return actual.shape.join() === expected.shape.join() && difference(actual, expected, tolerance).mismatched === 0;
}

/**
 * Asserts that two tensors have the same shape and dtype and are close.
 *
 * @throws {AssertionError} — with the number of elements that are not, and where the greatest difference lies
 */
export function assertClose(actual: Tensor, expected: Tensor, tolerance?: Tolerance & { message?: string }): void {
  const fail = (text: string) => {
    throw new AssertionError({
      message: tolerance?.message ? `${tolerance.message}: ${text}` : text,
      stackStartFn: assertClose,
    });
  };
  if (actual.shape.join() !== expected.shape.join())
    fail(`expected shape (${expected.shape.join(', ')}), received (${actual.shape.join(', ')})`);
  if (actual.dtype !== expected.dtype) fail(`expected ${expected.dtype}, received ${actual.dtype}`);
  const { mismatched, elements, greatest } = difference(actual, expected, tolerance);
  if (mismatched === 0) return;
  fail(
    `${mismatched} of ${elements} elements differ; most at [${greatest.index.join(', ')}]: expected ${greatest.expected}, received ${greatest.actual}, ${greatest.difference} apart`,
  );
}
