// Weights that are worked out of others, against PyTorch's: fixtures/transforms.json, by tools/record/record_transforms.py.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as torch from '../../../index.ts';
import { nn, optim, type Tensor } from '../../../index.ts';

type Numbers = number | Numbers[];
interface Normed {
  keys: string[];
  state: Record<string, Numbers>;
  weight: Numbers | null;
  outputs: Numbers[];
  gradients: Record<string, Numbers>;
}
// as: written by record_transforms.py
const { norms } = JSON.parse(
  readFileSync(new URL('../../../../fixtures/transforms.json', import.meta.url), 'utf8'),
) as {
  norms: Record<string, Normed>;
};
const double = { dtype: 'float64' } as const;
const wave = (shape: number[]): Tensor =>
  torch
    .arange(
      shape.reduce((a, b) => a * b, 1),
      double,
    )
    .mul(0.7)
    .sin()
    .reshape(shape);
const near = (actual: Tensor, expected: Numbers, where: string) =>
  assert.ok(actual.allclose(torch.tensor(expected as number[], double), 1e-9, 1e-12), where); // as: nested numbers
const linear = () => new nn.Linear(3, 2, double);

const { parametrizations, parametrize } = nn.utils;
const layers: Record<string, [make: () => nn.Linear | nn.ConvTranspose1d, input: Tensor]> = {
  weightNorm: [() => parametrizations.weightNorm(linear()), wave([4, 3])],
  'weightNorm of all': [() => parametrizations.weightNorm(linear(), { dim: null }), wave([4, 3])],
  'weightNorm by old keys': [() => nn.utils.weightNorm(linear()), wave([4, 3])],
  'spectralNorm by old keys': [() => nn.utils.spectralNorm(linear()), wave([4, 3])],
  'spectralNorm by old keys of a transposed convolution': [
    () => nn.utils.spectralNorm(new nn.ConvTranspose1d(3, 2, 2, double), { nPowerIterations: 2 }),
    wave([1, 3, 5]),
  ],
  'orthogonal square': [() => parametrizations.orthogonal(new nn.Linear(3, 3, double)), wave([4, 3])],
  'orthogonal wide': [() => parametrizations.orthogonal(linear()), wave([4, 3])],
  'orthogonal tall': [() => parametrizations.orthogonal(new nn.Linear(2, 3, double)), wave([4, 2])],
  'orthogonal by cayley': [() => parametrizations.orthogonal(linear(), { orthogonalMap: 'cayley' }), wave([4, 3])],
  'orthogonal by matrix_exp, tall': [
    () => parametrizations.orthogonal(new nn.Linear(2, 3, double), { orthogonalMap: 'matrix_exp' }),
    wave([4, 2]),
  ],
  'orthogonal around nothing': [
    () => parametrizations.orthogonal(linear(), { useTrivialization: false }),
    wave([4, 3]),
  ],
  'orthogonal around nothing, by matrix_exp': [
    () =>
      parametrizations.orthogonal(new nn.Linear(2, 3, double), {
        orthogonalMap: 'matrix_exp',
        useTrivialization: false,
      }),
    wave([4, 2]),
  ],
  spectralNorm: [() => parametrizations.spectralNorm(linear()), wave([4, 3])],
  'spectralNorm of a transposed convolution': [
    () => parametrizations.spectralNorm(new nn.ConvTranspose1d(3, 2, 2, double), { nPowerIterations: 2 }),
    wave([1, 3, 5]),
  ],
};

for (const [name, recorded] of Object.entries(norms))
  test(`${name}: keys, weight, outputs and gradients as PyTorch's`, () => {
    using _ = torch.scope();
    const [make, x] = layers[name]!; // one each
    const layer = make();
    assert.deepEqual(Object.keys(layer.stateDict()), recorded.keys);
    const state = Object.entries(recorded.state).map(([k, v]) => [k, torch.tensor(v as number[], double)] as const); // as: nested numbers
    layer.loadStateDict(Object.fromEntries(state));
    if (recorded.weight !== null) near(layer.weight, recorded.weight, 'weight');
    let out = torch.zeros([]);
    for (const [i, training] of [true, true, false].entries()) {
      layer.train(training);
      out = layer(x);
      near(out, recorded.outputs[i]!, `output ${i}`); // three
    }
    out.sin().sum().backward();
    for (const [key, parameter] of layer.namedParameters()) near(parameter.grad!, recorded.gradients[key]!, key); // all have one
  });

class Symmetric extends nn.Module {
  forward(x: Tensor): Tensor {
    return x.triu().add(x.triu(1).mT());
  }
  rightInverse(x: Tensor): Tensor {
    return x.triu();
  }
}
class Doubled extends nn.Module {
  forward(x: Tensor): Tensor {
    return x.mul(2);
  }
  rightInverse(x: Tensor): Tensor {
    return x.div(2);
  }
}

