// Functions that the graph calls: freed with the tensors that reach them, outside of scopes too, and never before.
import assert from 'node:assert/strict';
import test from 'node:test';
import * as torch from '../src/index.ts';
import { collectGarbage } from '../src/testing/collect-garbage.ts';

const square = torch.autogradFunction({
  name: 'Square',
  forward(context, x: torch.Tensor) {
    context.saveForBackward(x);
    return x.mul(x);
  },
  backward: (context, gradient) => gradient!.mul(context.savedTensors[0]!).mul(2),
});

// Tensors alive once all that can be collected is: each collection lets go of what the last one found.
function alive(): number {
  for (let i = 0; i < 6; i++) {
    collectGarbage();
    torch.memory();
  }
  return torch.memory().tensors;
}

const weight = torch.ones([64], { requiresGrad: true });
const layer = new torch.nn.Linear(64, 64);
const watched = new torch.nn.Linear(64, 64);
watched.registerFullBackwardHook((_module, gradients) => gradients);
const made = () => weight.mul(torch.rand([32, 64]));

test('a tensor that a custom function alone saves outlives a collection before the graph has it', () => {
  let worst = false;
  class Collecting<T> extends Set<T> {
    override clear() {
      super.clear();
      if (worst) collectGarbage();
    }
  }
  const sevenfold = torch.autogradFunction({
    forward(context, x: torch.Tensor) {
      context.saveForBackward(torch.full([3], 7));
      context._constant = new Collecting(); // emptied just before the engine takes what is saved
      return x.mul(2);
    },
    backward: (context, gradient) => gradient!.mul(context.savedTensors[0]!),
  });
  // Optimised code forgets what it does not need; that begins after some thousand calls.
  for (let i = 0; i < 6000; i++) {
    worst = i % 500 === 499;
    const x = torch.ones([3], { requiresGrad: true });
    sevenfold(x).sum().backward();
    if (worst) assert.deepEqual(x.grad!.toArray(), [7, 7, 7]);
  }
});

const kinds: Record<string, () => void> = {
  'a custom function': () => square(made()).sum().backward(),
  'a custom function without backward': () => square(made()).sum(),
  'a custom function whose context holds its output': () => {
    const holding = torch.autogradFunction({
      forward: (context, x: torch.Tensor) => Object.assign(context, { y: x.mul(2) }).y,
      backward: (_context, gradient) => gradient!,
    });
    holding(made()).sum().backward();
  },
  'a hook': () => {
    const y = made();
    y.registerHook((gradient) => gradient);
    y.sum().backward();
  },
  'a hook that names its own tensor': () => {
    const y = made();
    y.registerHook((gradient) => gradient.mul(y.detach()));
    y.sum().backward();
  },
  'a hook that names what is computed from its tensor, without backward': () => {
    const y = made();
    let z: torch.Tensor | undefined;
    y.registerHook((gradient) => gradient.mul(z!.detach()));
    z = y.exp().sum();
  },
  'a hook that names its own tensor and came after what is computed from it': () => {
    const y = made();
    const z = y.exp().sum();
    y.registerHook((gradient) => gradient.mul(y.detach()));
    z.backward();
  },
  'a hook that was taken away': () => {
    const y = made();
    y.registerHook((gradient) => gradient.mul(y.detach())).remove();
  },
  "a leaf's hooks that name it": () => {
    const leaf = torch.rand([32, 64], { requiresGrad: true });
    leaf.registerHook((gradient) => gradient.mul(leaf.detach()));
    leaf.registerPostAccumulateGradHook(() => void leaf.shape);
    leaf.mul(2).sum().backward();
  },
  "a module's backward hook": () =>
    watched(torch.rand([32, 64]))
      .sum()
      .backward(),
  'a checkpointed block': () =>
    torch
      .checkpoint(layer, [torch.rand([32, 64])], layer.parameters())
      .sum()
      .backward(),
};
for (const [name, call] of Object.entries(kinds))
  test(`${name}: what 300 calls outside of scopes made is collected`, () => {
    call(); // gradients of the parameters
    const before = alive();
    for (let i = 0; i < 300; i++) call();
    const left = alive() - before;
    assert(left <= 2, `${left} tensors more`); // the last call's may still be named by a register
  });

// Leaves nothing in JavaScript that names the tensor of the hook but what is computed from it.
function derived(register: (y: torch.Tensor, hear: () => void) => torch.Tensor): {
  heard: () => number;
  z: torch.Tensor;
} {
  let count = 0;
  const z = register(torch.rand([8], { requiresGrad: true }).mul(2), () => count++);
  alive();
  return { heard: () => count, z };
}
const listening = (hear: () => void) => (gradient: torch.Tensor) => {
  hear();
  return gradient;
};
const reached: Record<string, (y: torch.Tensor, hear: () => void) => torch.Tensor> = {
  'an operator': (y, hear) => {
    y.registerHook(listening(hear));
    return y.mul(2).sum();
  },
  'an operator that came before the hook': (y, hear) => {
    const z = y.mul(2).sum();
    y.registerHook(listening(hear));
    return z;
  },
  'another object for the same tensor': (y, hear) => {
    const other = y.alias();
    y.registerHook(listening(hear));
    return other.sum();
  },
  'a list of results': (y, hear) => {
    y.registerHook(listening(hear));
    return torch.stack(y.unbind()).sum();
  },
  'what is written to in place, through a view of it': (y, hear) => {
    const base = torch.zeros([2, 8]).mul(weight.detach().narrow(0, 0, 8));
    const view = base.at(0);
    y.registerHook(listening(hear));
    view.copy_(y);
    return base.sum();
  },
  'a custom function': (y, hear) => {
    y.registerHook(listening(hear));
    return square(y).sum();
  },
  'functions that pass their input through, twice': (y, hear) => {
    const through = () =>
      torch.autogradFunction({
        forward: (_context, x: torch.Tensor) => x,
        backward: (_context, gradient) => {
          if (gradient!.numel() === 8) hear();
          return gradient!;
        },
      });
    const both = through()(through()(y)).sum();
    let first = true;
    y.registerHook(() => {
      assert(first);
      first = false;
      return undefined;
    });
    return both.mul(1);
  },
  'a gradient with a graph': (y, hear) => {
    y.registerHook(listening(hear));
    const leaf = torch.ones([8], { requiresGrad: true });
    const [gradient] = torch.grad([leaf.mul(y).sum()], [leaf], { createGraph: true });
    return gradient!.sum();
  },
  'the gradient of a leaf': (y, hear) => {
    y.registerHook(listening(hear));
    const leaf = torch.ones([8], { requiresGrad: true });
    leaf
      .mul(y)
      .sum()
      .backward(undefined, { createGraph: true, inputs: [leaf] });
    const gradient = leaf.grad!;
    leaf.grad = null;
    return gradient.sum();
  },
  'what a scope returns': (y, hear) => {
    y.registerHook(listening(hear));
    return torch.scope(() => y.exp().sum());
  },
};
for (const [name, make] of Object.entries(reached))
  test(`a hook is called through ${name} when its tensor is gone`, () => {
    const { heard, z } = derived(make);
    z.backward();
    assert.equal(heard(), name.includes('twice') ? 2 : 1);
  });
