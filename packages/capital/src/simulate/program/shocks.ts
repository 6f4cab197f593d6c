import { normalQuantile } from '@capstan/base';
import { Stream } from '../../random/stream.ts';
import type { Program } from './program.ts';

/**
 * The shock of one path in one month comes from one 32-bit word, a pure function of seed, name, month and path: counter
 * (4 ⌊path/16⌋ + path mod 4, month), word ⌊path/4⌋ mod 4, so that four counters side by side give sixteen paths.
 *
 * @example shocksOf(program, { seed: 7, firstPath: 0, paths: 256, out: new Float64Array(36 * 2 * 256) })
 */
export function shocksOf(
  program: Pick<Program, 'months' | 'shocks'>,
  { seed, firstPath, paths, out }: { seed: number; firstPath: number; paths: number; out: Float64Array },
): Float64Array {
  const words = new Uint32Array(16);
  program.shocks.forEach(({ name, kind }, s) => {
    const stream = new Stream(seed, name);
    for (let t = 0; t < program.months; t++) {
      const row = (t * program.shocks.length + s) * paths;
      for (let p = 0; p < paths; p += 16) {
        stream.words(t * 4294967296 + (firstPath + p) / 4, words);
        for (let i = 0; i < 16; i++) {
          const u = (words[4 * (i & 3) + (i >> 2)]! + 0.5) / 4294967296;
          out[row + p + i] = kind === 'normal' ? normalQuantile(u) : u;
        }
      }
    }
  });
  return out;
}
