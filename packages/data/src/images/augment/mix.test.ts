import assert from 'node:assert/strict';
import { test } from 'node:test';
import { purpose, Random } from '@capstan/base';
import { mosaic } from '../../boxes/mosaic.ts';

import { cutMix, mixUp } from './mix.ts';
import { fiveCrop } from './pixels/five-crop.ts';

const shape = [4, 2, 8, 8] as const;
/** Every number of sample i is i: what comes out tells where it came from. */
const batch = {
  input: Float32Array.from({ length: 4 * 128 }, (_, i) => Math.floor(i / 128)),
  ...{ shape, labels: [0, 1, 2, 3], classes: 4 },
};
const stream = (index: number) => new Random(9).at(purpose.augment, 0, index);

for (const [name, mix] of Object.entries({ mixUp, cutMix })) {
  test(`${name}: targets add to one and are the shares that the numbers came from`, () => {
    const seen = new Set<string>();
    for (let index = 0; index < 20; index++) {
      const { input, target } = mix(batch, 1, stream(index));
      for (let i = 0; i < 4; i++) {
        const own = target.subarray(i * 4, i * 4 + 4);
        assert.ok(Math.abs(own.reduce((sum, value) => sum + value, 0) - 1) < 1e-6);
        const expected = own.reduce((sum, value, label) => sum + value * label, 0);
        const mean = input.subarray(i * 128, i * 128 + 128).reduce((sum, value) => sum + value, 0) / 128;
        assert.ok(Math.abs(mean - expected) < 1e-5);
      }
      seen.add(target.join());
      assert.deepEqual(mix(batch, 1, stream(index)).target, target);
    }
    assert.ok(seen.size > 15);
  });
}

test('a mosaic holds all four pictures, with boxes and masks on them', () => {
  const sample = (value: number) => ({
    pixels: { data: new Uint8Array(300).fill(value), channels: 1, height: 15, width: 20 },
    boxes: [{ label: String(value), left: 0, top: 0, right: 20, bottom: 15 }],
    mask: { data: new Uint8Array(300).fill(value), channels: 1, height: 15, width: 20 },
  });
  const { pixels, boxes, mask } = mosaic([sample(10), sample(20), sample(30), sample(40)], [32, 48], stream(1));
  assert.deepEqual(mask!.data, pixels.data);
  assert.equal(boxes.length, 4);
  for (const { label, left, top, right, bottom } of boxes) {
    for (let y = top; y < bottom; y++)
      for (let x = left; x < right; x++) assert.equal(pixels.data[y * 48 + x], Number(label));
  }
});

test('five crops are the corners and the middle', () => {
  const pixels = { data: Uint8Array.from({ length: 2 * 36 }, (_, i) => i), channels: 2, height: 6, width: 6 };
  const firsts = fiveCrop(pixels, [2, 2]).map(({ data }) => [data[0], data[4]]);
  assert.deepEqual(firsts, [
    [0, 36],
    [4, 40],
    [24, 60],
    [28, 64],
    [14, 50],
  ]);
  assert.throws(() => fiveCrop(pixels, [7, 2]), /a crop of 7 × 2 from a picture of 6 × 6/);
});
