// What every optimizer and every schedule must do, over the lists: whoever adds one is checked here.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { arange, manualSeed, nn, optim, randn, scope, type Tensor } from '../index.ts';

const optimizers: Record<string, optim.OptimizerClass> = { ...optim.optimizers } as never; // as: options differ; names are checked below
const matrices = () => {
  manualSeed(3);
  return [new nn.Parameter(randn([3, 4])), new nn.Parameter(randn([4, 3]))];
};
const loss = (parameters: readonly Tensor[]) => parameters.map((p) => p.square().sum()).reduce((a, b) => a.add(b));

function steps(optimizer: optim.Optimizer, parameters: readonly Tensor[], count: number): number[] {
  return Array.from({ length: count }, () => {
    using _temporaries = scope();
    const value = optimizer.step(() => {
      optimizer.zeroGrad();
      const now = loss(parameters);
      now.backward();
      return now;
    });
    return value.item();
  });
}

for (const [name, Class] of Object.entries(optimizers)) {
  test(`${name} stands under its name, with its defaults`, () => {
    const made = new Class(matrices());
    assert.equal(Class.name, name);
    assert.deepEqual(made.defaults, Class.defaults);
    assert.deepEqual(Object.keys(made.paramGroups[0]!).sort(), [...Object.keys(Class.defaults), 'params'].sort());
    assert.throws(() => Object.assign(Class.defaults, { lr: 1 }), TypeError); // frozen
  });

  test(`${name} descends`, () => {
    const parameters = matrices();
    const values = steps(new Class(parameters), parameters, 20);
    assert.ok(values.at(-1)! < values[0]!, values.join(' '));
  });

  test(`${name} goes on from its state, bit for bit`, () => {
    const [one, two] = [matrices(), matrices()];
    const first = new Class(one);
    steps(first, one, 4);
    const second = new Class(two);
    two.forEach((p, i) => {
      p.detach().copy_(one[i]!.detach());
    });
    second.loadStateDict(first.stateDict());
    assert.deepEqual(steps(second, two, 4), steps(first, one, 4));
    assert.deepEqual(
      two.map((p) => p.toArray()),
      one.map((p) => p.toArray()),
    );
  });

  test(`${name} refuses what is out of range, and names it does not know`, () => {
    for (const option of ['lr', 'weightDecay', 'l1Penalty'].filter((each) => each in Class.defaults))
      for (const value of [-1, Number.NaN])
        assert.throws(() => new Class(matrices(), { [option]: value }), { name: 'TorchError' }, `${option} ${value}`);
    assert.throws(() => new Class(matrices(), { learningrate: 1 }), /learningrate/);
    assert.throws(() => new Class([]), /expected parameters, received none/);
  });
}

// Values for what each schedule requires.
const REQUIRED: Record<string, Record<string, unknown>> = {
  StepLR: { stepSize: 3 },
  MultiStepLR: { milestones: [2, 5] },
  ExponentialLR: { gamma: 0.9 },
  LambdaLR: { lrLambda: (step: number) => 0.9 ** step },
  MultiplicativeLR: { lrLambda: () => 0.9 },
  CosineAnnealingLR: { tMax: 9 },
  CosineAnnealingWarmRestarts: { t0: 3 },
  OneCycleLR: { maxLr: 0.3, totalSteps: 20 },
  CyclicLR: { baseLr: 0.01, maxLr: 0.2 },
};

interface Running {
  step(metric: number): void;
  getLastLr(): number[];
  stateDict(): optim.lrScheduler.SchedulerState;
  loadStateDict(state: optim.lrScheduler.SchedulerState): void;
}

