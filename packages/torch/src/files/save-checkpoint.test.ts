import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import * as torch from '../index.ts';
import { collectGarbage } from '../testing/collect-garbage.ts';

const { F, nn, optim } = torch;
const folder = mkdtempSync(join(tmpdir(), 'capstan-checkpoint-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const { CosineAnnealingLR, LinearLR, SequentialLR } = optim.lrScheduler;

function trainee() {
  const model = new nn.Sequential(new nn.Linear(4, 8), new nn.BatchNorm1d(8), new nn.Dropout(), new nn.Linear(8, 3));
  const optimizer = new optim.AdamW(model.parameters(), { lr: 0.01, amsgrad: true });
  const schedulers = [
    new LinearLR(optimizer, { startFactor: 0.1, totalIters: 3 }),
    new CosineAnnealingLR(optimizer, { tMax: 9 }),
  ];
  return { model, optimizer, scheduler: new SequentialLR(optimizer, { schedulers, milestones: [3] }) };
}

function steps({ model, optimizer, scheduler }: ReturnType<typeof trainee>, count: number): number[] {
  return Array.from({ length: count }, () => {
    using _temporaries = torch.scope();
    const loss = F.crossEntropy(model(torch.randn([16, 4])), torch.randint(0, 3, [16]));
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    scheduler.step();
    return loss.item();
  });
}

test('training goes on with the same bits, dropout and schedule included', async () => {
  torch.manualSeed(0);
  const whole = trainee();
  steps(whole, 5);
  const path = join(folder, 'last.safetensors');
  collectGarbage(); // what the model's making left
  const before = torch.memory().tensors;
  assert.match(await torch.saveCheckpoint(whole, path, { metadata: { step: '5' } }), /^[0-9a-f]{64}$/);
  assert.equal(torch.memory().tensors, before);
  const expected = steps(whole, 5);

  torch.manualSeed(99);
  const resumed = trainee();
  assert.deepEqual(await torch.loadCheckpoint(path, resumed), { step: '5' });
  assert.deepEqual(steps(resumed, 5), expected);
  assert.deepEqual(resumed.scheduler.getLastLr(), whole.scheduler.getLastLr());
  const keys = Object.keys(await torch.load(path));
  assert.ok(keys.includes('model.1.running_mean') && keys.includes('optimizer.state.0.max_exp_avg_sq'), `${keys}`);
});

test('numbers that JSON lacks come back', async () => {
  const path = join(folder, 'numbers.safetensors');
  let state: object = { best: Number.POSITIVE_INFINITY, worst: Number.NaN, list: [1, null, 'a'], on: true };
  const part = { stateDict: () => state, loadStateDict: (loaded: object) => (state = loaded) };
  await torch.saveCheckpoint({ part }, path);
  state = {};
  await torch.loadCheckpoint(path, { part });
  assert.deepEqual(state, { best: Number.POSITIVE_INFINITY, worst: Number.NaN, list: [1, null, 'a'], on: true });
});

test('what is no checkpoint, or of something else, is refused', async () => {
  const path = join(folder, 'other.safetensors');
  const code = (wanted: string) => (error: unknown) => error instanceof torch.TorchError && error.code === wanted;
  const { model, optimizer, scheduler } = trainee();
  await torch.save(model.stateDict(), path);
  await assert.rejects(torch.loadCheckpoint(path, { model }), code('safetensors'));
  await torch.saveCheckpoint({ model, optimizer }, path);
  await assert.rejects(torch.loadCheckpoint(path, { model, optimizer, scheduler }), code('state-dict'));
  await assert.rejects(
    torch.saveCheckpoint({ bad: { stateDict: () => ({ run: () => 1 }), loadStateDict: () => {} } }, path),
    /bad\.run: expected tensors, numbers, text, arrays and records, received a function/,
  );
});

test('an optimizer refuses state of another shape or form, before anything is changed', () => {
  const { model, optimizer } = trainee();
  steps(
    {
      model,
      optimizer,
      scheduler: new SequentialLR(optimizer, { schedulers: [new LinearLR(optimizer)], milestones: [] }),
    },
    1,
  );
  const good = optimizer.stateDict();
  const bad = structuredClone({ paramGroups: good.paramGroups, state: {} });
  const refuses = (dict: object, pattern: RegExp) =>
    assert.throws(
      () => optimizer.loadStateDict(dict as torch.optim.OptimizerStateDict),
      (error) => error instanceof torch.TorchError && error.code === 'state-dict' && pattern.test(error.message),
    );
  refuses({ ...bad, state: { 0: { ...good.state[0], exp_avg: torch.zeros([2]) } } }, /exp_avg.*\(8, 4\).*\(2\)/);
  refuses({ state: {} }, /paramGroups/);
  refuses({ paramGroups: [{ params: 'x' }], state: {} }, /paramGroups/);
  refuses({ ...bad, state: { 0: { ...good.state[0], exp_avg: 'x' } } }, /exp_avg/);
  assert.equal(optimizer.state.size, model.parameters().length);
});
