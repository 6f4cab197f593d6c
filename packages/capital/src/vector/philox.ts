import { Code, type Pool, v128 } from './assembler.ts';

/** Lanes of two vectors of four words: the even ones, the odd ones; the lower two of each in turn, the upper two. */
const EVEN = bytesOf(0, 2, 4, 6);
const ODD = bytesOf(1, 3, 5, 7);
const LOWER = bytesOf(0, 4, 1, 5);
const UPPER = bytesOf(2, 6, 3, 7);
const FIRST_HALVES = bytesOf(0, 1, 4, 5);
const SECOND_HALVES = bytesOf(2, 3, 6, 7);

function bytesOf(...lanes: number[]): number[] {
  return lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte));
}

/** Philox 4x32-10 of ../random/stream.ts over four counters side by side. */
export class PhiloxCode {
  readonly #code: Code;
  /** The counters' four words each, which become what is drawn. */
  readonly words: readonly [number, number, number, number];
  readonly #keys: readonly [number, number];
  readonly #products: readonly [number, number, number, number, number, number];

  constructor(code: Code) {
    const local = (): number => code.local(v128);
    this.#code = code;
    this.words = [local(), local(), local(), local()];
    this.#keys = [local(), local()];
    this.#products = [local(), local(), local(), local(), local(), local()];
  }

  /** Ten rounds over the words, with the seed in two locals of 32 bits. */
  rounds(seedLow: number, seedHigh: number): void {
    const code = this.#code;
    const [c0, c1, c2, c3] = this.words;
    const [k0, k1] = this.#keys;
    const [high0, low0, high1, low1, even, odd] = this.#products;
    const multiply = (by: number, multiplier: number, high: number, low: number): void => {
      code.get(by).i32x4(multiplier).simd('productLow').set(even);
      code.get(by).i32x4(multiplier).simd('productHigh').set(odd);
      code
        .get(even)
        .get(odd)
        .simd('shuffle', ...ODD)
        .set(high);
      code
        .get(even)
        .get(odd)
        .simd('shuffle', ...EVEN)
        .set(low);
    };
    code.get(seedLow).simd('splat32').set(k0).get(seedHigh).simd('splat32').set(k1);
    for (let round = 0; round < 10; round++) {
      multiply(c0, 0xd2511f53, high0, low0);
      multiply(c2, 0xcd9e8d57, high1, low1);
      code.get(high1).get(c1).simd('xor').get(k0).simd('xor').set(c0).get(low1).set(c1);
      code.get(high0).get(c3).simd('xor').get(k1).simd('xor').set(c2).get(low0).set(c3);
      code.get(k0).i32x4(0x9e3779b9).simd('add32').set(k0).get(k1).i32x4(0xbb67ae85).simd('add32').set(k1);
    }
  }
}

/**
 * `words(seedLow, seedHigh, nameLow, nameHigh, block, blockHigh, at, end)`: fills the bytes from `at` to `end`, 64 at a time, with
 * a stream's words from 4 × block on; a block's upper half must not change on the way.
 */
export function wordsCode(pool: Pool): Code {
  const code = new Code(8, pool);
  const [seedLow, seedHigh, nameLow, nameHigh, block, blockHigh, at, end] = [0, 1, 2, 3, 4, 5, 6, 7] as const;
  const philox = new PhiloxCode(code);
  const [c0, c1, c2, c3] = philox.words;
  const [front, back] = [code.local(v128), code.local(v128)];
  code.loopTo(at, 64, end, () => {
    code.get(block).simd('splat32').i32x4(0, 1, 2, 3).simd('add32').set(c0);
    code.get(blockHigh).simd('splat32').set(c1);
    code.get(nameLow).simd('splat32').set(c2).get(nameHigh).simd('splat32').set(c3);
    philox.rounds(seedLow, seedHigh);
    for (const [half, offset] of [
      [LOWER, 0],
      [UPPER, 32],
    ] as const) {
      code
        .get(c0)
        .get(c1)
        .simd('shuffle', ...half)
        .set(front);
      code
        .get(c2)
        .get(c3)
        .simd('shuffle', ...half)
        .set(back);
      code
        .get(at)
        .get(front)
        .get(back)
        .simd('shuffle', ...FIRST_HALVES)
        .memory('store', offset);
      code
        .get(at)
        .get(front)
        .get(back)
        .simd('shuffle', ...SECOND_HALVES)
        .memory('store', offset + 16);
    }
    code.get(block).i32(4).addI32().set(block);
  });
  return code;
}

/** `uniforms(from, at, end)`: numbers in (0, 1) from `at` to `end`, of 53 bits out of two words each, which begin at `from`. */
export function uniformsCode(pool: Pool): Code {
  const code = new Code(3, pool);
  const [from, at, end] = [0, 1, 2] as const;
  const words = code.local(v128);
  code.loopTo(at, 16, end, () => {
    code.get(from).memory('load', 0).set(words);
    code.get(at);
    code
      .get(words)
      .get(words)
      .simd('shuffle', ...EVEN)
      .i32(5)
      .simd('shrUnsigned32')
      .simd('fromUnsigned32');
    code.f64x2(67108864).simd('mul');
    code
      .get(words)
      .get(words)
      .simd('shuffle', ...ODD)
      .i32(6)
      .simd('shrUnsigned32')
      .simd('fromUnsigned32');
    code
      .simd('add')
      .f64x2(0.5)
      .simd('add')
      .f64x2(2 ** -53)
      .simd('mul')
      .memory('store', 0);
    code.get(from).i32(16).addI32().set(from);
  });
  return code;
}
