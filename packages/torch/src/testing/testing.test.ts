import assert, { AssertionError } from 'node:assert/strict';
import { test } from 'node:test';
import { autogradFunction, checkpoint, manualSeed, nn, randn, scope, type Tensor, tensor } from '../index.ts';
import { allClose, assertClose, check, Fixture, gradcheck, Worst } from './index.ts';

test('closeness is |a − b| ≤ atol + rtol·|b|, with NaN and infinities as they are', () => {
  const one = tensor([1, 100]);
  assert.ok(allClose(tensor([1.09, 109]), one, { rtol: 0.09, atol: 0.01 }));
  assert.ok(!allClose(tensor([1.2, 100]), one, { rtol: 0.09, atol: 0.01 }));
  const odd = tensor([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
  assert.ok(!allClose(odd, odd));
  assert.ok(allClose(odd, odd, { equalNan: true }));
  assert.ok(!allClose(tensor([Number.NaN]), tensor([1]), { equalNan: true }));
  assert.ok(!allClose(tensor([1]), tensor([Number.NaN]), { equalNan: true }));
  assert.ok(!allClose(tensor([1]), tensor([Number.POSITIVE_INFINITY])));
  assert.ok(!allClose(tensor([[1]]), tensor([1])));
  assert.ok(allClose(tensor([1, 2], { dtype: 'int64' }), tensor([1, 2], { dtype: 'int64' })));
});

test('what differs is said with its place', () => {
  assert.throws(
    () =>
      assertClose(
        tensor([
          [1, 2],
          [3, 5],
        ]),
        tensor([
          [1, 2],
          [3, 4],
        ]),
      ),
    /1 of 4 elements differ; most at \[1, 1\]: expected 4, received 5, 1 apart/,
  );
  assert.throws(() => assertClose(tensor([1]), tensor([1, 2])), /expected shape \(2\), received \(1\)/);
  assert.throws(
    () => assertClose(tensor([1]), tensor([1], { dtype: 'float64' }), { message: 'loss' }),
    /^AssertionError.*loss: expected float64, received float32/,
  );
});

test('gradcheck passes what is right and refuses a wrong backward', () => {
  const x = randn([3], { dtype: 'float64', requiresGrad: true });
  const w = randn([3, 2], { dtype: 'float64', requiresGrad: true });
  assert.ok(gradcheck((a, b) => [a.sin(), a.matmul(b).tanh()], [x, w]));
  assert.equal(x.grad, undefined, 'gradients are as before');
  const wrong = autogradFunction({
    forward: (_context, a: Tensor) => a.mul(2),
    backward: (_context, gradient) => gradient!.mul(3),
  });
  assert.throws(
    () => gradcheck((a) => wrong(a), [x]),
    (error) =>
      error instanceof AssertionError &&
      /the gradient of output 0, element 0, with respect to input 0/.test(error.message),
  );
  assert.throws(() => gradcheck((a) => a, [randn([2], { requiresGrad: true })]), /float64 inputs/);
  assert.throws(() => gradcheck((a) => a, [randn([2], { dtype: 'float64' })]), /an input that requires a gradient/);
});

test('gradcheck holds for layers', () => {
  using _temporaries = scope();
  const x = randn([2, 4, 3], { dtype: 'float64', requiresGrad: true });
  for (const layer of [new nn.LayerNorm(3), new nn.Conv1d(4, 2, 2), new nn.Linear(3, 2), new nn.GELU()]) {
    layer.to('float64');
    assert.ok(gradcheck((input) => layer(input), [x, ...layer.parameters()]));
  }
});

test('the oracle notices a number that is wrong by more than its tolerance', async () => {
  const folder = new URL('../../fixtures/', import.meta.url);
  const fixture = await Fixture.open(folder, 'modules');
  const recorded = fixture.cases.find((c) => c.name === 'Linear(5, 3) float32')!;
  check(fixture, recorded, new Worst());
  const spoil = (by: number) =>
    new Fixture(
      fixture.made,
      fixture.cases,
      new Proxy(
        {},
        {
          get: (_, ref: string) =>
            ref === recorded.outputs![0] ? fixture.tensor(ref).mul(1 + by) : fixture.tensor(ref),
        },
      ),
    );
  assert.throws(() => check(spoil(1e-5), recorded, new Worst()), /output 0: \d+ of \d+ elements differ/);
  check(spoil(0), recorded, new Worst());
  const gradient = { ...recorded, gradParams: { ...recorded.gradParams, weight: recorded.state!.weight! } };
  assert.throws(() => check(fixture, gradient, new Worst()), /gradient of weight/);
});

test('the package’s own custom functions have the gradients that differences give', () => {
  using _temporaries = scope();
  manualSeed(3);
  const input = randn([3, 4], { dtype: 'float64', requiresGrad: true });
  const block = new nn.Sequential(new nn.Linear(4, 5), new nn.Tanh(), new nn.Linear(5, 2)).to('float64');
  // Checkpointing runs its block again in backward.
  assert.ok(gradcheck((x) => checkpoint((y) => block(y), [x], block.parameters()), [input, ...block.parameters()]));
  // Full backward hooks pass every gradient through functions of theirs.
  const calls: number[] = [];
  block.registerFullBackwardHook((_module, gradients) => {
    calls.push(gradients.length);
    return undefined;
  });
  assert.ok(gradcheck((x) => block(x), [input, ...block.parameters()]));
  assert.ok(calls.length > 0);
  const exp = autogradFunction({
    forward(context, x: Tensor) {
      const y = x.exp();
      context.saveForBackward(y);
      return y;
    },
    backward: (context, gradient) => gradient!.mul(context.savedTensors[0]!),
  });
  assert.ok(gradcheck((x) => exp(x), [input]));
});
