// The recorded aten calls, and how one is made again through the public entry and compared.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { chosen } from '../src/engine/dispatch.ts';
import { camel } from '../src/engine/names.ts';
import { cells, native } from '../src/engine/native.ts';
import { Operator } from '../src/engine/operator.ts';
import * as torch from '../src/index.ts';
import { dtypes } from '../src/tensor/dtype.ts';
import { testDevice } from '../src/testing/index.ts';

/** A recorded value. */
export type Packed =
  | null
  | boolean
  | number
  | string
  | { t: [dtype: torch.DType, shape: number[], at: number, bytes: number] }
  | { l: Packed[] }
  | { f: string }
  | { c: [number, number] }
  | { s: string };

export interface Case {
  op: string;
  overload: string;
  args: Packed[];
  options?: Record<string, Packed>;
  results: Packed[];
  after?: Record<string, Packed>;
  loose?: boolean; // uninitialised memory: only shape and dtype
}

// as: written by record.py
export const { cases, seed } = JSON.parse(readFileSync(new URL('fixtures/sweep.json', import.meta.url), 'utf8')) as {
  cases: Case[];
  seed: number;
};
const blob = readFileSync(new URL('fixtures/sweep.bin', import.meta.url));

// Relative and absolute, by dtype: kernels for other vector instructions sum in another order.
const TOLERANCE: Partial<Record<torch.DType, number>> = {
  float16: 2e-3,
  bfloat16: 2e-2,
  float32: 2e-5,
  complex64: 2e-5,
  float64: 1e-9,
  complex128: 1e-9,
};
// Where a decomposition is right up to signs, and where equal elements may be told apart by either index.
const SIGNS = /svd|eig|qr|geqrf|ormqr|householder|lobpcg/;

// Squares its result again and again, and so multiplies the rounding errors of the first.
const ILL_CONDITIONED = /matrix_exp/;

/** The value that was recorded. */
export function unpack(value: Packed): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('t' in value) {
    const [dtype, shape, at, bytes] = value.t;
    shape.forEach((size, i) => {
      cells[i] = size;
    });
    return new torch.Tensor(
      native.fromMemory(Uint8Array.from(blob.subarray(at, at + bytes)), dtypes.code(dtype), shape.length, true),
    );
  }
  if ('l' in value) return value.l.map(unpack);
  if ('f' in value) return value.f === 'nan' ? Number.NaN : value.f === 'inf' ? Infinity : -Infinity;
  if ('c' in value) return new torch.Complex(...value.c);
  return value.s;
}

function close(actual: unknown, expected: unknown, what: string, signs: boolean, loose: boolean): void {
  if (expected instanceof torch.Tensor) {
    assert(actual instanceof torch.Tensor, `${what}: expected a tensor, received ${String(actual)}`);
    assert.equal(actual.dtype, expected.dtype, `${what}: dtype`);
    assert.deepEqual(actual.shape, expected.shape, `${what}: shape`);
    if (loose) return;
    const tolerance = (TOLERANCE[expected.dtype] ?? 0) * (ILL_CONDITIONED.test(what) ? 10 : 1);
    const a = actual.data();
    const e = expected.data();
    for (let i = 0; i < e.length; i++) {
      let x = a[i]!;
      let y = e[i]!;
      if (Object.is(x, y) || x === y) continue;
      if (signs && typeof x === 'number' && typeof y === 'number') [x, y] = [Math.abs(x), Math.abs(y)];
      const gap = Math.abs(Number(x) - Number(y));
      assert(gap <= tolerance * (1 + Math.abs(Number(y))), `${what}[${i}]: ${x} instead of ${y}`);
    }
  } else if (Array.isArray(expected)) {
    assert(Array.isArray(actual) && actual.length === expected.length, `${what}: expected ${expected.length} values`);
    for (const [i, value] of expected.entries()) close(actual[i], value, `${what}.${i}`, signs, loose);
  } else if (typeof expected === 'number') {
    const x = Number(actual);
    assert(
      Object.is(x, expected) || Math.abs(x - expected) <= 1e-9 * (1 + Math.abs(expected)),
      `${what}: ${x} instead of ${expected}`,
    );
  } else if (expected === null) assert(actual === undefined || actual === null, `${what}: expected nothing`);
  else assert.deepEqual(actual, expected, what);
}

// The same with its tensors on the device under test.
function placed(value: unknown): unknown {
  if (testDevice === 'cpu' || typeof value !== 'object' || value === null || value instanceof torch.Complex)
    return value;
  if (value instanceof torch.Tensor) return value.to(testDevice);
  if (Array.isArray(value)) return value.map(placed);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, placed(each)]));
}

const table = torch.ops as unknown as Record<string, (...args: unknown[]) => unknown>; // as: the operators by name
const named = (options: Record<string, Packed>) =>
  Object.fromEntries(Object.entries(options).map(([name, value]) => [camel(name), unpack(value)]));

// On a GPU: drawn from another generator; or on the CPU only, for integers not at all, or with results of another shape
// where a kernel needs no buffer or leaves out what was not asked for.
const DRAWN =
  /^(?!poisson_nll|.*_backward)_?(native_|feature_)?(alpha_|feature_alpha_)?(dropout|cauchy|exponential|geometric|log_normal|normal|uniform|rrelu|bernoulli|randn?|randint|random|multinomial|poisson)(_|\.|$)/;
const ELSEWHERE =
  /^(tensor_split|_?histogram|narrow_copy\.out|linalg_matmul|chain_matmul|rnn_(tanh|relu)_cell|log_sigmoid_forward|_embedding_bag|unique_dim|binary_cross_entropy_backward\.grad_input|native_layer_norm_backward|matrix_exp|choose_qparams_optimized)/;

/** Whether a call can be compared on the device under test. */
export const comparable = (one: Case): boolean => testDevice === 'cpu' || !ELSEWHERE.test(`${one.op}.${one.overload}`);

/**
 * Makes a call; false where another overload of the same results was chosen.
 *
 * @throws {Error} — where the results are others
 */
export function run(one: Case): boolean {
  const args = one.args.map((value) => placed(unpack(value)));
  if (one.options) args.push(placed(named(one.options)));
  const overload = chosen(new Operator(one.op), args);
  torch.manualSeed(seed);
  const result = torch.noGrad(() => table[camel(one.op)]!(...args));
  const results = one.results.length === 1 ? [result] : one.results.length === 0 ? [] : result;
  const signs = SIGNS.test(one.op);
  const drawn = testDevice !== 'cpu' && DRAWN.test(one.op);
  const what = `${one.op}.${one.overload || 'default'}${overload === one.overload ? '' : ` (chosen: ${overload || 'default'})`}`;
  close(results, one.results.map(unpack), what, signs, one.loose === true || drawn);
  for (const [i, value] of Object.entries(one.after ?? {}))
    close(args[Number(i)], unpack(value), `${what}: argument ${i}`, signs, drawn);
  return overload === one.overload;
}
