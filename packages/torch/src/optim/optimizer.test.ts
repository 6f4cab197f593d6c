import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nn, noGrad, ones, optim, type Tensor, tensor } from '../index.ts';

const parameter = (...values: number[]) => new nn.Parameter(tensor(values));
const withGrad = (values: number[], grad: number[]) => {
  const p = parameter(...values);
  p.grad = tensor(grad);
  return p;
};

test('options are checked, and their names', () => {
  const p = [parameter(1)];
  assert.throws(() => new optim.SGD([], { lr: 0.1 }), /SGD: expected parameters, received none/);
  assert.throws(() => new optim.SGD(p, { lr: -1 }), /lr of 0 or more, received -1/);
  assert.throws(() => new optim.SGD(p, { lr: 0.1, nesterov: true }), /momentum above 0 and dampening 0 with nesterov/);
  assert.throws(() => new optim.AdamW(p, { betas: [1, 0.9] }), /betas from 0 to below 1, received 1/);
  assert.throws(() => new optim.Muon(p), /Muon: expected matrices, received a parameter of shape \(1\)/);
  const misspelt: object = { weightdecay: 1 };
  assert.throws(() => new optim.Adam(p, misspelt), /received 'weightdecay'\n {2}did you mean 'weightDecay'\?/);
  assert.throws(() => new optim.SGD([p[0]!, p[0]!]), /parameter 1 of the group is in another group already, or twice/);
  assert.throws(() => new optim.SGD([p[0]!.mul(2)]), /expected leaf tensors, received the result of MulBackward\d/);
});

test('groups have options of their own and can be added', () => {
  const [a, b, c] = [withGrad([1], [1]), withGrad([1], [1]), withGrad([1], [1])];
  const optimizer = new optim.SGD([{ params: [a] }, { params: [b], lr: 0.5 }], { lr: 0.1 });
  optimizer.addParamGroup({ params: [c], lr: 0.25 });
  optimizer.step();
  assert.deepEqual(
    [a, b, c].map((p) => Math.round(p.item() * 1e6) / 1e6),
    [0.9, 0.5, 0.75],
  );
  optimizer.paramGroups[0]!.lr = 0;
  optimizer.step();
  assert.equal(Math.round(a.item() * 1e6) / 1e6, 0.9);
});

test('parameters without a gradient stay, and gradients are dropped or zeroed', () => {
  const [a, b] = [withGrad([1, 2], [1, 1]), parameter(3)];
  const optimizer = new optim.Adam([a, b], { lr: 0.1 });
  optimizer.step();
  assert.equal(b.item(), 3);
  assert.deepEqual(Object.keys(optimizer.stateDict().state), ['0']);
  optimizer.zeroGrad({ setToNone: false });
  assert.deepEqual(a.grad?.toArray(), [0, 0]);
  optimizer.zeroGrad();
  assert.equal(a.grad, undefined);
});

test('the L1 penalty pulls towards zero by its weight, whichever way the objective goes', () => {
  for (const maximize of [false, true]) {
    for (const fused of [false, true]) {
      const p = withGrad([2, -2, 0], [0, 0, 0]);
      new optim.SGD([p], { lr: 0.5, l1Penalty: 0.2, maximize, fused }).step();
      assert.deepEqual(
        [...p.data()].map((v) => Math.round(Number(v) * 1e6) / 1e6),
        [1.9, -1.9, 0],
      );
    }
  }
});

test('a closure computes the loss with gradients on, and its result comes back', () => {
  const p = parameter(3);
  const optimizer = new optim.SGD([p], { lr: 0.1 });
  const loss: Tensor = noGrad(() =>
    optimizer.step(() => {
      optimizer.zeroGrad();
      const result = p.mul(p).sum();
      result.backward();
      return result;
    }),
  );
  assert.equal(loss.item(), 9);
  assert.ok(Math.abs(p.item() - 2.4) < 1e-6);
});

test('a state dict of other groups is refused', () => {
  const make = (count: number) => new optim.AdamW(Array.from({ length: count }, () => withGrad([1], [1])));
  const optimizer = make(2);
  optimizer.step();
  assert.throws(() => make(3).loadStateDict(optimizer.stateDict()), { code: 'state-dict' });
  const state = optimizer.stateDict();
  const strange = { ...state, paramGroups: state.paramGroups.map((group) => ({ ...group, rate: 1 })) };
  assert.throws(() => make(2).loadStateDict(strange), /received 'rate'/);
});

test('a state takes the dtype of the parameters it is loaded for', () => {
  const [single, double] = [withGrad([1, 2], [1, 1]), new nn.Parameter(ones([2], { dtype: 'float64' }))];
  const from = new optim.Adam([single]);
  from.step();
  const to = new optim.Adam([double]);
  to.loadStateDict(from.stateDict());
  double.grad = ones([2], { dtype: 'float64' });
  to.step();
  const { exp_avg, step } = to.stateDict().state['0']!;
  assert.equal((exp_avg as Tensor).dtype, 'float64');
  assert.equal(step, 2);
});

test('schedules refuse what they cannot follow', () => {
  const optimizer = () => new optim.SGD([parameter(1)], { lr: 0.1, momentum: 0.9 });
  const { lrScheduler } = optim;
  assert.throws(() => new lrScheduler.StepLR(optimizer(), { stepSize: 0 }), /stepSize of 1 or more/);
  assert.throws(() => new lrScheduler.OneCycleLR(optimizer(), { maxLr: 1 }), /totalSteps, or epochs and stepsPerEpoch/);
  assert.throws(
    () => new lrScheduler.OneCycleLR(optimizer(), { maxLr: [1, 2], totalSteps: 5 }),
    /expected 1 values of maxLr/,
  );
  const adagrad = new optim.Adagrad([parameter(1)]);
  assert.throws(
    () => new lrScheduler.OneCycleLR(adagrad, { maxLr: 1, totalSteps: 5 }),
    /momentum or betas, received Adagrad/,
  );
  const cycle = new lrScheduler.OneCycleLR(optimizer(), { maxLr: 1, totalSteps: 2 });
  cycle.step();
  cycle.step();
  assert.throws(() => cycle.step(), /at most 2 steps, received 3/);
  const [first, second] = [optimizer(), optimizer()];
  assert.throws(
    () => new lrScheduler.ChainedScheduler([new lrScheduler.ConstantLR(first), new lrScheduler.ConstantLR(second)]),
    /one of another at 1/,
  );
  const step = new lrScheduler.StepLR(first, { stepSize: 2 });
  assert.throws(() => step.loadStateDict({}), { code: 'state-dict' });
});