function schedule(name: string): { optimizer: optim.Optimizer; running: Running } {
  const optimizer = new optim.SGD([new nn.Parameter(randn([2]))], { lr: 0.1, momentum: 0.9 });
  const { ChainedScheduler, SequentialLR, StepLR, ExponentialLR } = optim.lrScheduler;
  const parts = () => [new StepLR(optimizer, { stepSize: 2 }), new ExponentialLR(optimizer, { gamma: 0.9 })];
  if (name === 'ChainedScheduler') return { optimizer, running: new ChainedScheduler(parts()) };
  if (name === 'SequentialLR')
    return { optimizer, running: new SequentialLR(optimizer, { schedulers: parts(), milestones: [3] }) };
  const Class = optim.lrScheduler.schedules[name as 'StepLR'] as unknown as new (
    ...args: [optim.Optimizer, object?]
  ) => Running; // as: by name
  return { optimizer, running: new Class(optimizer, ...(REQUIRED[name] ? [REQUIRED[name]] : [])) };
}

const classes = (group: string): Set<string> => {
  const text = readFileSync(new URL(`../../fixtures/${group}.json`, import.meta.url), 'utf8');
  const { cases } = JSON.parse(text) as { cases: { class: string }[] }; // as: written by tools/record
  return new Set(cases.map((each) => each.class));
};
const recordedSchedules = classes('schedules');
const recordedOptimizers = new Set([...classes('optimizers'), ...classes('more-optimizers')]);

for (const [name, Class] of Object.entries<optim.lrScheduler.ScheduleClass>(optim.lrScheduler.schedules)) {
  test(`${name} says its defaults and what it requires, and goes on from its state`, () => {
    assert.equal((Class as unknown as { name: string }).name, name); // as: a class
    const one = schedule(name);
    for (let i = 0; i < 4; i++) one.running.step(1);
    const two = schedule(name);
    two.optimizer.loadStateDict(one.optimizer.stateDict());
    two.running.loadStateDict(JSON.parse(JSON.stringify(one.running.stateDict())));
    for (let i = 0; i < 6; i++) {
      one.running.step(1);
      two.running.step(1);
      assert.deepEqual(two.running.getLastLr(), one.running.getLastLr(), `step ${i}`);
    }
  });

  test(`${name} refuses to be made without what it requires`, () => {
    if (Class.required.length === 0) return;
    const optimizer = new optim.SGD([new nn.Parameter(randn([2]))], { lr: 0.1, momentum: 0.9 });
    const Made = Class as unknown as new (...args: unknown[]) => unknown; // as: called wrongly on purpose
    assert.throws(() => (name === 'ChainedScheduler' ? new Made([]) : new Made(optimizer, {})), { name: 'TorchError' });
  });

  test(`${name} has recorded rates`, () => assert.ok(recordedSchedules.has(name)));
}

interface Recorded {
  class: string;
  options: object;
  losses: number[];
  after: number[][];
}
const more = readFileSync(new URL('../../fixtures/more-optimizers.json', import.meta.url), 'utf8');
for (const { class: name, options, losses, after } of (JSON.parse(more) as { cases: Recorded[] }).cases) // as: written by tools/record
  test(`${name}(${JSON.stringify(options)}) on a small problem is as in PyTorch`, () => {
    const double = { dtype: 'float64' } as const;
    const matrix = new nn.Parameter(arange(6, double).reshape(2, 3).sin());
    const vector = new nn.Parameter(arange(2, double).cos());
    const x = arange(15, double).reshape(5, 3).cos();
    const y = arange(10, double).reshape(5, 2).sin();
    const optimizer = new optimizers[name]!([matrix, vector], options);
    for (const [i, expected] of losses.entries()) {
      const value = optimizer.step(() => {
        optimizer.zeroGrad();
        const off = x.matmul(matrix.t()).add(vector).sub(y);
        const now = off.pow(4).sum().add(off.pow(2).sum());
        now.backward();
        return now;
      });
      assert.ok(
        Math.abs(value.item() - expected) <= 1e-6 * Math.max(1, expected),
        `step ${i}: ${value.item()} for ${expected}`,
      );
      const numbers = [...matrix.detach().reshape(-1).data(), ...vector.detach().data()].map(Number);
      for (const [j, number] of numbers.entries())
        assert.ok(Math.abs(number - after[i]![j]!) <= 1e-5, `step ${i}, ${j}: ${number} for ${after[i]![j]}`); // as many
    }
  });

for (const name of Object.keys(optimizers))
  test(`${name} has recorded steps`, () => assert.ok(recordedOptimizers.has(name)));
