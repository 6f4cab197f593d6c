import { normalQuantile } from '@capstan/base';
import { fillNormals, fillUniforms, fillWords } from '../vector/columns.ts';
import { Stream } from './stream.ts';

/**
 * Fills `out` with numbers in (0, 1), of 53 random bits each, never 0 or 1.
 *
 * @example uniforms(7, 'price', new Float64Array(10_000))
 */
export function uniforms(seed: number, stream: string, out: Float64Array): Float64Array {
  const source = new Stream(seed, stream);
  if (fillUniforms(source, out)) return out;
  const words = source.words(0, new Uint32Array(2 * out.length));
  for (let i = 0; i < out.length; i++) {
    const high = words[2 * i]! >>> 5; // 27 bits
    const low = words[2 * i + 1]! >>> 6; // 26 bits
    out[i] = (high * 67108864 + low + 0.5) / 9007199254740992;
  }
  return out;
}

/** Fills `out` with standard normal numbers, by the quantile. @example normals(7, 'demand', new Float64Array(10_000)) */
export function normals(seed: number, stream: string, out: Float64Array): Float64Array {
  return normalQuantiles(uniforms(seed, stream, out), out);
}

/** Φ⁻¹ of each probability, into `out`. */
export function normalQuantiles(p: Float64Array, out: Float64Array): Float64Array {
  if (fillNormals(p, out, { intercept: 0, slope: 1, power: false })) return out;
  for (let i = 0; i < out.length; i++) out[i] = normalQuantile(p[i]!);
  return out;
}

/**
 * Fills `out` with numbers in (0, 1), one in each of its n equal parts, in random order: a Latin hypercube's column (McKay,
 * Beckman, Conover 1979). Means converge faster than with `uniforms`, since no part is drawn twice.
 *
 * @example latinHypercube(7, 'price', new Float64Array(10_000))
 */
export function latinHypercube(seed: number, stream: string, out: Float64Array): Float64Array {
  const n = out.length;
  uniforms(seed, stream, out);
  for (let i = 0; i < n; i++) out[i] = (i + out[i]!) / n;
  const source = new Stream(seed, `${stream}\u0000order`);
  const order = new Uint32Array(n);
  if (!fillWords(source, order)) source.words(0, order);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor((order[i]! / 4294967296) * (i + 1));
    const kept = out[i]!;
    out[i] = out[j]!;
    out[j] = kept;
  }
  return out;
}
