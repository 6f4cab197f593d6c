import type { Feed } from '../feeds/contract.ts';
import type { Position } from '../loop/history.ts';
import { createOptimizer } from '../optimizers/optimizer.ts';
import { buildFor } from '../project/build-model.ts';
import { noted } from '../project/fingerprint.ts';
import type { Settings } from '../project/settings.ts';
import { createSchedule } from '../schedules/schedule.ts';
import { type Checkpoint, restore, type Trainee } from './checkpoint.ts';

/** Model, optimizer and schedule at their beginning. */
export function beginAnew(settings: Settings, feed: Feed, stepsPerEpoch: (model: Trainee['model']) => number): Trainee {
  const model = buildFor(settings, feed).to(settings.device);
  const optimizer = createOptimizer(settings.optimizer, model.parameters());
  const { epochs } = settings;
  const schedule = createSchedule(settings.schedule, optimizer, { steps: stepsPerEpoch(model) * epochs, epochs });
  return { model, optimizer, schedule };
}

/**
 * Puts a trainee where a checkpoint stood. Where optimizer or schedule were changed on purpose, what the optimizer remembers
 * stays and the new course begins at the step that was reached.
 */
export function goOn(trainee: Trainee, saved: Checkpoint, settings: Settings, stepsPerEpoch: number): void {
  const { fingerprint, position } = saved;
  restore(saved, trainee);
  const same =
    sameJson(fingerprint.optimizer, noted(settings.optimizer)) &&
    sameJson(fingerprint.schedule, noted(settings.schedule)) &&
    (fingerprint.epochs ?? String(settings.epochs)) === String(settings.epochs);
  if (same) return;
  const { optimizer } = trainee;
  const { kind: _, ...options } = noted(settings.optimizer); // of one of your own nothing: it is as its function makes it
  for (const group of optimizer.paramGroups) {
    Object.assign(group, options);
    delete group.initialLr;
  }
  const { epochs } = settings;
  trainee.schedule = createSchedule(settings.schedule, optimizer, { steps: stepsPerEpoch * epochs, epochs });
  replay(trainee, position);
}

/** Takes a new schedule to where a training stands. */
function replay({ schedule }: Trainee, { step, history }: Position): void {
  for (let i = 0; i < step; i++) schedule.afterStep();
  for (const { validationLoss } of history) schedule.afterEpoch(validationLoss);
}

const sameJson = (text: string | undefined, value: unknown) => text === JSON.stringify(value);
