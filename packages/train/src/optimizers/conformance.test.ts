import assert from 'node:assert/strict';
import { test } from 'node:test';
import { F, manualSeed, nn, optim, randn } from '@capstan/torch';
import { conforms } from '../testing/conformance.ts';
import { makersOf } from '../values/list.ts';
import { createOptimizer, optimizers, readOptimizer } from './optimizer.ts';

conforms('optimizer', optimizers);

/** A network whose weights are all matrices, which every optimizer takes. */
const matrices = () => new nn.Sequential(new nn.Linear(4, 8, { bias: false }), new nn.Linear(8, 1, { bias: false }));

test('every optimizer of the engine is offered, under its name in camel case', () => {
  // LBFGS asks for the loss several times a step, which a loop over batches can't answer; SparseAdam takes sparse gradients
  // alone, and projects' models give dense ones.
  const engine = Object.entries(optim).filter(
    ([name, each]) =>
      !['LBFGS', 'SparseAdam'].includes(name) &&
      typeof each === 'function' &&
      each.prototype instanceof optim.Optimizer,
  );
  const offered = [...makersOf(optimizers).keys()];
  assert.deepEqual(engine.map(([name]) => name.toLowerCase()).sort(), offered.sort());
});

test("defaults are the engine's, but for SGD's momentum, which is the design's", () => {
  for (const kind of makersOf(optimizers).keys()) {
    const value = readOptimizer({ kind });
    const { defaults } = createOptimizer(
      readOptimizer(kind === 'sgd' ? { kind, momentum: 0 } : { kind }),
      matrices().parameters(),
    );
    for (const [name, own] of Object.entries(value)) {
      if (name === 'kind' || (kind === 'sgd' && name === 'momentum')) continue;
      assert.deepEqual(own, Object.entries(defaults).find(([other]) => other === name)?.[1], `${kind}.${name}`);
    }
  }
});

test('each comes nearer to a straight line', () => {
  for (const kind of makersOf(optimizers).keys()) {
    manualSeed(3);
    const [x, model] = [randn([64, 4]), matrices()];
    const y = x.sum(1, { keepdim: true });
    const optimizer = createOptimizer(readOptimizer({ kind, lr: kind === 'adadelta' ? 1 : 0.01 }), model.parameters());
    const losses = Array.from({ length: 60 }, () => {
      const loss = F.mseLoss(model(x), y);
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();
      return loss.item();
    });
    assert.ok(losses.at(-1)! < losses[0]! * 0.97, `${kind}: ${losses[0]} to ${losses.at(-1)}`);
  }
});
