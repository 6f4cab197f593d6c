import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manualSeed, nn, ones, randn, type Tensor } from '../../index.ts';

const LAYERS: [lazy: () => nn.Module, plain: () => nn.Module, shape: number[]][] = [
  [() => new nn.LazyLinear(4), () => new nn.Linear(3, 4), [2, 3]],
  [() => new nn.LazyConv1d(4, 2), () => new nn.Conv1d(3, 4, 2), [2, 3, 5]],
  [() => new nn.LazyConv2d(4, 2, { bias: false }), () => new nn.Conv2d(3, 4, 2, { bias: false }), [2, 3, 5, 5]],
  [() => new nn.LazyConv3d(4, 2), () => new nn.Conv3d(3, 4, 2), [2, 3, 4, 4, 4]],
  [() => new nn.LazyConvTranspose2d(4, 2), () => new nn.ConvTranspose2d(3, 4, 2) as unknown as nn.Module, [2, 3, 5, 5]],
  [() => new nn.LazyBatchNorm2d(), () => new nn.BatchNorm2d(3), [2, 3, 5, 5]],
  [() => new nn.LazyInstanceNorm1d({ affine: true }), () => new nn.InstanceNorm1d(3, { affine: true }), [2, 3, 5]],
];

test('a lazy layer becomes the layer at its first input, with the same weights and state', () => {
  for (const [lazy, plain, shape] of LAYERS) {
    const x = randn(shape);
    const layer = lazy();
    assert.equal(layer.parameters().length, 0);
    manualSeed(5);
    const y = layer(x);
    manualSeed(5);
    const expected = plain();
    assert.deepEqual(y.toArray(), expected(x).toArray());
    assert.equal(layer.constructor, expected.constructor);
    assert.deepEqual(Object.keys(layer.stateDict()), Object.keys(expected.stateDict()));
    assert.equal(`${layer}`, `${expected}`);
    layer(x).sum().backward();
  }
});

test('a model that holds one finds its parameters, and eval() stays', () => {
  const model = new nn.Sequential(new nn.LazyLinear(4), new nn.ReLU(), new nn.LazyLinear(2)).eval();
  model(ones([2, 3]));
  assert.deepEqual(
    model.namedParameters().map(([name, p]) => [name, p.shape]),
    [
      ['0.weight', [4, 3]],
      ['0.bias', [4]],
      ['2.weight', [2, 4]],
      ['2.bias', [2]],
    ],
  );
  assert.deepEqual(
    model.children().map((child) => child.training),
    [false, false, false],
  );
  assert.throws(() => new nn.LazyConv2d(4, 3)(ones([2, 3])), /LazyConv2d: expected an input of 3 or 4 dimensions/);
});

test('modules are found, and fields registered, by name', () => {
  class Net extends nn.Module {
    layers = [new nn.Linear(2, 2), new nn.Linear(2, 1)];
    forward(x: Tensor): Tensor {
      return x;
    }
  }
  const net = new Net();
  assert.equal(net.getSubmodule('layers.1'), net.layers[1]);
  assert.equal(net.getSubmodule(''), net);
  assert.equal(net.getParameter('layers.0.bias'), net.layers[0]!.bias);
  assert.throws(() => net.getSubmodule('layers.2'), /Net has no module 'layers.2'/);
  assert.throws(() => net.getParameter('layers.0.wieght'), /did you mean 'layers.0.weight'/);
  net.registerBuffer('mask', ones([2]), { persistent: false });
  net.registerBuffer('scale', ones([1]));
  net.registerParameter('gain', new nn.Parameter(ones([3])));
  net.registerModule('head', new nn.Linear(1, 1));
  assert.deepEqual(Object.keys(net.stateDict()), [
    'scale',
    'gain',
    'layers.0.weight',
    'layers.0.bias',
    'layers.1.weight',
    'layers.1.bias',
    'head.weight',
    'head.bias',
  ]);
  assert.deepEqual(net.getBuffer('mask').toArray(), [1, 1]);
  assert.throws(() => net.registerBuffer('forward', ones([1])), /'forward' cannot be the name of a field/);
  assert.throws(() => net.registerParameter('a.b', null), /cannot be the name of a field/);
  assert.equal(net.half().getParameter('gain').dtype, 'float16');
});
