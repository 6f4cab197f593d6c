import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { purpose, Random } from '@capstan/base';

import type { Pixels } from '../decode/pixels.ts';
import { resample } from '../decode/resample.ts';
import type { Preprocessing } from '../preprocessing.ts';
import { checkSizes, compile } from './compile.ts';
import type { Transform } from './index.ts';
import { colorJitter } from './look/color-jitter.ts';
import { affine } from './move/affine.ts';
import { centerCrop } from './move/center-crop.ts';
import { horizontalFlip } from './move/horizontal-flip.ts';
import { randomCrop } from './move/random-crop.ts';
import { randomResizedCrop } from './move/random-resized-crop.ts';
import { resize } from './move/resize.ts';
import { verticalFlip } from './move/vertical-flip.ts';
import { viewOf, write } from './view.ts';
import { warp } from './warp.ts';

type Oracle = {
  image: number[];
  resized: { top: number; left: number; height: number; width: number; size: [number, number]; pixels: number[] }[];
  warped: { angle: number; translate: [number, number]; scale: number; shear: number; pixels: number[] }[];
};
const oracle: Oracle = JSON.parse(readFileSync(new URL('../../../fixtures/torchvision.json', import.meta.url), 'utf8'));
const digit: Pixels = { data: Uint8Array.from(oracle.image), channels: 1, height: 28, width: 28 };
const identity = [Float32Array.from({ length: 256 }, (_, value) => value)];
const settings: Preprocessing = {
  ...{ kind: 'image', size: [28, 28], channels: 1, resize: 'crop', ratio: 1 },
  ...{ mean: [0], std: [1] },
};

/** The picture that comes out, as bytes. */
function apply(steps: Transform[], index = 0, pixels = digit, size: [number, number] = [28, 28]): Float32Array {
  const view = viewOf(pixels);
  compile(steps, { ...settings, size })(view, new Random(1).at(purpose.augment, 0, index));
  const tables = Array.from({ length: pixels.channels }, () => identity[0]!);
  const out = new Float32Array(pixels.channels * view.height * view.width);
  write(view, tables, out, 0);
  return out;
}

