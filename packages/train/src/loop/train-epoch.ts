import type { Run } from '@capstan/ledger';
import { nn, scope } from '@capstan/torch';
import { TrainError } from '../errors.ts';
import type { Batches, FeedBatch } from '../feeds/contract.ts';
import type { Criterion } from '../losses/contract.ts';
import type { ProgressEvent } from '../progress/event.ts';
import type { Settings } from '../project/settings.ts';
import type { Trainee } from '../run/checkpoint.ts';
import type { About } from '../tasks/contract.ts';
import { breathe } from './breathe.ts';
import { diverged } from './diverged.ts';
import type { Position } from './history.ts';
import { Trace } from './trace.ts';

/** What a training needs at hand while it runs. */
export interface Session {
  /** Folder of the run. */
  dir: string;
  settings: Settings;
  /** Of the data: names of classes, outputs that they need of the model. */
  about: About;
  trainee: Trainee;
  criterion: Criterion;
  batches: Batches;
  position: Position;
  run: Run;
  signal: AbortSignal | undefined;
  onProgress: (event: ProgressEvent) => void;
  /** Saves `last` at this moment. */
  save: () => Promise<void>;
}

/** Losses are read after so many steps or so many ms, whichever comes first. */
const READ_STEPS = 64;
const READ_MS = 150;

/**
 * Trains from where `position` stands to the end of its epoch, or until it is told to stop or the money is spent.
 * @throws {TrainError} loss-not-finite — where the loss is NaN or infinite
 */
export async function trainEpoch(session: Session): Promise<'finished' | 'interrupted' | 'budget'> {
  const { settings, trainee, batches, position, signal } = session;
  trainee.model.train();
  using trace = new Trace(settings.task);
  const clock = new Clock(position.sums.seconds);
  const breath = breathe();
  let sinceSave = { step: position.step, time: performance.now() };

  let first = true;
  if (signal?.aborted) return 'interrupted';
  for await (const batch of batches.pass(position.epoch, position.batch)) {
    step(session, batch, trace, first);
    first = false;
    position.step++;
    position.batch++;
    position.sums.seconds = clock.seconds();

    if (trace.pending >= READ_STEPS || clock.sinceReading() > READ_MS) {
      read(session, trace, clock);
      if (settings.budget && session.run.cost().money >= settings.budget.amount) return 'budget';
    }
    if (signal?.aborted) {
      read(session, trace, clock);
      return 'interrupted';
    }
    const stepsDue = position.step - sinceSave.step >= settings.everySteps;
    if (stepsDue || performance.now() - sinceSave.time >= settings.everyMinutes * 60_000) {
      read(session, trace, clock);
      await clock.pause(session.save);
      sinceSave = { step: position.step, time: performance.now() };
    }
    await breath();
  }
  read(session, trace, clock);
  return 'finished';
}

/** One optimizer step; every tensor made on the way is freed at its end. */
function step(session: Session, batch: FeedBatch, trace: Trace, first: boolean): void {
  const { settings, criterion, position } = session;
  const { model, optimizer, schedule } = session.trainee;
  using _step = scope();
  const input = batch.input.to(settings.device);
  const target = batch.target.to(settings.device);
  optimizer.zeroGrad();
  const output = model(input); // (B, …) → (B, outputs)
  if (first) checkOutput(output.shape, batch.size, session);
  const loss = criterion.loss(output, target, model);
  const weight = criterion.weight?.(target);
  const { lr } = optimizer.paramGroups[0]!; // of this step: the schedule moves it on below
  loss.backward();
  if (settings.clipGradNorm !== undefined) nn.utils.clipGradNorm_(model.parameters(), settings.clipGradNorm);
  optimizer.step();
  schedule.afterStep();
  trace.note({ step: position.step + 1, lr, loss, weight, output, target });
}

/** A model with other outputs than the data need would train, on something else. */
function checkOutput(shape: readonly number[], examples: number, { about: { outputs }, settings }: Session): void {
  const { outputFor } = settings.task;
  if (outputFor === undefined) return; // its loss says what doesn't fit
  if (shape.length === 2 && shape[0] === examples && shape[1] === outputs) return;
  throw new TrainError(
    'outputs-mismatch',
    `The model gives outputs of shape (${shape.join(', ')}) for ${examples} examples; expected (${examples}, ${outputs}), one for each of the ${outputs} ${outputFor}. Change its last layer.`,
    { fields: { shape, outputs } },
  );
}

/** Reads the noted steps, puts them in the ledger and stops at the first that isn't a finite number. */
function read(session: Session, trace: Trace, clock: Clock): void {
  const { settings, position, run, batches } = session;
  const { sums } = position;
  for (const { step, lr, loss, weight, correct, examples } of trace.drain()) {
    run.log(step, {
      lr,
      'train/loss': loss,
      ...(correct === undefined ? {} : { 'train/accuracy': correct / examples }),
    });
    if (!Number.isFinite(loss)) {
      throw diverged(`The loss is ${loss}`, { settings, step, lr, loss, best: position.best, dir: session.dir });
    }
    if (weight > 0) sums.loss += loss * weight;
    sums.weight += weight;
    sums.lr = lr;
    sums.correct += correct ?? 0;
    sums.examples += examples;
    clock.count(examples);
  }
  const imagesPerSecond = clock.read();
  if (sums.weight === 0) return; // nothing was trained yet
  const stepsLeft = settings.epochs * batches.length - position.step;
  session.onProgress({
    kind: 'step',
    epoch: position.epoch + 1,
    epochs: settings.epochs,
    done: position.batch,
    total: batches.length,
    unit: 'steps',
    step: position.step,
    loss: sums.loss / sums.weight,
    accuracy: settings.task.accuracy ? sums.correct / sums.examples : undefined,
    imagesPerSecond,
    leftMs: (1000 * stepsLeft * settings.batchSize) / imagesPerSecond,
    cost: run.cost(),
  });
}

/** Measures training alone: what saving takes is left out. */
class Clock {
  #start = performance.now();
  readonly #before: number;
  #lastReading = performance.now();
  #counted = 0;
  #rate = 0;

  constructor(secondsBefore: number) {
    this.#before = secondsBefore;
  }

  seconds(): number {
    return this.#before + (performance.now() - this.#start) / 1000;
  }

  sinceReading(): number {
    return performance.now() - this.#lastReading;
  }

  count(examples: number): void {
    this.#counted += examples;
  }

  /** Examples a second, of the time since the last reading mostly. */
  read(): number {
    const elapsed = this.sinceReading() / 1000;
    if (this.#counted > 0 && elapsed > 0) {
      const now = this.#counted / elapsed;
      this.#rate = this.#rate === 0 ? now : 0.8 * this.#rate + 0.2 * now;
      this.#counted = 0;
      this.#lastReading = performance.now();
    }
    return this.#rate;
  }

  async pause(work: () => Promise<void>): Promise<void> {
    const begun = performance.now();
    await work();
    const took = performance.now() - begun;
    this.#start += took;
    this.#lastReading += took;
  }
}
