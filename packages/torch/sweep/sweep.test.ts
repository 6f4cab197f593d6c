// Every recorded aten call, through the public entry: the same overload is chosen, and the results are PyTorch's.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { chosen } from '../src/dispatch.ts';
import { dtypes } from '../src/dtype.ts';
import * as torch from '../src/index.ts';
import { camel } from '../src/names.ts';
import { cells, native } from '../src/native.ts';
import { Operator } from '../src/operator.ts';

type Packed =
  | null
  | boolean
  | number
  | string
  | { t: [dtype: torch.DType, shape: number[], at: number, bytes: number] }
  | { l: Packed[] }
  | { f: string }
  | { c: [number, number] }
  | { s: string };

interface Case {
  op: string;
  overload: string;
  args: Packed[];
  options?: Record<string, Packed>;
  results: Packed[];
  after?: Record<string, Packed>;
  loose?: boolean; // uninitialised memory: only shape and dtype
}

// as: written by record.py
const { cases, seed } = JSON.parse(readFileSync(new URL('fixtures/sweep.json', import.meta.url), 'utf8')) as {
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

function unpack(value: Packed): unknown {
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

const table = torch.ops as unknown as Record<string, (...args: unknown[]) => unknown>; // as: the operators by name
const named = (options: Record<string, Packed>) =>
  Object.fromEntries(Object.entries(options).map(([name, value]) => [camel(name), unpack(value)]));

function run(one: Case): boolean {
  const args = one.args.map(unpack);
  if (one.options) args.push(named(one.options));
  const overload = chosen(new Operator(one.op), args);
  torch.manualSeed(seed);
  const result = torch.noGrad(() => table[camel(one.op)]!(...args));
  const results = one.results.length === 1 ? [result] : one.results.length === 0 ? [] : result;
  const signs = SIGNS.test(one.op);
  const what = `${one.op}.${one.overload || 'default'}${overload === one.overload ? '' : ` (chosen: ${overload || 'default'})`}`;
  close(results, one.results.map(unpack), what, signs, one.loose === true);
  for (const [i, value] of Object.entries(one.after ?? {}))
    close(args[Number(i)], unpack(value), `${what}: argument ${i}`, signs, false);
  return overload === one.overload;
}

test('at least 600 operators give PyTorch’s results', () => {
  const before = torch.memory().tensors;
  const failures: string[] = [];
  const others = new Set<string>();
  for (const one of cases) {
    using _ = torch.scope();
    try {
      if (!run(one)) others.add(`${one.op}.${one.overload}`);
    } catch (error) {
      failures.push(`${one.op}.${one.overload}: ${String((error as Error).message).split('\n')[0]}`); // as: whatever was thrown
    }
  }
  assert.deepEqual(failures, []);
  assert(new Set(cases.map((one) => one.op)).size >= 600);
  // Where two overloads accept the same JavaScript values (a number is both an integer and a float), either may be
  // chosen if the results are equal; that is rare.
  assert(others.size <= 0.08 * cases.length, `${others.size} other overloads: ${[...others].slice(0, 40).join(' ')}`);
  assert.equal(torch.memory().tensors, before);
});
