import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { purpose, Random } from '@capstan/base';
import { affine } from '../images/augment/move/affine.ts';
import { horizontalFlip } from '../images/augment/move/horizontal-flip.ts';
import { perspective } from '../images/augment/move/perspective.ts';
import { randomResizedCrop } from '../images/augment/move/random-resized-crop.ts';
import { decode } from '../images/decode/decode.ts';
import type { Preprocessing } from '../images/preprocessing.ts';
import { realData } from '../testing/samples.ts';
import { type Sample, sampleAugmenter } from './augment-sample.ts';
import { type CocoSegmentation, cocoMask, cocoRuns } from './coco-mask.ts';
import { mosaic } from './mosaic.ts';
import { pascalVoc } from './pascal-voc.ts';

const settings: Preprocessing = {
  ...{ kind: 'image', size: [96, 128], channels: 3, resize: 'crop', ratio: 1 },
  ...{ mean: [0, 0, 0], std: [1, 1, 1] },
};
const stream = (index: number) => new Random(5).at(purpose.augment, 0, index);

/** Diamonds, each with its own mask, and the picture's mask with the number of each. */
function drawn(height: number, width: number, middles: readonly [x: number, y: number, half: number][]): Sample {
  const all = new Uint8Array(height * width);
  const boxes = middles.map(([x, y, half], i) => {
    const mask: CocoSegmentation = [[x - half, y, x, y - half, x + half, y, x, y + half]];
    for (const [at, isCovered] of cocoMask(mask, height, width).entries()) if (isCovered) all[at] = i + 1;
    return { label: `thing ${i}`, left: x - half, top: y - half, right: x + half, bottom: y + half, mask };
  });
  const pixels = { data: new Uint8Array(3 * height * width).fill(90), channels: 3, height, width };
  return { pixels, boxes, mask: { data: all, channels: 1, height, width } };
}

/** Each box's own mask covers exactly what carries its number in the picture's. */
function assertTogether({ boxes, mask }: Sample, numberOf: (label: string, index: number) => number): void {
  const { data, height, width } = mask!;
  for (const [i, box] of boxes.entries()) {
    const number = numberOf(box.label, i);
    const own = cocoMask(box.mask!, height, width);
    const same = own.every((value, at) => value === Number(data[at] === number));
    assert.ok(same, box.label);
  }
}

test('masks of boxes move with their picture, pixel by pixel', () => {
  const augment = [
    affine({ degrees: 25, translate: [0.1, 0.1], scale: [0.8, 1.2], shear: 8 }),
    perspective(0.3, 1),
    randomResizedCrop([70, 90], { scale: [0.5, 1] }),
    horizontalFlip(),
  ];
  const change = sampleAugmenter(augment, settings, { visible: 0 });
  const sample = drawn(96, 128, [
    [30, 30, 20],
    [90, 60, 30],
    [20, 80, 12],
  ]);
  let kept = 0;
  for (let i = 0; i < 20; i++) {
    const moved = change(sample, stream(i));
    kept += moved.boxes.length;
    assertTogether(moved, (label) => Number(label.at(-1)) + 1);
  }
  assert.ok(kept >= 40, `${kept} of 60 boxes`);
});

test('a box goes where no pixel of its own mask is left', () => {
  const pixels = { data: new Uint8Array(10 * 20), channels: 1, height: 10, width: 20 };
  const box = { label: 'thing', left: 0, top: 0, right: 20, bottom: 10, mask: [[0, 0, 4, 0, 4, 4, 0, 4]] };
  const right = sampleAugmenter([randomResizedCrop([10, 10], { scale: [0.2, 0.2] })], { ...settings, channels: 1 });
  const counts = Array.from({ length: 30 }, (_, i) => right({ pixels, boxes: [box] }, stream(i)).boxes);
  assert.ok(counts.some((boxes) => boxes.length === 0) && counts.some((boxes) => boxes.length === 1));
  for (const boxes of counts) for (const { mask } of boxes) assert.ok(cocoMask(mask!, 10, 10).includes(1));
});

test('masks of boxes lie where a mosaic puts them', () => {
  const part = (number: number): Sample => {
    const sample = drawn(40, 50, [[25, 20, 15]]);
    const data = sample.mask!.data.map((value) => value && number);
    const boxes = sample.boxes.map((box) => ({ ...box, label: `thing ${number}` }));
    return { ...sample, boxes, mask: { ...sample.mask!, data } };
  };
  const whole = mosaic([part(1), part(2), part(3), part(4)], [64, 80], stream(0));
  assert.equal(whole.boxes.length, 4);
  assertTogether(whole, (label) => Number(label.at(-1)));
});

test('runs are the mask that they were made of; a mask of another size is refused', () => {
  for (const text of ['', '1', '0110', '1001', '1'.repeat(12), '010101010101']) {
    const mask = Uint8Array.from({ length: 12 }, (_, i) => Number(text[i] ?? 0));
    assert.deepEqual(cocoMask(cocoRuns(mask, 3, 4), 3, 4), mask);
  }
  const sample = drawn(40, 50, [[25, 20, 15]]);
  const boxes = sample.boxes.map((box) => ({ ...box, mask: cocoRuns(new Uint8Array(12), 3, 4) }));
  assert.throws(() => sampleAugmenter([horizontalFlip(1)], settings)({ ...sample, boxes }, stream(0)), {
    code: 'annotation-invalid',
    message: /its size is 3 × 4, the picture's 40 × 50/,
  });
});

const bccd = realData('bccd/BCCD');

test('cells of photographs keep their masks through turns and crops', {
  skip: !bccd && 'bccd is not here',
}, async () => {
  const change = sampleAugmenter([affine({ degrees: 20 }), horizontalFlip(1)], settings, { visible: 0 });
  for (const { file, boxes } of pascalVoc(bccd!).slice(0, 6)) {
    const { pixels } = await decode(readFileSync(file), {
      ...settings,
      size: [240, 320],
      resize: 'stretch',
      whole: false,
    });
    const [own, across] = [pixels.width / 640, pixels.height / 480];
    // A cell is about the ellipse in its box.
    const outlined = boxes.map((box) => {
      const [x, y] = [((box.left + box.right) / 2) * own, ((box.top + box.bottom) / 2) * across];
      const [a, b] = [((box.right - box.left) / 2) * own, ((box.bottom - box.top) / 2) * across];
      const outline = Array.from({ length: 24 }, (_, i) => (2 * Math.PI * i) / 24).flatMap((turn) => [
        x + a * Math.cos(turn),
        y + b * Math.sin(turn),
      ]);
      return { label: box.label, left: x - a, top: y - b, right: x + a, bottom: y + b, mask: [outline] };
    });
    for (const box of outlined) {
      const data = cocoMask(box.mask, pixels.height, pixels.width);
      const mask = { data, channels: 1, height: pixels.height, width: pixels.width };
      const moved = change({ pixels, boxes: [box], mask }, stream(1));
      assertTogether(moved, () => 1);
    }
  }
});
