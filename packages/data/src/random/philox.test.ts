import assert from 'node:assert/strict';
import { test } from 'node:test';
import { philox4x32, purpose, Random } from './philox.ts';

const hex = (words: Uint32Array) => [...words].map((word) => word.toString(16).padStart(8, '0')).join(' ');
const block = (counter: number[], key: [number, number]) =>
  hex(philox4x32(Uint32Array.from(counter), key[0], key[1], new Uint32Array(4)));

// Known answers: Random123 1.14, tests/kat_vectors, "philox4x32 10".
test('philox4x32-10 gives the published answers', () => {
  assert.equal(block([0, 0, 0, 0], [0, 0]), '6627e8d5 e169c58d bc57ac4c 9b00dbd8');
  const ones = 0xffffffff;
  assert.equal(block([ones, ones, ones, ones], [ones, ones]), '408f276d 41c83b0e a20bc7c6 6d5451fd');
  const pi = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344];
  assert.equal(block(pi, [0xa4093822, 0x299f31d0]), 'd16cfe09 94fdcceb 5001e420 24126ea1');
});

test('a stream depends on seed, purpose, epoch, index and draw, and on nothing else', () => {
  const first = (seed: number, at: [number, number, number, number]) => {
    const random = new Random(seed).at(...at);
    return [random.word(), random.word(), random.word(), random.word(), random.word()].join();
  };
  const base = first(7, [purpose.augment, 3, 120, 0]);
  assert.equal(first(7, [purpose.augment, 3, 120, 0]), base);
  const others = [
    first(8, [purpose.augment, 3, 120, 0]),
    first(7 + 2 ** 32, [purpose.augment, 3, 120, 0]),
    first(7, [purpose.shuffle, 3, 120, 0]),
    first(7, [purpose.augment, 4, 120, 0]),
    first(7, [purpose.augment, 3, 121, 0]),
    first(7, [purpose.augment, 3, 120, 1]),
  ];
  assert.equal(new Set([base, ...others]).size, 7);
});

test('numbers are even and orders are fair', () => {
  const random = new Random(1).at(purpose.shuffle, 0, 0);
  const buckets = new Float64Array(10);
  for (let i = 0; i < 100_000; i++) buckets[Math.floor(random.uniform() * 10)]! += 1;
  const chi2 = buckets.reduce((sum, seen) => sum + (seen - 10_000) ** 2 / 10_000, 0);
  assert.ok(chi2 < 27.9, `chi² ${chi2} with 9 degrees of freedom (0.1 %)`);
  const first = new Float64Array(5);
  for (let i = 0; i < 20_000; i++) first[random.shuffle(Int32Array.of(0, 1, 2, 3, 4))[0]!]! += 1;
  assert.ok(first.every((seen) => Math.abs(seen - 4000) < 250));
});
