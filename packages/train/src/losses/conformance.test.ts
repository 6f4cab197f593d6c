import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bilstmCrf, type Targets } from '@capstan/models';
import { cat, F, manualSeed, randint, randn, type Tensor, tensor } from '@capstan/torch';
import { conforms } from '../testing/conformance.ts';
import { makersOf } from '../values/list.ts';
import { criterion, losses, readLoss, targetsOf } from './loss.ts';

conforms('loss', losses);

/** Outputs with targets of each kind, and a model with what losses of its own weights take. */
const examplesFor: Record<Targets, () => { output: Tensor; target: Tensor }> = {
  classes: () => ({ output: randn([50, 3]), target: randint(0, 3, [50]) }),
  numbers: () => ({ output: randn([50, 3]), target: randn([50, 3]) }),
  items: () => ({ output: randn([50, 3]), target: randint(0, 2, [50, 3]).to('float32') }),
  ratings: () => ({ output: randn([50, 3]), target: randn([50, 3]) }),
  boxes: () => ({ output: points(50), target: boxes(50) }),
  tags: () => ({ output: randn([50, 4, 3]), target: randint(-1, 3, [50, 6]) }),
};
const model = bilstmCrf({ classes: 3, vocabulary: 9 });

test('the means of batches, joined by their weights, are the mean of the whole, with and without weights', () => {
  for (const kind of makersOf(losses).keys()) {
    for (const classWeights of [undefined, [1, 20, 3]]) {
      manualSeed(1);
      const value = readLoss({ kind });
      const { output, target } = examplesFor[targetsOf(value)]();
      const { loss, weight } = criterion(value, 'cpu', classWeights);
      let [sum, weights] = [0, 0];
      for (const [from, to] of [
        [0, 7],
        [7, 31],
        [31, 50],
      ] as const) {
        const part = target.slice(0, from, to);
        const share = weight?.(part).item() ?? to - from;
        sum += loss(output.slice(0, from, to), part, model).item() * share;
        weights += share;
      }
      const whole = loss(output, target, model).item();
      assert.ok(
        Math.abs(sum / weights - whole) < 2e-6 * Math.abs(whole),
        `${kind}: ${sum / weights}, of the whole ${whole}`,
      );
    }
  }
});

test('cross-entropy with weights and smoothing is the engine’s', () => {
  manualSeed(2);
  const [output, target] = [randn([20, 2]), randint(0, 2, [20])];
  const own = criterion(readLoss({ kind: 'crossEntropy', labelSmoothing: 0.1, weight: [1, 5] }), 'cpu');
  const weight = tensor([1, 5]);
  assert.equal(own.loss(output, target).item(), F.crossEntropy(output, target, { labelSmoothing: 0.1, weight }).item());
  assert.equal(own.weight?.(target).item(), weight.indexSelect(0, target).sum().item());
});

/** Outputs of FCOS for pictures of 16 × 16 pixels: four points of stride 8 and one of 16. */
function points(pictures: number): Tensor {
  const places = [0, 8].flatMap((y) => [0, 8].map((x) => [x, y, 8])).concat([[0, 0, 16]]);
  const fixed = tensor(places).unsqueeze(0).expand([pictures, -1, -1]);
  const [from, to] = [fixed.narrow(2, 0, 2), fixed.narrow(2, 0, 2)];
  const away = randn([pictures, 5, 4]).abs().mul(8);
  return cat([from.sub(away.narrow(2, 0, 2)), to.add(away.narrow(2, 2, 2)), fixed, randn([pictures, 5, 4])], 2);
}

/** One to three boxes a picture, one of them a crowd now and then. */
function boxes(pictures: number): Tensor {
  const rows = Array.from({ length: pictures }, (_, i) =>
    Array.from({ length: 3 }, (_, at) =>
      at > i % 3
        ? new Array(8).fill(-1)
        : [i % 3, at, 1 + (i % 5), at + 9, 12, i % 7 === 0 && at === 1 ? 0 : 1, 16, 16],
    ),
  );
  return tensor(rows);
}

test('the loss of FCOS: what is right costs next to nothing, and each mistake costs', () => {
  const { loss } = criterion(readLoss({ kind: 'fcosLoss' }), 'cpu');
  // A box of 12 pixels round the point (8, 8) of stride 8, class 1 of two; the other points hold nothing.
  const truth = tensor([[[1, 2, 2, 14, 14, 1, 16, 16]]]);
  const output = (box: number[], centre: number, classes: number[], other = -12) =>
    tensor([
      [
        [...box, 8, 8, 8, centre, ...classes],
        [0, 0, 1, 1, 40, 40, 8, 0, other, other],
      ],
    ]);
  const at = (...given: Parameters<typeof output>) => loss(output(...given), truth).item();
  const right = at([2, 2, 14, 14], 12, [-12, 12]);
  assert.ok(right < 1e-3, String(right));
  assert.ok(Math.abs(at([2, 2, 14, 8], 12, [-12, 12]) - right - 0.5) < 1e-3, 'half the box: 1 − 1/2');
  assert.ok(Math.abs(at([20, 2, 32, 14], 12, [-12, 12]) - right - 1.2) < 1e-3, 'apart: 1 + 6/30 of the box round both');
  assert.ok(at([2, 2, 14, 14], 12, [12, -12]) - right > 5, 'another class');
  assert.ok(at([2, 2, 14, 14], 12, [-12, 12], 6) - right > 5, 'something where nothing is');
  const crowd = tensor([[[1, 2, 2, 14, 14, 0, 16, 16]]]);
  assert.ok(loss(output([2, 2, 14, 14], 12, [-12, 12]), crowd).item() < 1e-3, 'in a crowd nothing counts');
  const empty = tensor([[[-1, -1, -1, -1, -1, -1, -1, -1]]]);
  assert.ok(loss(output([2, 2, 14, 14], 12, [-12, 12]), empty).item() > 5, 'a picture with nothing on it');
});
