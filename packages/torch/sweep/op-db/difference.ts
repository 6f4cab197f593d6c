import * as torch from '../../src/index.ts';

// Relative and absolute, by dtype: kernels for other vector instructions sum in another order.
const TOLERANCE: Partial<Record<torch.DType, number>> = {
  float16: 5e-3,
  bfloat16: 3e-2,
  float32: 1e-4,
  complex64: 1e-4,
  float64: 1e-7,
  complex128: 1e-7,
};
// Vectors that are right up to their signs or phases, and bases of which there are several.
const BASES = /svd|eig|qr|geqrf|ormqr|householder|lobpcg|lowrank|lstsq/;

/** Where a result is another than recorded, in words; undefined where it is equal. */
export function difference(actual: unknown, expected: unknown, name: string, loose: boolean): string | undefined {
  if (expected instanceof torch.Tensor) {
    if (!(actual instanceof torch.Tensor)) return `a tensor in Python, ${typeof actual} here`;
    if (actual.dtype !== expected.dtype) return `${expected.dtype} in Python, ${actual.dtype} here`;
    if (actual.shape.join() !== expected.shape.join())
      return loose && name === 'resize_' ? undefined : `shape [${expected.shape}] in Python, [${actual.shape}] here`;
    return loose ? undefined : values(actual, expected, BASES.test(name));
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return `${expected.length} results in Python, ${typeof actual} here`;
    if (actual.length !== expected.length) return `${expected.length} results in Python, ${actual.length} here`;
    for (const [i, each] of expected.entries()) {
      const wrong = difference(actual[i], each, name, loose);
      if (wrong) return wrong;
    }
    return undefined;
  }
  if (expected === null) return actual === undefined || actual === null ? undefined : 'nothing in Python';
  if (typeof expected === 'number')
    return Math.abs(Number(actual) - expected) <= 1e-6 * (1 + Math.abs(expected)) || Object.is(Number(actual), expected)
      ? undefined
      : `${expected} in Python, ${String(actual)} here`;
  return String(actual) === String(expected) ? undefined : `${String(expected)} in Python, ${String(actual)} here`;
}

function values(actual: torch.Tensor, expected: torch.Tensor, signs: boolean): string | undefined {
  const tolerance = TOLERANCE[expected.dtype] ?? 0;
  const [a, e] = [actual.resolveNeg().data(), expected.data()];
  for (let i = 0; i < e.length; i++) {
    let [x, y] = [Number(a[i]), Number(e[i])];
    if (Object.is(x, y) || x === y) continue;
    if (signs) [x, y] = [Math.abs(x), Math.abs(y)];
    if (!(Math.abs(x - y) <= tolerance * (1 + Math.abs(y)))) return 'other values';
  }
  return undefined;
}
