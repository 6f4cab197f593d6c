import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bilstmCrf, type Targets } from '@capstan/models';
import { F, manualSeed, randint, randn, type Tensor, tensor } from '@capstan/torch';
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
