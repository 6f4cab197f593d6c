import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import * as torch from '../index.ts';
import { build, type Encoded } from '../testing/fixture.ts';

type Counts = Record<string, number>;
type Recorded =
  | {
      kind: 'module';
      class: string;
      args: Encoded[];
      options: Record<string, Encoded>;
      shape: number[];
      forward: Counts;
      step: Counts;
    }
  | {
      kind: 'function';
      function: 'mm' | 'bmm' | 'matmul' | 'mv' | 'addmm' | 'baddbmm';
      shapes: number[][];
      forward: Counts;
    }
  | { kind: 'attention'; shapes: number[][]; forward: number; backward: number };

// Written by tools/record_flops.py.
const { cases } = JSON.parse(readFileSync(new URL('../../fixtures/flops.json', import.meta.url), 'utf8')) as {
  cases: Recorded[];
};

for (const [i, recorded] of cases.entries()) {
  const { kind } = recorded;
  const name = kind === 'module' ? recorded.class : kind === 'function' ? recorded.function : kind;
  const shape = kind === 'module' ? recorded.shape : recorded.shapes.join(' · ');
  test(`counts as PyTorch's FlopCounterMode: ${i} ${name} of ${shape}`, () => {
    using _ = torch.scope();
    if (kind === 'module') {
      const module = build(recorded.class, recorded.args, recorded.options, (value) => value);
      const plain = torch.ones(recorded.shape);
      assert.deepEqual(torch.countFlops(() => module.forward(plain)).operators, recorded.forward);
      const x = torch.ones(recorded.shape, { requiresGrad: true });
      const step = torch.countFlops(() => (module.forward(x) as torch.Tensor).sum().backward()).operators;
      const groups = Number(recorded.options.groups ?? 1);
      // PyTorch takes a grouped weight gradient for a dense one: g times too many in one of its two products.
      const backward = recorded.step['aten::convolution_backward'];
      const expected =
        groups > 1 ? { ...recorded.step, 'aten::convolution_backward': (2 * backward!) / (1 + groups) } : recorded.step;
      assert.deepEqual(step, expected);
    } else if (kind === 'function') {
      const call = torch.operator<(...tensors: torch.Tensor[]) => torch.Tensor>(recorded.function);
      const tensors = recorded.shapes.map((sizes) => torch.ones(sizes));
      assert.deepEqual(torch.countFlops(() => call(...tensors)).operators, recorded.forward);
    } else {
      const [q, k, v] = recorded.shapes.map((sizes) => torch.ones(sizes, { requiresGrad: true }));
      const attend = () => torch.nn.functional.scaledDotProductAttention(q!, k!, v!);
      assert.equal(torch.noGrad(() => torch.countFlops(attend)).total, recorded.forward);
      assert.equal(torch.countFlops(() => attend().sum().backward()).total, recorded.forward + recorded.backward);
    }
  });
}

test('a recurrent layer costs what its matrices cost: PyTorch counts nothing for it on a CPU', () => {
  using _ = torch.scope();
  const [inputs, hidden, time, batch] = [4, 8, 5, 2];
  const layer = new torch.nn.LSTM(inputs, hidden, { batchFirst: true });
  const x = torch.ones([batch, time, inputs]);
  const forward = 2 * time * batch * 4 * hidden * (inputs + hidden);
  assert.equal(torch.noGrad(() => torch.countFlops(() => layer.forward(x))).total, forward);
  assert.equal(torch.countFlops(() => layer.forward(x)[0].sum().backward()).total, 3 * forward);
});

test('what the body throws arrives, and counting ends with it', () => {
  assert.throws(
    () =>
      torch.countFlops(() => {
        throw new RangeError('body');
      }),
    /body/,
  );
  assert.equal(torch.countFlops(() => undefined).total, 0);
});
