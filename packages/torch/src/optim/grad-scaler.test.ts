import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GradScaler, nn, optim, TorchError, tensor } from '../index.ts';

test('scales, leaves out a step that is not finite, and grows again, as torch.amp.GradScaler does', () => {
  const weight = new nn.Parameter(tensor([1, 2]));
  const optimizer = new optim.SGD([weight], { lr: 0.5 });
  const scaler = new GradScaler({ initScale: 8, growthInterval: 2 });
  // torch.amp.GradScaler('cpu', init_scale=8, growth_interval=2) with SGD(lr=0.5) on sum(factor·w²), PyTorch 2.11.0
  const expected: [factor: number, weight: [number, number], scale: number][] = [
    [0.25, [0.75, 1.5], 8],
    [0.25, [0.5625, 1.125], 16],
    [Number.POSITIVE_INFINITY, [0.5625, 1.125], 8],
    [0.25, [0.421875, 0.84375], 8],
    [0.5, [0.2109375, 0.421875], 16],
  ];
  for (const [factor, values, scale] of expected) {
    optimizer.zeroGrad();
    scaler.scale(weight.square().sum().mul(factor)).backward();
    assert.equal(scaler.step(optimizer), Number.isFinite(factor));
    scaler.update();
    assert.deepEqual(weight.toArray(), values);
    assert.equal(scaler.getScale(), scale);
  }
  const other = new GradScaler();
  other.loadStateDict(scaler.stateDict());
  assert.deepEqual(other.stateDict(), {
    scale: 16,
    growth_factor: 2,
    backoff_factor: 0.5,
    growth_interval: 2,
    _growth_tracker: 0,
  });
  assert.equal(new GradScaler().options.growthInterval, 2000);
});

test('gradients are unscaled once, and may be clipped between', () => {
  const weight = new nn.Parameter(tensor([3, 4]));
  const optimizer = new optim.SGD([weight], { lr: 1 });
  const scaler = new GradScaler({ initScale: 1024 });
  scaler.scale(weight.square().sum().div(2)).backward();
  scaler.unscale_(optimizer);
  assert.deepEqual(weight.grad!.toArray(), [3, 4]);
  nn.utils.clipGradNorm_([weight], 1);
  assert.throws(() => scaler.unscale_(optimizer), /unscale_\(\) was called after unscale_\(\)/);
  scaler.step(optimizer);
  assert.deepEqual(
    (weight.toArray() as number[]).map((value) => Math.round(value * 1e5) / 1e5),
    [2.4, 3.2],
  );
  assert.throws(() => scaler.step(optimizer), /step\(\) was called twice/);
  scaler.update();
  assert.throws(() => scaler.update(), /update\(\) was called before step\(\)/);
});

test('what it cannot work with is refused, and disabled it does nothing', () => {
  const half = new nn.Parameter(tensor([1]).half());
  half.grad = tensor([1]).half();
  assert.throws(() => new GradScaler().step(new optim.SGD([half], { lr: 1 })), /gradients are float16/);
  assert.throws(() => new GradScaler({ backoffFactor: 2 }), TorchError);
  assert.throws(() => new GradScaler().loadStateDict({} as never), /expected a number under 'scale'/);
  const weight = new nn.Parameter(tensor([1]));
  const off = new GradScaler({ enabled: false });
  const optimizer = new optim.SGD([weight], { lr: 0.5 });
  off.scale(weight.sum()).backward();
  assert.equal(off.step(optimizer), true);
  off.update();
  assert.deepEqual([weight.item(), off.getScale()], [0.5, 1]);
});
