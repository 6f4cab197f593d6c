import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '@capstan/base';
import { fromTypedArray, manualSeed, noGrad, setNumThreads, tensor, zeros } from '@capstan/torch';
import {
  backbones,
  batchedNms,
  boxOverlaps,
  FCOS_FIELDS,
  fcos,
  fcosSmall,
  findBoxes,
  ModelError,
} from '../../index.ts';

setNumThreads(1);

/** Boxes of one picture, some of which lie on each other, the best first. */
function draw(random: Random, count: number): { boxes: number[][]; labels: number[] } {
  const boxes = Array.from({ length: count }, () => {
    const [left, top] = [random.below(30), random.below(30)];
    return [left, top, left + 5 + random.below(20), top + 5 + random.below(20)];
  });
  return { boxes, labels: boxes.map(() => random.below(2)) };
}

const overlap = ([a = 0, b = 0, c = 0, d = 0]: number[], [e = 0, f = 0, g = 0, h = 0]: number[]) => {
  const shared = Math.max(0, Math.min(c, g) - Math.max(a, e)) * Math.max(0, Math.min(d, h) - Math.max(b, f));
  return shared / ((c - a) * (d - b) + (g - e) * (h - f) - shared);
};

test('boxes are suppressed as going through them one by one does', () => {
  const random = new Random(1);
  for (let round = 0; round < 20; round++) {
    const pictures = [draw(random, 40), draw(random, 40)];
    const boxes = fromTypedArray(Float32Array.from(pictures.flatMap((picture) => picture.boxes.flat())), [2, 40, 4]);
    const labels = tensor(pictures.map((picture) => picture.labels));
    const kept = batchedNms(boxes, labels, 0.45);
    const expected = pictures.map(({ boxes: all, labels: own }) => {
      const stays: number[] = [];
      for (const [i, box] of all.entries()) {
        if (!stays.some((other) => own[other] === own[i] && overlap(all[other]!, box) > 0.45)) stays.push(i);
      }
      return all.map((_, i) => stays.includes(i));
    });
    assert.deepEqual(Array.from(kept.data(), Boolean), expected.flat());
  }
});

test('overlaps of boxes: the same, half, apart, empty', () => {
  const boxes = tensor([
    [0, 0, 10, 10],
    [5, 0, 15, 10],
    [20, 20, 30, 30],
    [3, 3, 3, 3],
  ]);
  const first = Array.from(boxOverlaps(boxes, boxes).select(0, 0).data(), Number);
  assert.deepEqual(
    first.map((value) => Number(value.toFixed(6))),
    [1, 0.333333, 0, 0],
  );
});

test('what is found is the best of each thing, by score, with −1 where there is no more', () => {
  const field = (box: number[], centreness: number, classes: number[]) => [...box, 0, 0, 8, centreness, ...classes];
  const output = tensor([
    [
      field([0, 0, 10, 10], 8, [4, -9]), // the best
      field([1, 0, 11, 10], 8, [2, -9]), // the same thing
      field([1, 0, 11, 10], 8, [-9, 1]), // another class there
      field([40, 40, 60, 60], -2, [3, -9]), // away from its middle
    ],
  ]);
  const found = findBoxes(output, { most: 5 });
  assert.deepEqual(found.shape, [1, 5, 6]);
  const rows = Array.from({ length: 5 }, (_, i) => Array.from(found.select(0, 0).select(0, i).data(), Number));
  assert.deepEqual(
    rows.map((row) => row[5]),
    [0, 1, 0, -1, -1],
  );
  assert.deepEqual(rows[0]!.slice(0, 4), [0, 0, 10, 10]);
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  assert.ok(Math.abs(rows[0]![4]! - Math.sqrt(sigmoid(4) * sigmoid(8))) < 1e-6);
  assert.ok(Math.abs(rows[2]![4]! - Math.sqrt(sigmoid(3) * sigmoid(-2))) < 1e-6);
});

test('FCOS stands on every trunk; a small one has under 4 million parameters', () => {
  const size = (model: ReturnType<typeof fcos>) => model.parameters().reduce((sum, each) => sum + each.numel(), 0);
  assert.ok(size(fcosSmall({ classes: 3 })) < 2e6);
  for (const backbone of backbones.filter((name) => !/34|101/.test(name))) {
    manualSeed(0);
    const model = fcos({ classes: 3, backbone, width: 32, layers: 1 }).eval();
    const output = noGrad(() => model(zeros([1, 3, 96, 64])));
    const points = 12 * 8 + 6 * 4 + 3 * 2 + 2 + 1; // of strides 8 to 128
    assert.deepEqual(output.shape, [1, points, FCOS_FIELDS + 3], backbone);
    const strides = new Set(Array.from(output.select(2, 6).data(), Number));
    assert.deepEqual([...strides], [8, 16, 32, 64, 128], backbone);
  }
  assert.ok(backbones.includes('resnet50'));
  assert.throws(
    () => fcos({ classes: 3, backbone: 'lenet5' }),
    (error) => error instanceof ModelError && /'backbone' must be one of resnet18/.test(error.message),
  );
});

test("FCOS has torchvision's names", () => {
  const keys = Object.keys(fcos({ classes: 3, backbone: 'resnet18', width: 32, layers: 1 }).stateDict());
  for (const name of [
    'backbone.body.conv1.weight',
    'backbone.body.layer4.1.bn2.running_var',
    'backbone.fpn.inner_blocks.2.0.weight',
    'backbone.fpn.layer_blocks.0.0.bias',
    'backbone.fpn.extra_blocks.p7.weight',
    'head.classification_head.conv.1.weight',
    'head.classification_head.cls_logits.bias',
    'head.regression_head.conv.0.weight',
    'head.regression_head.bbox_reg.weight',
    'head.regression_head.bbox_ctrness.bias',
  ])
    assert.ok(keys.includes(name), name);
});
