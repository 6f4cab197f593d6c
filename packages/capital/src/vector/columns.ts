import { normalQuantile } from '@capstan/base';
import { Code, f64, i32, moduleBytes, Pool, v128 } from './assembler.ts';
import { instantiate } from './instantiate.ts';
import { expCode, quantilesCode } from './math.ts';
import { uniformsCode, wordsCode } from './philox.ts';

/** Numbers worked on at a time: they stay in the processor's nearest caches. */
const CHUNK = 2048;
const WORDS = Pool.end;
const VALUES = WORDS + CHUNK * 8;
const LIST = VALUES + CHUNK * 8;
const END = LIST + CHUNK * 4 + 16;

interface Kernels {
  readonly words: Uint32Array;
  readonly values: Float64Array;
  drawWords(...args: number[]): void;
  drawUniforms(from: number, at: number, end: number): void;
  quantiles(at: number, end: number, list: number): void;
  line(at: number, end: number, intercept: number, slope: number): void;
  exps(at: number, end: number): void;
}

let known: Kernels | null | undefined;

/** Functions over columns in vector registers, compiled on first use; undefined where WebAssembly is forbidden. */
function kernels(): Kernels | undefined {
  known ??= make() ?? null;
  return known ?? undefined;
}

const EXP = 1;

function make(): Kernels | undefined {
  const pool = new Pool();
  const column = (parameters: number, each: (code: Code) => void): Code => {
    const code = new Code(parameters, pool);
    return code.loopTo(0, 16, 1, () => {
      code.get(0).get(0).memory('load', 0);
      each(code);
      code.memory('store', 0);
    });
  };
  const line = column(4, (code) => {
    const value = code.local(v128);
    code.set(value).get(2).simd('splat').get(3).simd('splat').get(value).simd('mul').simd('add');
  });
  const range = [i32, i32];
  const made = instantiate(
    moduleBytes({
      pool,
      imports: [{ name: 'quantile', type: { takes: [f64], gives: [f64] } }],
      functions: [
        { type: { takes: [v128], gives: [v128] }, code: expCode(pool) },
        { type: { takes: Array.from({ length: 8 }, () => i32), gives: [] }, code: wordsCode(pool) },
        { type: { takes: [i32, ...range], gives: [] }, code: uniformsCode(pool) },
        { type: { takes: [...range, i32], gives: [] }, code: quantilesCode(pool, 0) },
        { type: { takes: [...range, f64, f64], gives: [] }, code: line },
        { type: { takes: range, gives: [] }, code: column(2, (code) => code.call(EXP)) },
      ],
      exported: { drawWords: 2, drawUniforms: 3, quantiles: 4, line: 5, exps: 6 },
    }),
    END,
    { quantile: normalQuantile },
  );
  if (!made) return undefined;
  return {
    ...(made.exports as Omit<Kernels, 'words' | 'values'>), // as emitted above
    words: new Uint32Array(made.buffer, WORDS, CHUNK * 2),
    values: new Float64Array(made.buffer, VALUES, CHUNK),
  };
}

/** What names a stream of words: see Stream. */
interface Named {
  readonly seedLow: number;
  readonly seedHigh: number;
  readonly nameLow: number;
  readonly nameHigh: number;
}

/** Bytes of so many words, in whole groups of 16. */
const wordBytes = (count: number): number => Math.ceil(count / 16) * 64;
/** Bytes of so many numbers, in whole fours. */
const valueBytes = (count: number): number => Math.ceil(count / 4) * 32;

/** Fills `out` with a stream's words from its first on; false, and nothing done, where WebAssembly is forbidden. */
export function fillWords(stream: Named, out: Uint32Array): boolean {
  const fast = kernels();
  if (!fast || out.length > 2 ** 32) return false;
  const { seedLow, seedHigh, nameLow, nameHigh } = stream;
  for (let first = 0; first < out.length; first += 2 * CHUNK) {
    const count = Math.min(2 * CHUNK, out.length - first);
    fast.drawWords(seedLow, seedHigh, nameLow, nameHigh, first / 4, 0, WORDS, WORDS + wordBytes(count));
    out.set(count === 2 * CHUNK ? fast.words : fast.words.subarray(0, count), first);
  }
  return true;
}

/** The same for numbers in (0, 1), of two words each. */
export function fillUniforms(stream: Named, out: Float64Array): boolean {
  const fast = kernels();
  if (!fast || out.length > 2 ** 31) return false;
  const { seedLow, seedHigh, nameLow, nameHigh } = stream;
  for (let first = 0; first < out.length; first += CHUNK) {
    const count = Math.min(CHUNK, out.length - first);
    fast.drawWords(seedLow, seedHigh, nameLow, nameHigh, first / 2, 0, WORDS, WORDS + wordBytes(2 * count));
    fast.drawUniforms(WORDS, VALUES, VALUES + valueBytes(count));
    out.set(count === CHUNK ? fast.values : fast.values.subarray(0, count), first);
  }
  return true;
}

/**
 * Writes intercept + slope × Φ⁻¹(p) of each p of `from` into `out`, or e to that power; false, and nothing done, where WebAssembly
 * is forbidden.
 */
export function fillNormals(
  from: Float64Array,
  out: Float64Array,
  { intercept, slope, power }: { intercept: number; slope: number; power: boolean },
): boolean {
  const fast = kernels();
  if (!fast) return false;
  for (let first = 0; first < from.length; first += CHUNK) {
    const count = Math.min(CHUNK, from.length - first);
    fast.values.set(from.subarray(first, first + count));
    const end = VALUES + valueBytes(count);
    fast.quantiles(VALUES, end, LIST);
    if (intercept !== 0 || slope !== 1) fast.line(VALUES, end, intercept, slope);
    if (power) fast.exps(VALUES, end);
    out.set(count === CHUNK ? fast.values : fast.values.subarray(0, count), first);
  }
  return true;
}
