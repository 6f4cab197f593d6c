import assert from 'node:assert/strict';
import test from 'node:test';
import * as torch from '../index.ts';
import { type Tensor, TorchError } from '../index.ts';

const leaf = (values: number[]) => torch.tensor(values, { requiresGrad: true });

test('backward adds to grad', () => {
  using _ = torch.scope();
  const x = leaf([1, 2, 3]);
  x.pow(2).sum().backward();
  assert.deepEqual(x.grad?.toArray(), [2, 4, 6]);
  x.mul(2).backward(torch.ones([3]));
  assert.deepEqual(x.grad?.toArray(), [4, 6, 8]);
  x.grad = null;
  assert.equal(x.grad, undefined);
  assert.throws(() => x.mul(2).backward(), /scalar/);
  assert.throws(() => {
    x.grad = torch.ones([2]);
  }, /shape/);
});

test('grad leaves grad alone and goes to any order', () => {
  using _ = torch.scope();
  const x = leaf([2]);
  const [first] = torch.grad(x.pow(3), x, { createGraph: true });
  const [second] = torch.grad(first!, x);
  assert.equal(first!.item(), 12);
  assert.equal(second!.item(), 12);
  assert.equal(x.grad, undefined);
  const other = leaf([1]);
  assert.throws(() => torch.grad(x.mul(2), other), /unused|not have been used/);
  assert.deepEqual(torch.grad(x.mul(2), other, { allowUnused: true }), [undefined]);
});

test('noGrad and inferenceMode record nothing and are put back, also when the body throws', () => {
  using _ = torch.scope();
  const x = leaf([1]);
  assert.equal(torch.noGrad(() => x.mul(2)).requiresGrad, false);
  assert.equal(torch.inferenceMode(() => x.mul(2)).isInference(), true);
  assert.throws(() =>
    torch.noGrad(() => {
      throw new Error('body');
    }),
  );
  assert.equal(torch.isGradEnabled(), true);
  assert.equal(
    torch.noGrad(() => torch.enableGrad(() => x.mul(2).requiresGrad)),
    true,
  );
  assert.throws(
    () => torch.noGrad(async () => 1),
    (error) => error instanceof TorchError && error.code === 'async',
  );
});

test('hooks see and replace gradients, and what they throw arrives unchanged', () => {
  using _ = torch.scope();
  const x = leaf([1, 2]);
  const y = x.mul(3);
  const seen: unknown[] = [];
  y.registerHook((gradient) => {
    seen.push(gradient.toArray());
    return gradient.mul(10);
  });
  const after: unknown[] = [];
  const handle = x.registerPostAccumulateGradHook((parameter) => {
    after.push(parameter.grad?.toArray());
  });
  y.sum().backward();
  assert.deepEqual(seen, [[1, 1]]);
  assert.deepEqual(after, [[30, 30]]);
  handle.remove();
  const failure = new RangeError('mine');
  const z = x.mul(1);
  const removable = z.registerHook(() => {
    throw failure;
  });
  assert.throws(() => z.sum().backward(), failure);
  removable.remove();
  x.mul(1).sum().backward();
  assert.equal(after.length, 1);
});

test('custom functions: values, gradients, several inputs and outputs, inputs that are no tensors', () => {
  using _ = torch.scope();
  const scale = torch.autogradFunction({
    name: 'ScaleAndSum',
    forward(context, a: Tensor, b: Tensor, factor: number) {
      context.saveForBackward(a, b);
      return [a.mul(b).mul(factor), a.add(b)];
    },
    backward(context, product, sum) {
      const [a, b] = context.savedTensors as [Tensor, Tensor];
      return [product!.mul(b).mul(2).add(sum!), product!.mul(a).mul(2).add(sum!), null];
    },
  });
  const a = leaf([1, 2]);
  const b = leaf([3, 4]);
  const [product, sum] = scale(a, b, 2) as [Tensor, Tensor];
  assert.equal(product.gradFn, 'ScaleAndSum');
  product.sum().add(sum.sum()).backward();
  assert.deepEqual(a.grad?.toArray(), [7, 9]);
  assert.deepEqual(b.grad?.toArray(), [3, 5]);
});

test('a custom function that saves its output, hands an input through, or returns too few gradients', () => {
  using _ = torch.scope();
  const exp = torch.autogradFunction({
    forward(context, x: Tensor) {
      const y = x.exp();
      context.saveForBackward(y);
      return y;
    },
    backward: (context, gradient) => gradient!.mul(context.savedTensors[0]!),
  });
  const x = leaf([0, 1]);
  exp(x).sum().backward();
  assert.deepEqual(x.grad?.toArray(), torch.tensor([0, 1]).exp().toArray());
  const same = torch.autogradFunction({ forward: (_, input: Tensor) => input, backward: (_, g) => g!.neg() });
  const z = leaf([1]);
  same(z).sum().backward();
  assert.deepEqual(z.grad?.toArray(), [-1]);
  const few = torch.autogradFunction({ forward: (_, p: Tensor, q: Tensor) => p.add(q), backward: (_, g) => [g!] });
  assert.throws(
    () =>
      few(leaf([1]), leaf([1]))
        .sum()
        .backward(),
    /one gradient for each of the 2 inputs, returned 1/,
  );
});

test('saved tensors changed in place are noticed', () => {
  using _ = torch.scope();
  const square = torch.autogradFunction({
    forward(context, x: Tensor) {
      context.saveForBackward(x);
      return x.mul(x);
    },
    backward: (context, gradient) => gradient!.mul(context.savedTensors[0]!).mul(2),
  });
  const x = leaf([3]);
  const middle = x.mul(1);
  const y = square(middle);
  middle.add_(1);
  assert.throws(() => y.sum().backward(), /modified by an inplace operation/);
});

test('autograd balances: handles and bytes are back where they were', () => {
  const step = () => {
    using _ = torch.scope();
    const w = torch.ones([64, 64], { requiresGrad: true });
    const h = w.matmul(w).relu();
    h.registerHook((gradient) => gradient.mul(2));
    h.sum().backward();
  };
  step();
  const before = torch.memory();
  for (let i = 0; i < 50; i++) step();
  const after = torch.memory();
  assert.equal(after.tensors, before.tensors);
  assert.equal(after.bytes, before.bytes);
});
