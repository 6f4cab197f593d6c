// Transforms of functions, parametrizations, SparseAdam and lobpcg against PyTorch's: fixtures/transforms.json, by
// tools/record/record_transforms.py.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as torch from '../index.ts';
import { F, func, nn, type Tensor } from '../index.ts';

type Numbers = number | Numbers[];
// as: written by record_transforms.py
const recorded = JSON.parse(readFileSync(new URL('../../fixtures/transforms.json', import.meta.url), 'utf8')) as {
  torch: string;
  transforms: Record<string, Numbers>;
};

const double = { dtype: 'float64' } as const;
const wave = (shape: number[], phase = 0): Tensor =>
  torch
    .arange(
      shape.reduce((a, b) => a * b, 1),
      double,
    )
    .mul(0.7)
    .add(phase)
    .sin()
    .reshape(shape);
function near(actual: unknown, expected: unknown, where: string): void {
  if (Array.isArray(expected)) {
    assert.equal((actual as unknown[]).length, expected.length, where); // as: a list where PyTorch has one
    expected.forEach((each, i) => {
      near((actual as unknown[])[i], each, `${where}[${i}]`); // as: see above
    });
  } else assert.ok(Math.abs(Number(actual) - Number(expected)) <= 1e-9, `${where}: ${actual} for ${expected}`);
}

const x = wave([4, 3]);
const y = wave([4, 2], 1);
const z = wave([4, 3], 2);
const net = new nn.Sequential(new nn.Linear(3, 5, double), new nn.Tanh(), new nn.Linear(5, 2, double));
torch.noGrad(() => {
  for (const [i, parameter] of net.parameters().entries()) parameter.copy_(wave([...parameter.shape], i));
});
type Weights = Record<string, Tensor>;
const call = (weights: Weights, input: Tensor): Tensor => func.functionalCall(net, weights, [input]) as Tensor; // as: the net gives one
const loss = (weights: Weights, input: Tensor, target: Tensor): Tensor => F.mseLoss(call(weights, input), target);
const each = func.vmap(func.grad<[Weights, Tensor, Tensor], Weights>(loss), { inDims: [null, 0, 0] });
const doubled = (): Weights =>
  Object.fromEntries(Object.entries(net.stateDict()).map(([k, v]) => [k, torch.stack([v, v.mul(2)])]));

const results: Record<string, () => Tensor> = {
  dots: () => func.vmap((a: Tensor, b: Tensor) => a.dot(b))(x, z),
  outDim: () => func.vmap((a: Tensor) => a.mul(2), { outDims: 1 })(x),
  nested: () => func.vmap((a: Tensor) => func.vmap((b: Tensor) => a.mul(b))(x.select(0, 0)))(x.select(1, 0)),
  third: () => func.grad(func.grad(func.grad((a: Tensor) => a.sin())))(torch.tensor(0.3, double)),
  argnums: () => func.grad((a: Tensor, b: Tensor) => a.mul(b).sin().sum(), { argnums: 1 })(x, z),
  jacrev: () => func.jacrev((a) => a.matmul(x).tanh())(wave([4])),
  jacfwd: () => func.jacfwd((a) => a.matmul(x).tanh())(wave([4])),
  'jacfwd of the second': () => func.jacfwd((a, b) => a!.matmul(b!), { argnum: 1 })(x, wave([3, 2])),
  'jacfwd of jacrev': () => func.jacfwd(func.jacrev((a) => a.matmul(x).tanh().sum()))(wave([4])),
  'jacfwd twice': () => func.jacfwd(func.jacfwd((a) => a.pow(3).sum()))(wave([4])),
  jvp: () => func.jvp((a, b) => a!.sin().matmul(b!), [x, wave([3, 2])], [z, wave([3, 2], 1)])[1],
  'jvp of a network': () => func.jvp((a) => F.mseLoss(net(a), y), [x], [z])[1],
  'jvp in vmap': () => func.vmap((a: Tensor, b: Tensor) => func.jvp((c) => c.sin(), [a], [b])[1])(x, z),
  hessian: () => func.hessian((a) => a.matmul(x).tanh().sum())(wave([4])),
  vjp: () => func.vjp((a) => a.sin().mul(a), wave([3]))[1](torch.tensor([1, -2, 3], double))[0]!,
  conv: () =>
    func.vmap((image: Tensor, kernel: Tensor) => F.conv2d(image.unsqueeze(0), kernel))(
      wave([2, 1, 4, 4]),
      wave([2, 1, 1, 2, 2]),
    ),
  'each 0.weight': () => each(net.stateDict(), x, y)['0.weight']!,
  'each 0.bias': () => each(net.stateDict(), x, y)['0.bias']!,
  'each 2.weight': () => each(net.stateDict(), x, y)['2.weight']!,
  'each 2.bias': () => each(net.stateDict(), x, y)['2.bias']!,
  ensemble: () => func.vmap((weights: Weights) => call(weights, x))(doubled()),
};

test(`transforms of functions give what PyTorch ${recorded.torch} gives`, async (t) => {
  assert.deepEqual(Object.keys(results).sort(), Object.keys(recorded.transforms).sort());
  for (const [name, run] of Object.entries(results))
    await t.test(name, () => {
      using _ = torch.scope();
      near(run().toArray(), recorded.transforms[name], name);
    });
});

test('a gradient an example is the gradient of each example by itself', () => {
  using _ = torch.scope();
  const all = each(net.stateDict(), x, y)['2.weight']!;
  for (let i = 0; i < 4; i++) {
    const one = func.grad<[Weights, Tensor, Tensor], Weights>(loss)(net.stateDict(), x.select(0, i), y.select(0, i));
    near(all.select(0, i).toArray(), one['2.weight']!.toArray(), `example ${i}`);
  }
  assert.ok(net.parameters().every((parameter) => parameter.grad === undefined)); // its own weights saw none of it
});

