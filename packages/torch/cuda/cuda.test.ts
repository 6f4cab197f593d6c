// What only a GPU shows. Skipped where there is none.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import * as torch from '../src/index.ts';

const { F, nn, optim, cuda } = torch;
const options = { skip: cuda.isAvailable() ? false : 'there is no GPU' };
const device = 'cuda';

before(() => {
  torch.backends.cudnn.allowTf32 = false;
});

test('the device has a name, a number and memory that comes back', options, () => {
  assert.match(cuda.getDeviceName(), /\w/);
  assert.equal(cuda.currentDevice(), 0);
  cuda.setDevice('cuda:0');
  assert.throws(() => torch.zeros([1], { device: 'cuda:99' }), /there is no 'cuda:99'/);
  assert.throws(() => cuda.memory('cpu' as 'cuda'), torch.TorchError);
  const before = cuda.memory(device, { resetPeak: true });
  {
    using _ = torch.scope();
    torch.zeros([1 << 20], { device });
    assert.equal(cuda.memory().allocated, before.allocated + (4 << 20));
  }
  const { allocated, peakAllocated, reserved } = cuda.memory();
  assert.equal(allocated, before.allocated);
  assert(peakAllocated >= before.allocated + (4 << 20) && reserved > 0);
  cuda.emptyCache();
  assert(cuda.memory().reserved < reserved);
});

test('the event loop runs on while the device works', options, async () => {
  let turns = 0;
  let done = false;
  const turn = () => {
    turns++;
    if (!done) setImmediate(turn);
  };
  // Products of (8192, 8192) matrices, about 1e12 operations each, into memory that is there already.
  const a = torch.randn([8192, 8192], { device }).div_(Math.sqrt(8192));
  const [from, into] = [a.clone(), torch.emptyLike(a)];
  const work = (times: number) => {
    for (let i = 0; i < times; i++) torch.matmul(i % 2 ? into : from, a, { out: i % 2 ? from : into });
    return from.square().mean();
  };
  await work(2).itemAsync(); // the first memory that a copy goes to is made while the device waits
  const value = work(40);
  setImmediate(turn);
  const mean = await value.itemAsync();
  done = true;
  assert(Number.isFinite(mean) && mean > 0);
  assert(turns > 10, `the loop turned ${turns} times`);
});

test('what is copied asynchronously is what was computed before it', options, async () => {
  using x = torch.arange(1_000_000, { device, dtype: 'float64' });
  const host = await x.mul(2).toAsync('cpu');
  assert.equal(host.at(999_999).item(), 1_999_998);
  host.dispose();
  const values = await x.add(1).dataAsync();
  assert.equal(values[123_456], 123_457);
});

test('backward with hooks and custom functions runs them on this thread', options, () => {
  const double = torch.autogradFunction({
    name: 'double',
    forward: (_, x: torch.Tensor) => x.mul(2),
    backward: (_, gradient) => [gradient!.mul(2)],
  });
  const x = torch.ones([3], { device, requiresGrad: true });
  const seen: unknown[] = [];
  x.registerPostAccumulateGradHook((leaf) => seen.push(leaf.grad!.toArray()));
  const y = double(x);
  y.registerHook((gradient) => gradient.mul(10));
  y.sum().backward();
  assert.deepEqual(x.grad!.toArray(), [20, 20, 20]);
  assert.deepEqual(seen, [[20, 20, 20]]);
  assert.throws(
    () => {
      const z = double(x);
      z.registerHook(() => {
        throw new RangeError('from a hook');
      });
      z.sum().backward();
    },
    { name: 'RangeError', message: 'from a hook' },
  );
  torch.testing.gradcheck((a) => double(a).sin(), [torch.randn([4], { device, dtype: 'float64', requiresGrad: true })]);
});

test('tensors of two devices are not mixed, and too large a one leaves the process whole', options, () => {
  const x = torch.ones([2], { device });
  assert.throws(() => x.add(torch.ones([2])), /device/);
  assert.throws(
    () => torch.empty([1e12], { device }),
    (error) => error instanceof torch.TorchError && error.code === 'out-of-memory',
  );
  assert.equal(x.add(1).sum().item(), 4);
});

