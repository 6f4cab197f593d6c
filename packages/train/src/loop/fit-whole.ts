import { join } from 'node:path';
import type { Since } from '@capstan/ledger';
import type { nn, Tensor } from '@capstan/torch';
import { TrainError } from '../errors.ts';
import type { Feed } from '../feeds/contract.ts';
import { writeSplit } from '../feeds/split-file.ts';
import { criterion } from '../losses/loss.ts';
import type { ProgressEvent } from '../progress/event.ts';
import type { Learner } from '../project/build-model.ts';
import type { Project } from '../project/project.ts';
import { writeProject } from '../project/project-file.ts';
import type { Settings } from '../project/settings.ts';
import { noteEpoch, openBook } from '../run/book.ts';
import { lockRun } from '../run/lock.ts';
import { removeUnfinished } from '../run/run-folder.ts';
import { saveBest } from '../run/save-best.ts';
import type { Answers } from '../tasks/contract.ts';
import { aboutOf } from '../tasks/task-of.ts';
import { bestOf, measured } from './close-epoch.ts';
import { weightsAreFinite } from './diverged.ts';
import type { FitOptions, FitResult } from './fit-options.ts';
import type { EpochRecord } from './history.ts';
import { predict } from './predict.ts';
import { whenSpent } from './when-spent.ts';

/** What is known when the fitting begins. */
export interface Beginning {
  project: Project;
  feed: Feed;
  settings: Settings;
  learner: Learner;
  since: Since;
  onProgress: (event: ProgressEvent) => void;
}

/**
 * Fits a model that isn't trained by steps, on all training examples at once: the same run folder, book and card as a
 * training's. There is nothing to go on from: a run that was stopped, or whose budget was spent before the model was judged, is
 * begun again and comes to the same model.
 *
 * @throws {TrainError} checkpoint-missing — where it was to go on
 * @throws {TrainError} loss-not-finite, disk-full, run-in-use — where the loss is NaN or infinite, there is no room, or another process works on it
 */
export async function fitWhole(about: Beginning, options: FitOptions): Promise<FitResult> {
  const { project, feed, settings, learner, since, onProgress } = about;
  if (options.resume) {
    throw new TrainError(
      'checkpoint-missing',
      `${learner.name} is fitted whole, so there is nothing to go on from. Start it again without --resume: it comes to the same model.`,
      { fields: { model: learner.name } },
    );
  }
  await using held = new AsyncDisposableStack();
  if (options.runDir !== undefined) held.use(await lockRun(options.runDir));
  const { run } = held.use(openBook({ settings, feed, project, ledger: options.ledger, saved: undefined, since }));
  const dir = options.runDir ?? join(options.runsDir ?? 'runs', run.id);
  if (options.runDir === undefined) held.use(await lockRun(dir));
  removeUnfinished(dir);
  await writeProject(dir, project);
  if (feed.files) await writeSplit(dir, { hash: feed.hash, ...feed.files });
  onProgress({ kind: 'start', run: run.id, dir, epochs: 1, batches: 1, parameters: 0, resumed: false });
  for (const text of feed.notes ?? []) onProgress({ kind: 'note', text });

  const bestDir = join(dir, 'best');
  const end = (stopped: FitResult['stopped'], record?: EpochRecord): FitResult => {
    const cost = run.cost();
    onProgress({ kind: 'stop', reason: stopped, cost });
    const best = record ? bestOf(record) : null;
    const summary = { stopped, epochs: record ? 1 : 0, steps: record?.step ?? 0, best: best ? { ...best } : null };
    run.finish(record ? 'done' : 'stopped', { summary });
    return { run: run.id, dir, bestDir, stopped, best, history: record ? [record] : [], cost };
  };
  const began = performance.now();
  const { budget } = settings;
  using spent = budget && whenSpent(() => run.cost().money, budget.amount);
  const signals = [options.signal, spent?.signal].filter((each) => each !== undefined);
  const signal = signals.length > 0 ? AbortSignal.any(signals) : undefined;
  try {
    signal?.throwIfAborted();
    const { model, steps, notes } = await fitOn(feed, learner, settings, signal);
    if (!weightsAreFinite(model)) {
      throw new TrainError(
        'loss-not-finite',
        `${learner.name} came to weights that are no numbers. Look for values in the data that are very large, or take a larger l2.`,
        { fields: { model: learner.name } },
      );
    }
    const seconds = (performance.now() - began) / 1000;
    for (const text of notes) onProgress({ kind: 'note', text });
    const record = recordOf(feed, settings, {
      steps,
      seconds,
      ...(await judged(model, feed, settings, onProgress, signal)),
    });
    await saveBest(bestDir, model, feed, { record, run: run.id, task: settings.task });
    noteEpoch(run, record);
    onProgress({ kind: 'epoch', record, epochs: 1, best: true, cost: run.cost() });
    run.artifact(join(bestDir, 'model.safetensors'), { kind: 'model' });
    return end('done', record);
  } catch (error) {
    if (signal?.aborted && error === signal.reason) return end(options.signal?.aborted ? 'interrupted' : 'budget');
    throw error;
  }
}

/** Fits on the training examples, all in one batch, which is freed with the pass. */
async function fitOn(feed: Feed, { fit, options }: Learner, { seed, task }: Settings, signal: AbortSignal | undefined) {
  const fitTo = ({ input, target }: { input: Tensor; target: Tensor }) => {
    const examples = { input, target, targets: task.targets, outputs: aboutOf(task, feed).outputs };
    return fit(options, examples, { seed, ...(signal ? { signal } : {}) });
  };
  const whole = feed.whole?.();
  if (whole) {
    try {
      return await fitTo(whole);
    } finally {
      whole.input.dispose();
      whole.target.dispose();
    }
  }
  await using batches = feed.batches('train', { batchSize: feed.trainingExamples, seed, shuffle: false });
  for await (const batch of batches.pass(0)) return await fitTo(batch);
  throw new TrainError('bad-project', 'data.train: there are no examples to fit on.');
}

interface Judged {
  train: Answers;
  validation: Answers;
}

async function judged(
  model: nn.Module,
  feed: Feed,
  { loss, device, task, seed }: Settings,
  onProgress: Beginning['onProgress'],
  signal: AbortSignal | undefined,
): Promise<Judged> {
  model.to(device);
  const on = async (split: 'train' | 'validation') => {
    await using batches = feed.batches(split, { batchSize: 256, seed, shuffle: false });
    return await predict(model, batches, {
      ...{ criterion: criterion(loss, device), device, answer: task.answers.compute },
      ...(signal ? { signal } : {}),
      onProgress: (progress) => onProgress({ kind: 'validate', epoch: 1, ...progress }),
    });
  };
  return { train: await on('train'), validation: await on('validation') };
}

function recordOf(
  feed: Feed,
  settings: Settings,
  { steps, seconds, train, validation }: Judged & { steps: number; seconds: number },
): EpochRecord {
  const { accuracy } = settings.task;
  return {
    epoch: 1,
    step: steps,
    lr: 0,
    trainLoss: train.loss,
    ...(accuracy ? { trainAccuracy: accuracy.of(train) } : {}),
    validationLoss: validation.loss,
    ...measured(settings, validation, aboutOf(settings.task, feed)),
    seconds,
    imagesPerSecond: feed.trainingExamples / Math.max(seconds, 1e-6),
  };
}