function worst(a: ArrayLike<number>, b: ArrayLike<number>): number {
  assert.equal(a.length, b.length);
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

test('resampling a window equals torchvision (Pillow, antialias) to one step of 255', () => {
  for (const { size, pixels, ...window } of oracle.resized) {
    const out = new Uint8Array(size[0] * size[1]);
    // The crop is made first, as resized_crop does.
    const cut = new Uint8Array(window.height * window.width);
    for (let y = 0; y < window.height; y++) {
      const start = (window.top + y) * 28 + window.left;
      cut.set(digit.data.subarray(start, start + window.width), y * window.width);
    }
    resample(digit, window, size[0], size[1], out);
    assert.ok(worst(out, pixels) <= 1, `window ${JSON.stringify(window)}`);
    const alone = new Uint8Array(out.length);
    const whole = { top: 0, left: 0, height: window.height, width: window.width };
    resample({ data: cut, channels: 1, height: window.height, width: window.width }, whole, size[0], size[1], alone);
    assert.ok(worst(out, alone) === 0, 'a window does not see beyond its edges');
  }
});

test('turning, shifting, scaling and shearing equal torchvision to one step of 255', () => {
  for (const { angle, translate, scale, shear, pixels } of oracle.warped) {
    const out = new Uint8Array(28 * 28);
    const radians = (degrees: number) => (degrees * Math.PI) / 180;
    const how = { angle: radians(angle), shiftX: translate[0], shiftY: translate[1], zoom: scale };
    warp(digit, { ...how, slant: Math.tan(radians(shear)) }, out);
    assert.ok(worst(out, pixels) <= 1, JSON.stringify({ angle, translate, scale, shear }));
  }
});

test('flips and crops move pixels and change none', () => {
  const at = (out: Float32Array, y: number, x: number, width = 28) => out[y * width + x];
  const across = apply([horizontalFlip(1)]);
  const down = apply([verticalFlip(1)]);
  const middle = apply([horizontalFlip(1), verticalFlip(1), centerCrop([20, 12])]);
  for (let y = 0; y < 28; y++) {
    for (let x = 0; x < 28; x++) {
      const value = digit.data[y * 28 + x];
      assert.equal(at(across, y, 27 - x), value);
      assert.equal(at(down, 27 - y, x), value);
      if (y >= 4 && y < 24 && x >= 8 && x < 20) assert.equal(at(middle, 23 - y, 19 - x, 12), value);
    }
  }
  assert.deepEqual(apply([horizontalFlip(0)]), Float32Array.from(digit.data));
});

test('a padded random crop is the picture at some offset, black around it, and every offset comes up', () => {
  const offsets = new Set<string>();
  for (let index = 0; index < 400; index++) {
    const out = apply([randomCrop({ padding: 2 })], index);
    const found = [-2, -1, 0, 1, 2]
      .flatMap((top) => [-2, -1, 0, 1, 2].map((left) => [top, left] as const))
      .find(([top, left]) => {
        return out.every((value, i) => {
          const y = Math.floor(i / 28) + top;
          const x = (i % 28) + left;
          return value === (y < 0 || x < 0 || y > 27 || x > 27 ? 0 : digit.data[y * 28 + x]);
        });
      });
    assert.ok(found, `sample ${index} is no shifted picture`);
    offsets.add(found.join());
  }
  assert.equal(offsets.size, 25);
});

test('the order of geometric steps is kept when a turn comes between crops and flips', () => {
  // A turn by 180° is both flips: through another path the same picture must come out.
  const turned = apply([affine({ degrees: [180, 180] }), centerCrop(16)]);
  const flipped = apply([horizontalFlip(1), verticalFlip(1), centerCrop(16)]);
  assert.ok(worst(turned, flipped) <= 1);
});

test('a random resized crop has the right size, differs between samples and is the same for one sample', () => {
  const steps = [randomResizedCrop([20, 24]), horizontalFlip()];
  const first = apply(steps, 5, digit, [20, 24]);
  assert.equal(first.length, 20 * 24);
  assert.deepEqual(apply(steps, 5, digit, [20, 24]), first);
  assert.notDeepEqual(apply(steps, 6, digit, [20, 24]), first);
});

test('colour jitter brightens, and leaves grey grey', () => {
  const grey: Pixels = { data: new Uint8Array(3 * 16).fill(100), channels: 3, height: 4, width: 4 };
  const out = apply([colorJitter({ brightness: 0.5, contrast: 0.5, saturation: 0.5 })], 3, grey, [4, 4]);
  assert.ok(out.every((value) => value === out[0]));
  assert.ok(out[0]! >= 50 && out[0]! <= 150 && out[0] !== 100);
  assert.deepEqual(apply([colorJitter({})], 3, grey, [4, 4]), Float32Array.from(grey.data));
});

test('transforms that end at another size than the model sees are refused', () => {
  checkSizes([resize(40), randomCrop({ size: 28 })], [28, 28]);
  checkSizes([resize(40), randomCrop()], [28, 28]);
  assert.throws(
    () => checkSizes([centerCrop(20)], [28, 28]),
    /expected transforms that end at the size trained on, 28 × 28, received \[20,20\]/,
  );
});

test('resampling leaves an even area even, at any size and from a single pixel', () => {
  for (const [height, width] of [
    [1, 1],
    [1, 9],
    [2, 3],
    [50, 7],
  ] as const) {
    for (const size of [
      [1, 1],
      [4, 4],
      [5, 31],
      [128, 2],
    ] as const) {
      const out = new Uint8Array(3 * size[0] * size[1]);
      const data = new Uint8Array(3 * height * width).fill(173);
      resample({ data, channels: 3, height, width }, { top: 0, left: 0, height, width }, size[0], size[1], out);
      assert.ok(
        out.every((value) => value === 173),
        `${height} × ${width} → ${size.join(' × ')}`,
      );
    }
  }
});