test('mixed precision: bfloat16 and float16 under autocast train a network', options, () => {
  for (const dtype of ['bfloat16', 'float16'] as const) {
    using _ = torch.scope();
    torch.manualSeed(0);
    const model = new nn.Sequential(
      new nn.Conv2d(3, 16, 3),
      new nn.BatchNorm2d(16),
      new nn.ReLU(),
      new nn.Flatten(),
      new nn.Linear(16 * 36, 4),
    ).to(device);
    const optimizer = new optim.AdamW(model.parameters(), { lr: 1e-3 });
    const x = torch.randn([64, 3, 8, 8], { device });
    const y = torch.randint(0, 4, [64], { device });
    const scaler = new torch.GradScaler({ enabled: dtype === 'float16' });
    let loss = 0;
    for (let step = 0; step < 30; step++) {
      using _step = torch.scope();
      optimizer.zeroGrad();
      const value = torch.autocast('cuda', { dtype }, () => {
        const output = model(x);
        assert.equal(output.dtype, dtype);
        return F.crossEntropy(output, y);
      });
      assert.equal(value.dtype, 'float32');
      scaler.scale(value).backward();
      scaler.step(optimizer);
      scaler.update();
      loss = value.item();
    }
    assert(loss < 0.5, `${dtype}: ${loss}`);
  }
});

