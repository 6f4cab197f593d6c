import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nn, noGrad, ones, optim, type Tensor } from '../index.ts';

const fill = (model: nn.Linear, value: number) =>
  noGrad(() => {
    for (const parameter of model.parameters()) parameter.fill_(value);
  });

test('all weights count equally, or as the averaging says', () => {
  const model = new nn.Linear(2, 1);
  const equal = new optim.AveragedModel(model);
  const ema = new optim.AveragedModel(model, { averaging: optim.emaAveraging(0.5) });
  for (const value of [1, 2, 6]) {
    fill(model, value);
    equal.updateParameters(model);
    ema.updateParameters(model);
  }
  assert.deepEqual(equal.module.weight.toArray(), [[3, 3]]);
  assert.deepEqual(ema.module.weight.toArray(), [[3.75, 3.75]]); // ((1 + 2) / 2 + 6) / 2
  assert.equal(equal.nAveraged.item(), 3);
  assert.deepEqual((equal(ones([1, 2])) as Tensor).toArray(), [[9]]);
  assert.deepEqual(model.weight.toArray(), [[6, 6]]);
  assert.deepEqual(Object.keys(equal.stateDict()), ['n_averaged', 'module.weight', 'module.bias']);
});