test('parametrizations follow one another, train, are set, cloned, kept and taken away', () => {
  using _ = torch.scope();
  const layer = new nn.Linear(3, 3, { bias: false });
  const original = layer.weight;
  parametrize.registerParametrization(layer, 'weight', new Symmetric());
  parametrize.registerParametrization(layer, 'weight', new Doubled());
  assert.equal(layer.constructor.name, 'ParametrizedLinear');
  assert.ok(parametrize.isParametrized(layer, 'weight') && !parametrize.isParametrized(layer, 'bias'));
  assert.deepEqual(Object.keys(layer.stateDict()), ['parametrizations.weight.original']);
  assert.ok(layer.weight.equal(layer.weight.mT()));
  const optimizer = new optim.SGD(layer.parameters(), { lr: 0.1 });
  const before = layer.weight.clone();
  layer(torch.ones([2, 3]))
    .square()
    .sum()
    .backward();
  optimizer.step();
  assert.ok(layer.weight.equal(layer.weight.mT()) && !layer.weight.equal(before));
  const copy = layer.clone();
  assert.ok(copy.weight.equal(layer.weight));
  torch.noGrad(() => copy.parameters()[0]!.mul_(2)); // it has one
  assert.ok(copy.weight.equal(layer.weight.mul(2)));
  Object.assign(layer, { weight: torch.eye(3).mul(4) });
  assert.deepEqual(layer.weight.toArray(), torch.eye(3).mul(4).toArray());
  const read = () => layer.weight;
  parametrize.cached(() => assert.equal(read(), read()));
  assert.notEqual(read(), read());
  parametrize.removeParametrizations(layer, 'weight');
  assert.equal(layer.constructor.name, 'Linear');
  assert.ok(layer.weight instanceof nn.Parameter && layer.weight.equal(torch.eye(3).mul(4)));
  assert.deepEqual(Object.keys(layer.stateDict()), ['weight']);
  assert.equal(original.shape.length, 2);
});

test('weights of older files load into weightNorm, and it is taken away again', () => {
  using _ = torch.scope();
  const old = nn.utils.weightNorm(linear());
  const model = new nn.Sequential(parametrizations.weightNorm(linear()));
  model.loadStateDict(Object.fromEntries(Object.entries(old.stateDict()).map(([key, v]) => [`0.${key}`, v])));
  const x = wave([4, 3]);
  assert.ok(model(x).allclose(old(x)));
  const expected = old(x);
  nn.utils.removeWeightNorm(old);
  assert.deepEqual(Object.keys(old.stateDict()).sort(), ['bias', 'weight']);
  assert.ok(old(x).allclose(expected));
});

test('orthogonal weights stay so in training, keep a weight that is set, and are orthogonal from the first', () => {
  using _ = torch.scope();
  torch.manualSeed(3);
  for (const [inputs, outputs] of [
    [3, 3],
    [5, 2],
    [2, 5],
  ] as const) {
    const layer = parametrizations.orthogonal(new nn.Linear(inputs, outputs, double));
    const product = () =>
      outputs < inputs ? layer.weight.matmul(layer.weight.mT()) : layer.weight.mT().matmul(layer.weight);
    const unit = torch.eye(Math.min(inputs, outputs), double);
    assert.ok(product().allclose(unit), `${inputs} to ${outputs}`);
    const optimizer = new optim.SGD(layer.parameters(), { lr: 0.5 });
    const before = layer.weight.clone();
    for (let i = 0; i < 5; i++) {
      optimizer.zeroGrad();
      layer(wave([4, inputs]))
        .square()
        .sum()
        .backward();
      optimizer.step();
    }
    assert.ok(product().allclose(unit) && !layer.weight.allclose(before), `${inputs} to ${outputs}, trained`);
    Object.assign(layer, { weight: before });
    assert.ok(layer.weight.allclose(before), `${inputs} to ${outputs}, set`);
  }
  assert.throws(
    () => parametrizations.orthogonal(linear(), { name: 'bias' }),
    /a matrix, or a batch of them, received \[2\]/,
  );
  assert.throws(() => parametrizations.orthogonal(linear(), { name: 'weigth' }), /no parameter 'weigth'/);
  assert.throws(
    () => parametrizations.orthogonal(new nn.Linear(2, 2, { dtype: 'complex128' }), { orthogonalMap: 'householder' }),
    /takes real weights/,
  );
  const free = parametrizations.orthogonal(linear(), { orthogonalMap: 'cayley', useTrivialization: false });
  assert.throws(() => Object.assign(free, { weight: wave([2, 3]) }), /no inverse/);
});