test('a model goes to the GPU, trains as on the CPU, and comes back', options, async (t) => {
  const train = (where: torch.Device) => {
    torch.manualSeed(0);
    const model = new nn.Sequential(
      new nn.Linear(20, 50),
      new nn.GELU(),
      new nn.LayerNorm(50),
      new nn.Linear(50, 5),
    ).double();
    const x = torch.randn([64, 20], { dtype: 'float64' }).to(where);
    const y = torch.randint(0, 5, [64]).to(where);
    model.to(where);
    const optimizer = new optim.AdamW(model.parameters(), { lr: 1e-2 });
    const losses: number[] = [];
    for (let step = 0; step < 200; step++) {
      using _step = torch.scope();
      optimizer.zeroGrad();
      const loss = F.crossEntropy(model(x), y);
      loss.backward();
      optimizer.step();
      losses.push(loss.item());
    }
    return { model, losses };
  };
  const [cpu, gpu] = [train('cpu'), train(device)];
  const apart = Math.max(...cpu.losses.map((loss, i) => Math.abs(loss - gpu.losses[i]!) / Math.abs(loss)));
  t.diagnostic(`greatest relative difference of 200 losses: ${apart.toExponential(2)}`);
  assert(apart < 1e-9);
  const folder = await mkdtemp(join(tmpdir(), 'capstan-cuda-'));
  try {
    const path = join(folder, 'model.safetensors');
    await torch.save(gpu.model.stateDict(), path);
    const back = torch.loadSync(path);
    for (const [key, value] of Object.entries(gpu.model.stateDict())) {
      assert.equal(back[key]!.device, 'cpu');
      assert.deepEqual(back[key]!.data(), value.data());
    }
    cpu.model.loadStateDict(back);
    gpu.model.loadStateDict(back);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('seeds and the state of the random generator', options, () => {
  const draw = () => torch.rand([5], { device }).toArray();
  torch.manualSeed(7);
  const first = draw();
  const state = cuda.getRngState();
  const second = draw();
  cuda.setRngState(state);
  assert.deepEqual(draw(), second);
  torch.manualSeed(7);
  assert.deepEqual(draw(), first);
  const own = new torch.Generator(device).manualSeed(7);
  assert.deepEqual(torch.rand([5], { device, generator: own }).toArray(), first);
});

test('activation checkpointing draws the same dropout twice', options, () => {
  const block = new nn.Sequential(new nn.Linear(32, 32), new nn.Dropout({ p: 0.5 }), new nn.Linear(32, 32)).to(device);
  const gradients = (run: (x: torch.Tensor) => torch.Tensor) => {
    const x = torch.ones([8, 32], { device, requiresGrad: true });
    torch.manualSeed(3);
    run(x).square().sum().backward();
    return x.grad!.toArray();
  };
  assert.deepEqual(
    gradients((x) => torch.checkpoint((h) => block(h), [x], block.parameters())),
    gradients((x) => block(x)),
  );
});

test('a scope frees what 200 steps of training make', options, () => {
  const model = new nn.Sequential(new nn.Linear(256, 1024), new nn.ReLU(), new nn.Linear(1024, 10)).to(device);
  const optimizer = new optim.SGD(model.parameters(), { lr: 0.1, momentum: 0.9 });
  const x = torch.randn([128, 256], { device });
  const y = torch.randint(0, 10, [128], { device });
  const step = () => {
    using _ = torch.scope();
    optimizer.zeroGrad();
    F.crossEntropy(model(x), y).backward();
    optimizer.step();
  };
  for (let i = 0; i < 5; i++) step();
  const [handles, bytes] = [torch.memory().tensors, cuda.memory().allocated];
  for (let i = 0; i < 200; i++) step();
  // What the collector finds meanwhile of earlier tests makes it less.
  assert(torch.memory().tensors <= handles);
  assert(cuda.memory().allocated <= bytes);
});

test('a default device, TF32 and profiles', options, async () => {
  torch.setDefaultDevice(device);
  try {
    assert.equal(torch.getDefaultDevice(), 'cuda');
    for (const made of [
      torch.zeros([1]),
      torch.tensor([1, 2]),
      torch.arange(3),
      torch.rand([2]),
      new nn.Linear(2, 2).weight,
    ])
      assert.equal(made.device, 'cuda:0');
    assert.equal(torch.zeros([1], { device: 'cpu' }).device, 'cpu');
    assert.equal(torch.ones([1], { device: 'cpu' }).zerosLike().device, 'cpu');
  } finally {
    torch.setDefaultDevice('cpu');
  }
  const a = torch.randn([512, 512], { device });
  const exact = a.matmul(a);
  torch.setFloat32MatmulPrecision('high');
  const rough = a.matmul(a);
  torch.setFloat32MatmulPrecision('highest');
  const apart = rough.sub(exact).abs().max().item();
  assert(apart > 1e-4 && apart < 1, `TF32 is ${apart} apart`);
  const profile = await torch.profile(() => a.matmul(a));
  assert(profile.table().some(({ name }) => name === 'aten::matmul'));
});

test('one rank with NCCL: collectives and DistributedDataParallel', options, async () => {
  const { distributed } = torch;
  await distributed.initProcessGroup({
    backend: 'nccl',
    rank: 0,
    worldSize: 1,
    masterAddr: '127.0.0.1',
    masterPort: 29_533,
    timeoutMs: 60_000,
  });
  const x = torch.arange(4, { device, dtype: 'float32' });
  await distributed.allReduce(x);
  assert.deepEqual(x.toArray(), [0, 1, 2, 3]);
  await distributed.broadcast(x, 0);
  assert.deepEqual(await distributed.broadcastObject({ from: 'rank 0' }, 0), { from: 'rank 0' });
  assert.deepEqual(await distributed.allGatherObject([1, 2]), [[1, 2]]);
  await assert.rejects(distributed.allReduce(torch.ones([2])), /nccl does not carry tensors of 'cpu'/);
  await distributed.barrier();
  const model = new nn.Linear(4, 2).to(device);
  const alone = new nn.Linear(4, 2).to(device);
  alone.loadStateDict(model.stateDict());
  const ddp = await distributed.DistributedDataParallel.create(model);
  ddp(x.view(1, 4)).sum().backward();
  alone(x.view(1, 4)).sum().backward();
  assert.deepEqual(model.weight.grad!.toArray(), alone.weight.grad!.toArray());
  await distributed.destroyProcessGroup();
});

after(() => {
  torch.setDefaultDevice('cpu');
});
