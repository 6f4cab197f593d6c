import assert from 'node:assert/strict';
import { test } from 'node:test';
import { optim, zeros } from '@capstan/torch';
import { TrainError } from '../errors.ts';
import { conforms } from '../testing/conformance.ts';
import { makersOf } from '../values/list.ts';
import { cosine, linearLR, reduceLROnPlateau, sequentialLR, stepLR } from './index.ts';
import { createSchedule, type RunningSchedule, readSchedule, type Schedule, schedules } from './schedule.ts';

conforms('schedule', schedules);

const RUN = { steps: 40, epochs: 4 };

function begin(value: Schedule) {
  const optimizer = new optim.SGD([zeros([1], { requiresGrad: true })], { lr: 0.1, momentum: 0.9 });
  return { optimizer, schedule: createSchedule(value, optimizer, RUN) };
}

/** The rate of every step from `from` on. */
function rates({ optimizer, schedule }: { optimizer: optim.Optimizer; schedule: RunningSchedule }, from = 0): number[] {
  return Array.from({ length: RUN.steps - from }, (_, i) => {
    const { lr } = optimizer.paramGroups[0]!;
    schedule.afterStep();
    if ((from + i + 1) % 10 === 0) schedule.afterEpoch(1);
    return lr;
  });
}

const given: Record<string, object> = {
  sequentialLR: { schedules: [linearLR({ totalIters: 10 }), cosine()], milestones: [10], per: 'step' },
  chainedScheduler: { schedules: [linearLR(), stepLR({ stepSize: 2 })] },
};
const value = (kind: string) => readSchedule({ kind, ...given[kind] });

test('every schedule of the engine is offered, but those that are functions of your own', () => {
  const names: Record<string, string> = {
    CosineAnnealingLR: 'cosine',
    CosineAnnealingWarmRestarts: 'cosineWarmRestarts',
    OneCycleLR: 'oneCycle',
  };
  const functions = ['LambdaLR', 'MultiplicativeLR', 'LRScheduler']; // a function can not be kept with the run
  const engine = Object.keys(optim.lrScheduler.schedules).filter((name) => !functions.includes(name));
  const expected = engine.map((name) => names[name] ?? name.charAt(0).toLowerCase() + name.slice(1));
  assert.deepEqual([...expected, 'constant'].sort(), [...makersOf(schedules).keys()].sort());
});

test('each gives a rate for every step, and goes on from its saved state to the same', () => {
  for (const kind of makersOf(schedules).keys()) {
    const straight = rates(begin(value(kind)));
    assert.ok(
      straight.every((rate) => Number.isFinite(rate) && rate >= 0 && rate <= 0.1 + 1e-12),
      kind,
    );
    const broken = begin(value(kind));
    for (let i = 0; i < 17; i++) {
      broken.schedule.afterStep();
      if ((i + 1) % 10 === 0) broken.schedule.afterEpoch(1);
    }
    const saved = structuredClone({ schedule: broken.schedule.stateDict(), optimizer: broken.optimizer.stateDict() });
    const resumed = begin(value(kind));
    resumed.optimizer.loadStateDict(saved.optimizer);
    resumed.schedule.loadStateDict(saved.schedule);
    assert.deepEqual(rates(resumed, 17), straight.slice(17), kind);
  }
});

test('a warm-up and half a cosine, by steps: the cosine spans what is left of the run', () => {
  const course = rates(begin(value('sequentialLR')));
  assert.ok(Math.abs(course[0]! - 0.1 / 3) < 1e-12);
  assert.ok(Math.abs(course[10]! - 0.1) < 1e-12);
  assert.ok(Math.abs(course[25]! - 0.05) < 1e-9, String(course[25])); // half way through the cosine
});

test('the rate falls when the validation loss stands still', () => {
  const course = rates(begin(reduceLROnPlateau({ patience: 1 })));
  assert.equal(course[29], 0.1);
  assert.ok(Math.abs(course[30]! - 0.01) < 1e-12);
});

test('combinations that can not work are refused', () => {
  const refused = (make: () => unknown, words: RegExp) =>
    assert.throws(
      make,
      (error) => error instanceof TrainError && error.code === 'wrong-option' && words.test(error.message),
    );
  refused(() => readSchedule(sequentialLR()), /schedules: expected one at least/);
  refused(() => readSchedule(sequentialLR({ schedules: [stepLR(), stepLR()] })), /milestones: expected 1 for 2/);
  refused(() => begin(readSchedule(sequentialLR({ schedules: [reduceLROnPlateau()] }))), /can not be part/);
  refused(
    () =>
      begin(
        readSchedule({
          ...given.sequentialLR,
          kind: 'sequentialLR',
          per: 'epoch',
          schedules: [linearLR({ per: 'step' }), cosine()],
        }),
      ),
    /per: expected 'epoch'/,
  );
});