test('spectralNorm by old keys turns only in training, and is taken away again', () => {
  using _ = torch.scope();
  const layer = nn.utils.spectralNorm(linear());
  for (let i = 0; i < 30; i++) layer(wave([4, 3]));
  assert.ok(Math.abs(torch.linalg.matrixNorm(layer.weight, 2).item() - 1) < 1e-6);
  layer.eval();
  const [u, expected] = [layer.getBuffer('weight_u').clone(), layer(wave([4, 3]))];
  assert.ok(layer.getBuffer('weight_u').equal(u));
  assert.throws(() => nn.utils.spectralNorm(layer), /worked out already/);
  nn.utils.removeSpectralNorm(layer.train());
  assert.deepEqual(Object.keys(layer.stateDict()).sort(), ['bias', 'weight']);
  assert.ok(layer(wave([4, 3])).allclose(expected));
  assert.throws(() => nn.utils.removeSpectralNorm(layer), /no spectral norm/);
});

test('what cannot be parametrized is said', () => {
  using _ = torch.scope();
  class Longer extends nn.Module {
    forward(x: Tensor): Tensor {
      return torch.cat([x, x]);
    }
  }
  const layer = linear();
  assert.throws(
    () => parametrize.registerParametrization(layer, 'weigth', new Symmetric()),
    /no parameter or buffer 'weigth'/,
  );
  assert.throws(
    () => parametrize.registerParametrization(layer, 'weight', new Longer()),
    /expected \[2,3\].*received \[4,3\]/,
  );
  assert.ok(layer.weight instanceof nn.Parameter);
  assert.throws(() => parametrize.removeParametrizations(layer, 'weight'), /not parametrized/);
  assert.throws(() => nn.utils.weightNorm(nn.utils.weightNorm(linear())), /worked out already/);
  assert.throws(() => parametrizations.spectralNorm(linear(), { nPowerIterations: 0 }), /1 or more/);
});

test('hooks around a state dict see it before and after, wherever their module stands', () => {
  using _ = torch.scope();
  const model = new nn.Sequential(new nn.Linear(2, 2), new nn.Linear(2, 1));
  const inner = model.children()[1]!; // two
  const seen: string[] = [];
  inner.registerStateDictPreHook((_module, prefix) => {
    seen.push(`before ${prefix}`);
  });
  inner.registerStateDictPostHook((_module, state, prefix) => {
    state[`${prefix}extra`] = torch.ones([1]);
  });
  const state = model.stateDict();
  assert.deepEqual(seen, ['before 1.']);
  assert.deepEqual(Object.keys(state), ['0.weight', '0.bias', '1.weight', '1.bias', '1.extra']);
  assert.throws(() => model.loadStateDict(state), /1\.extra/);
  const forgive = inner.registerLoadStateDictPostHook((_module, result) => {
    result.unexpected.length = 0;
  });
  assert.deepEqual(model.loadStateDict(state), { missing: [], unexpected: [] });
  forgive.remove();
  inner.registerLoadStateDictPreHook((_module, given, prefix) => {
    delete given[`${prefix}extra`];
  });
  model.loadStateDict(state);
  assert.ok('1.extra' in state); // the caller's own is as it was
});

test('a copy has parametrizations of its own: neither feels what becomes of the other', () => {
  class Symmetric extends nn.Module {
    forward(x: Tensor): Tensor {
      return x.triu().add(x.triu(1).mT());
    }
  }
  class Zero extends nn.Module {
    forward(x: Tensor): Tensor {
      return x.mul(0);
    }
  }
  const layer = parametrize.registerParametrization(new nn.Linear(3, 3), 'weight', new Symmetric());
  const { weight } = layer;
  const copy = layer.clone();
  assert.deepEqual(Object.keys(copy.stateDict()), Object.keys(layer.stateDict()));
  torch.noGrad(() => [...copy.parameters()].map((p) => p.mul_(2)));
  assert.ok(layer.weight.equal(weight));
  assert.ok(copy.weight.allclose(weight.mul(2)));
  parametrize.registerParametrization(copy, 'bias', new Zero());
  assert.deepEqual([copy.bias!.sum().item(), parametrize.isParametrized(layer, 'bias')], [0, false]);
  parametrize.removeParametrizations(copy, 'bias');
  parametrize.removeParametrizations(copy, 'weight');
  assert.equal(copy.constructor, nn.Linear);
  assert.ok(copy.weight instanceof nn.Parameter);
  assert.ok(layer.weight.equal(weight) && parametrize.isParametrized(layer, 'weight'));
  assert.equal(layer.constructor.name, 'ParametrizedLinear');
});

for (const [name, add, remove] of [
  ['spectralNorm', nn.utils.spectralNorm, nn.utils.removeSpectralNorm],
  ['weightNorm', nn.utils.weightNorm, nn.utils.removeWeightNorm],
] as const)
  test(`${name} by old keys can be taken from a copy: it trains on, and so does the first`, () => {
    const layer = add(linear());
    const copy = layer.clone();
    remove(copy);
    const x = wave([4, 3]);
    assert.ok(copy(x).allclose(x.matmul(copy.weight.mT()).add(copy.bias!)));
    layer(x).sum().backward();
    assert.ok([...layer.parameters()].every((p) => p.grad));
    assert.equal(add(copy).clone().constructor.name, copy.constructor.name);
  });
