import assert from 'node:assert/strict';
import test from 'node:test';
import * as torch from '../index.ts';
import { nn } from '../index.ts';

test('a checkpointed block has the same value and gradients, with dropout in it', () => {
  using _ = torch.scope();
  torch.manualSeed(0);
  const block = new nn.Sequential(new nn.Linear(8, 8), new nn.Dropout({ p: 0.5 }), new nn.GELU());
  const input = torch.randn([4, 8], { requiresGrad: true });
  const run = (forward: () => torch.Tensor) => {
    block.zeroGrad();
    input.grad = null;
    torch.manualSeed(1);
    const output = forward();
    output.pow(2).sum().backward();
    return [output, input.grad!, ...block.parameters().map((parameter) => parameter.grad!)].map((t) => t.toArray());
  };
  const plain = run(() => block(input));
  const checkpointed = run(() => torch.checkpoint((x) => block(x), [input], block.parameters()));
  assert.deepEqual(checkpointed, plain);
});

const bytes = () => (torch.getDefaultDevice() === 'cpu' ? torch.memory().bytes : torch.cuda.memory().allocated);

test('what lies between is not kept', () => {
  using _ = torch.scope();
  const input = torch.ones([256, 256], { requiresGrad: true });
  const chain = (x: torch.Tensor) => torch.scope(() => x.exp().sin().exp().sin().exp().sin());
  const held = (forward: () => torch.Tensor) => {
    const before = bytes();
    const output = forward();
    const kept = bytes() - before;
    output.sum().backward();
    return kept;
  };
  const plain = held(() => chain(input));
  const checkpointed = held(() => torch.checkpoint(chain, [input]));
  assert(checkpointed < plain / 3, `${checkpointed} bytes against ${plain}`);
});
