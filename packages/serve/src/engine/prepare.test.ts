import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cifarResnet20, resnet18, resnet50 } from '@capstan/models';
import { inferenceMode, manualSeed, memory, nn, noGrad, randn, scope, type Tensor } from '@capstan/torch';
import { fuse } from './fuse.ts';
import { type Prepared, prepare } from './prepare.ts';
import { trace } from './trace.ts';

const options = { device: 'cpu', optimize: true, precision: 'float32' } as const;
const traceOf = (model: nn.Module, input: Tensor) =>
  trace((x) => model.forward(x) as Tensor, input, new Set<Tensor>([...model.parameters(), ...model.buffers()]));

/** Gives batch normalisation something to do. */
function trained<M extends nn.Module>(model: M): M {
  noGrad(() => {
    for (const [name, buffer] of model.namedBuffers()) {
      if (name.endsWith('running_mean')) buffer.normal_(0, 0.3);
      if (name.endsWith('running_var')) buffer.uniform_(0.5, 2);
    }
    for (const [name, parameter] of model.namedParameters()) if (name.endsWith('bias')) parameter.normal_(0, 0.2);
  });
  model.eval();
  return model;
}

function largestDifference(model: nn.Module, prepared: Prepared, input: Tensor): number {
  return inferenceMode(() => {
    using _step = scope();
    const expected = model.forward(input) as Tensor;
    return prepared.forward(input).sub(expected).abs().max().item() / expected.abs().max().item();
  });
}

const prepared = (model: nn.Module, shape: number[], more: object = {}) =>
  inferenceMode(() => scope(() => prepare(model, shape, { ...options, ...more })));

describe('a model made ready', () => {
  const models: [string, () => nn.Module, number][] = [
    ['ResNet-18', () => resnet18({ classes: 7 }), 64],
    ['ResNet-18 for small pictures', () => resnet18({ classes: 7, stem: 'small' }), 32],
    ['ResNet-18 on pictures so small that one pixel is left', () => resnet18({ classes: 7 }), 32],
    ['ResNet-50', () => resnet50({ classes: 7 }), 64],
    ['CIFAR ResNet-20', () => cifarResnet20({}), 32],
    ['convolutions with groups and bias', () => new Grouped(), 16],
  ];
  for (const [name, make, size] of models) {
    test(`${name}: fused, and answers as before for any number of rows`, () => {
      manualSeed(0);
      const model = trained(make());
      const fast = prepared(model, [-1, 3, size, size]);
      assert.equal(fast.note, 'fused, float32');
      for (const rows of [1, 2, 5]) {
        assert.ok(largestDifference(model, fast, randn([rows, 3, size, size])) < 1e-5);
      }
    });
  }

  test('every convolution of a ResNet takes in its normalisation, the shortcut and the ReLU', () => {
    using _step = scope();
    const model = trained(resnet18({ classes: 7 }));
    const steps = inferenceMode(() => fuse(traceOf(model, randn([1, 3, 64, 64]))!));
    const convolutions = steps.flatMap((step) => ('conv' in step ? [step.conv] : []));
    assert.equal(convolutions.length, 20);
    assert.equal(convolutions.filter(({ relu }) => relu).length, 17);
    assert.equal(convolutions.filter(({ other }) => other !== undefined).length, 8);
    const calls = steps.flatMap((step) => ('call' in step ? [step.call.name] : []));
    assert.deepEqual(calls, ['aten::max_pool2d', 'aten::mean', 'aten::linear']);
  });

  test('bfloat16 answers nearly the same, and only when asked for', () => {
    manualSeed(0);
    const model = trained(resnet18({ classes: 7 }));
    const fast = prepared(model, [-1, 3, 64, 64], { precision: 'bfloat16' });
    if (fast.note === 'fused, float32') return; // a processor without it
    assert.equal(fast.note, 'fused, bfloat16');
    const difference = largestDifference(model, fast, randn([2, 3, 64, 64]));
    assert.ok(difference < 0.03 && difference > 1e-5, String(difference));
  });

  test('what a list of calls would not say is served as it is', () => {
    for (const model of [new CountsRows(), new WritesThroughAView(), new Remembers(), new KeepsState()]) {
      trained(model);
      const fast = prepared(model, [-1, 3, 16, 16]);
      assert.equal(fast.note, '', model.constructor.name);
    }
    const model = trained(new Grouped());
    assert.equal(prepared(model, [-1, 3, 16, 16], { optimize: false }).note, '');
    assert.equal(prepared(model, [-1, 12]).note, '');
  });

  test('a value that is needed elsewhere too is not folded away', () => {
    manualSeed(0);
    const model = trained(new UsedTwice());
    const fast = prepared(model, [-1, 3, 16, 16]);
    assert.equal(fast.note, 'fused, float32');
    assert.ok(largestDifference(model, fast, randn([2, 3, 16, 16])) < 1e-5);
  });

  test('answering leaves no tensors behind', () => {
    const fast = prepared(trained(resnet18({ classes: 7 })), [-1, 3, 32, 32]);
    const step = () =>
      inferenceMode(() => {
        using _step = scope();
        fast.forward(randn([2, 3, 32, 32]));
      });
    step();
    const before = memory();
    for (let i = 0; i < 5; i++) step();
    assert.equal(memory().tensors, before.tensors);
    assert.equal(memory().bytes, before.bytes);
  });
});

class Grouped extends nn.Module {
  first = new nn.Conv2d(3, 12, 3, { padding: 1, groups: 3 });
  norm = new nn.BatchNorm2d(12);
  second = new nn.Conv2d(12, 12, 3, { stride: 2, dilation: 2, padding: 2, groups: 12 });
  forward(x: Tensor): Tensor {
    return this.second(this.norm(this.first(x)).relu())
      .relu()
      .mean([2, 3]);
  }
}

class UsedTwice extends nn.Module {
  conv = new nn.Conv2d(3, 3, 3, { padding: 1 });
  norm = new nn.BatchNorm2d(3);
  forward(x: Tensor): Tensor {
    const raw = this.conv(x);
    const normed = this.norm(raw);
    const active = normed.relu();
    x = this.conv(active).add_(active); // the weights a second time
    return x
      .add(raw)
      .add(normed)
      .add(
        this.conv(x)
          .add(x.mean([2, 3], true))
          .relu(),
      )
      .mean([2, 3]);
  }
}

class CountsRows extends nn.Module {
  conv = new nn.Conv2d(3, 4, 3);
  forward(x: Tensor): Tensor {
    return this.conv(x).reshape([x.shape[0]!, -1]);
  }
}

class WritesThroughAView extends nn.Module {
  conv = new nn.Conv2d(3, 4, 3);
  forward(x: Tensor): Tensor {
    const y = this.conv(x);
    y.flatten(1).relu_();
    return y.mean([2, 3]);
  }
}

class Remembers extends nn.Module {
  conv = new nn.Conv2d(3, 4, 3);
  secret: { value: Tensor } = { value: randn([4]) };
  forward(x: Tensor): Tensor {
    return this.conv(x).mean([2, 3]).add(this.secret.value);
  }
}

class KeepsState extends nn.Module {
  conv = new nn.Conv2d(3, 4, 3);
  norm = new nn.BatchNorm2d(4);
  forward(x: Tensor): Tensor {
    this.norm.runningMean?.mul_(1);
    return this.norm(this.conv(x)).mean([2, 3]);
  }
}