test('several results, records and an argument that all share', () => {
  using _ = torch.scope();
  const f = func.vmap((row: Tensor, shared: { scale: Tensor }) => [row.mul(shared.scale), row.sum()] as const, {
    inDims: [0, null],
    outDims: [1, 0],
  });
  const [scaled, sums] = f(torch.ones([2, 3]), { scale: torch.tensor([1, 2, 3]) });
  assert.deepEqual(scaled.toArray(), [
    [1, 1],
    [2, 2],
    [3, 3],
  ]);
  assert.deepEqual(sums.toArray(), [3, 3]);
  const [gradient, value] = func.gradAndValue((w: { a: Tensor; b: Tensor }) => w.a.mul(w.b).sum())({
    a: torch.tensor([1, 2]),
    b: torch.tensor([3, 4]),
  });
  assert.deepEqual((gradient as Weights).b!.toArray(), [1, 2]); // as: of the argument's shape
  assert.equal(value.item(), 11);
});

test('random operators draw for each example, the same for all, or are refused', () => {
  using _ = torch.scope();
  torch.manualSeed(0);
  const noise = (row: Tensor) => row.add(torch.rand([3]));
  const rows = torch.zeros([2, 3]);
  const same = func.vmap(noise, { randomness: 'same' })(rows);
  assert.ok(same.select(0, 0).equal(same.select(0, 1)));
  const different = func.vmap(noise, { randomness: 'different' })(rows);
  assert.ok(!different.select(0, 0).equal(different.select(0, 1)));
  assert.throws(() => func.vmap(noise)(rows), /random/);
});

test('what vmap and grad cannot do is said, and nothing is left transformed', () => {
  using _ = torch.scope();
  const rows = torch.ones([2, 3]);
  const wrong: [() => unknown, RegExp][] = [
    [() => func.vmap((a: Tensor) => a.sum().item() as unknown as Tensor)(rows), /numbers.*many examples/],
    [() => func.vmap((a: Tensor) => String(a) as unknown as Tensor)(rows), /numbers.*many examples/],
    [() => func.vmap((a: Tensor, b: Tensor) => a.add(b))(rows, torch.ones([3])), /argument 1 has 3 examples.* 2/],
    [() => func.vmap((a: Tensor) => a, { inDims: [null] })(rows), /no argument has a dimension of examples/],
    [() => func.vmap((a: Tensor) => a)(torch.ones([])), /no dimension 0/],
    [() => func.vmap(async (a: Tensor) => a)(rows), /asynchronous/],
    [() => func.vmap((_row: Tensor) => 3)(rows), /gives tensors/],
    [() => func.grad((a: Tensor) => a)(rows), /gives one number.*\[2,3\]/],
    [() => func.grad((a: Tensor) => a.sum(), { argnums: 1 })(rows), /argument 1/],
    [() => func.jvp((a) => a, [rows], []), /a vector for each input, received 0 for 1/],
    [() => func.jvp((a) => a, [rows], [torch.ones([3])]), /input 0 is \[2,3\] float32, its vector \[3\]/],
    [() => func.jvp((a) => a.sum().item() as unknown as Tensor, [rows], [rows]), /gives a tensor, received number/],
    [() => func.jacfwd((a) => a, { argnum: 1 })(rows), /no argument 1/],
    [() => func.functionalCall(net, { nothing: rows }, [x]), /no parameter or buffer 'nothing'/],
    [
      () => func.vmap((i: Tensor) => F.embedding(i, rows))(torch.tensor([[100_000_000]], { dtype: 'int64' })),
      /out of range/,
    ],
  ];
  for (const [run, message] of wrong) {
    assert.throws(run, message);
    assert.deepEqual(rows.add(1).sum().item(), 12); // no level is open
  }
  let escaped: Tensor | undefined;
  func.vmap((a: Tensor) => {
    escaped = a.mul(2);
    return a;
  })(rows);
  assert.throws(() => escaped!.add(1), torch.TorchError); // set above
});

test('transforms leave no tensor behind', () => {
  const run = () => {
    using _ = torch.scope();
    for (const each of Object.values(results)) each();
  };
  run();
  const before = torch.memory().tensors;
  run();
  assert.equal(torch.memory().tensors, before);
});

test('models of one architecture are stacked, and run as one', () => {
  using _ = torch.scope();
  const models = [0, 1, 2].map((seed) => {
    torch.manualSeed(seed);
    return new nn.Linear(3, 2);
  });
  const input = torch.ones([5, 3]);
  const all = func.vmap((w: Weights) => func.functionalCall(models[0]!, w, [input]) as Tensor)(
    func.stackModuleState(models),
  ); // as: one tensor
  for (const [i, model] of models.entries()) assert.ok(all.select(0, i).allclose(model(input)));
});

test('backward names the operator whose gradient is NaN, where that is looked for', () => {
  using _ = torch.scope();
  const fail = () => torch.tensor([-1]).requiresGrad_().sqrt().sum().backward();
  fail();
  assert.throws(() => torch.autograd.detectAnomaly(fail), /SqrtBackward0.*nan/);
  assert.equal(torch.isAnomalyEnabled(), false);
  torch.autograd.detectAnomaly(fail, { checkNan: false });
  torch.autograd.setDetectAnomaly(true);
  try {
    assert.equal(torch.isAnomalyEnabled(), true);
    assert.throws(fail, /SqrtBackward0/);
  } finally {
    torch.autograd.setDetectAnomaly(false);
  }
});
