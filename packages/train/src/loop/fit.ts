import { join } from 'node:path';
import { now } from '@capstan/ledger';
import type { nn } from '@capstan/torch';
import { reasonToEnd } from '../callbacks/callback.ts';
import type { Course } from '../callbacks/contract.ts';
import { TrainError } from '../errors.ts';
import type { Feed } from '../feeds/contract.ts';
import { openFeed } from '../feeds/open-feed.ts';
import { writeSplit } from '../feeds/split-file.ts';
import { criterion } from '../losses/loss.ts';
import { learnerOf } from '../project/build-model.ts';
import { checkBeforeData } from '../project/check-before-data.ts';
import { changedCourse, fingerprintOf, refuseOther } from '../project/fingerprint.ts';
import type { Project } from '../project/project.ts';
import { writeProject } from '../project/project-file.ts';
import { makeSettings, type Settings } from '../project/settings.ts';
import { beginAnew, goOn } from '../run/begin.ts';
import { openBook } from '../run/book.ts';
import { readCheckpoint, saveCheckpoint } from '../run/checkpoint.ts';
import { findCheckpoint } from '../run/find-checkpoint.ts';
import { lockRun } from '../run/lock.ts';
import { removeUnfinished } from '../run/run-folder.ts';
import { saveBest } from '../run/save-best.ts';
import { aboutOf } from '../tasks/task-of.ts';
import { bestOf, closeEpoch, isBetter } from './close-epoch.ts';
import { diverged, weightsAreFinite } from './diverged.ts';
import type { FitOptions, FitResult } from './fit-options.ts';
import { fitWhole } from './fit-whole.ts';
import { type Position, start } from './history.ts';
import { leavesLastOut } from './lone-example.ts';
import { predict } from './predict.ts';
import { type Session, trainEpoch } from './train-epoch.ts';

/**
 * Trains a project's model: every epoch is validated, the best model and the last state are kept in the run's folder,
 * and everything is written down in the ledger.
 *
 * @throws {TrainError} bad-project, classes-mismatch, outputs-mismatch, target-out-of-range, single-example, no-validation, loss-not-finite, disk-full — where fields of the project are wrong, classes differ, the model gives other outputs, a target is no class, a batch would be one example, there is nothing to validate on, the loss is NaN or infinite, or there is no room
 * @throws {TrainError} run-in-use — 'checkpoint-…'
 * @example
 * const result = await fit(defineProject({ name: 'digits', data: imageFolder('digits'), model: 'cifarResnet20' }));
 * const { model } = await openModel(result.bestDir);
 */
export async function fit(project: Project, options: FitOptions = {}): Promise<FitResult> {
  const { signal, onProgress = () => {}, since = now() } = options;
  checkBeforeData(project);
  const feed = await openFeed(options.data ?? project.data, signal);
  const settings = makeSettings(project, feed);
  if (feed.sizes.validation === 0) throw nothingToValidate(feed);
  const learner = learnerOf(settings.model);
  if (learner) return fitWhole({ project, feed, settings, learner, since, onProgress }, options);
  const fingerprint = fingerprintOf(settings, feed);

  // Nothing is read to go on from, or changed in the book, before the folder is known to be ours.
  const from = options.resume ? findCheckpoint(options.resume, { ...options, name: settings.name }) : undefined;
  await using held = new AsyncDisposableStack();
  const known = from ?? options.runDir;
  if (known !== undefined) held.use(await lockRun(known));
  const saved = from === undefined ? undefined : await readCheckpoint(from);
  if (saved) refuseOther(saved.fingerprint, fingerprint, known!, options.change);
  const { run } = held.use(openBook({ settings, feed, project, ledger: options.ledger, saved, since }));
  const dir = known ?? join(options.runsDir ?? 'runs', run.id);
  if (known === undefined) held.use(await lockRun(dir));
  removeUnfinished(dir);
  if (!saved) {
    await writeProject(dir, project);
    if (feed.files) await writeSplit(dir, { hash: feed.hash, ...feed.files });
  }

  const { batchSize, seed, workers } = settings;
  const training = (dropLast: boolean) => feed.batches('train', { batchSize, seed, shuffle: true, dropLast, workers });
  const validating = { batchSize: validationBatch(settings), seed, shuffle: false, workers };
  const validation = held.use(feed.batches('validation', validating));
  let dropped = false;
  const lengthOf = (model: nn.Module) => {
    dropped = leavesLastOut(model, feed, settings);
    return dropped ? Math.floor(feed.trainingExamples / batchSize) : Math.ceil(feed.trainingExamples / batchSize);
  };
  const trainee = beginAnew(settings, feed, lengthOf);
  const batches = held.use(training(dropped));
  const position = saved ? saved.position : start();
  if (saved) goOn(trainee, saved, settings, batches.length);

  const standing = () => ({ settings, step: position.step, lr: learningRate(trainee), best: position.best, dir });
  // What is saved must be worth going on from: a good checkpoint is not given up for a ruined one.
  const refuseRuined = () => {
    if (!weightsAreFinite(trainee.model)) throw diverged('Some weights are no numbers', standing());
  };
  // The book first: what a checkpoint says is done must be in it, since nobody would write it again.
  const save = async () => {
    refuseRuined();
    run.tryFlush();
    await saveCheckpoint(dir, trainee, position, { run: run.id, fingerprint });
    onProgress({ kind: 'checkpoint', epoch: position.epoch, step: position.step });
  };
  const session: Session = {
    dir,
    settings,
    about: aboutOf(settings.task, feed),
    trainee,
    criterion: criterion(settings.loss, settings.device, feed.classWeights),
    batches,
    position,
    run,
    signal,
    onProgress,
    save,
  };
  const parameters = trainee.model.parameters().reduce((sum, parameter) => sum + parameter.numel(), 0);
  const { epochs } = settings;
  onProgress({ kind: 'start', run: run.id, dir, epochs, batches: batches.length, parameters, resumed: !!saved });
  for (const text of feed.notes ?? []) onProgress({ kind: 'note', text });
  if (dropped) onProgress({ kind: 'note', text: LAST_LEFT_OUT });
  const course = saved && changedCourse(saved.fingerprint, fingerprint);
  if (course !== undefined) onProgress({ kind: 'note', text: course });

  // Of the data as they are: the weights by which the data balance their classes are for training.
  const unbalanced = criterion(settings.loss, settings.device);
  const validate = () =>
    predict(trainee.model, validation, {
      criterion: unbalanced,
      device: settings.device,
      answer: settings.task.answers.compute,
      ...(signal ? { signal } : {}),
      onProgress: (progress) => onProgress({ kind: 'validate', epoch: position.epoch + 1, ...progress }),
    });

  let stopped: FitResult['stopped'] = 'done';
  // A run that had come to its end before it was saved for the last time: what follows from its course alone is asked again.
  const { callbacks } = settings;
  let ending = position.best
    ? await reasonToEnd(
        callbacks.filter((each) => typeof each !== 'function'),
        courseOf(position, epochs),
      )
    : undefined;
  while (position.epoch < epochs && ending === undefined) {
    const ended = await trainEpoch(session);
    const seen = ended === 'finished' ? await unlessAborted(signal, validate) : undefined;
    if (seen === undefined) {
      stopped = ended === 'budget' ? 'budget' : 'interrupted';
      await save();
      break;
    }
    if (!Number.isFinite(seen.loss)) throw diverged(`The loss on validation is ${seen.loss}`, standing());
    refuseRuined();
    trainee.schedule.afterEpoch(seen.loss);
    const record = closeEpoch(session, seen);
    const best = isBetter(record, position.best, settings.best);
    if (best) {
      position.best = bestOf(record);
      await saveBest(join(dir, 'best'), trainee.model, feed, { record, run: run.id, task: settings.task });
    }
    await save();
    const cost = run.cost();
    onProgress({ kind: 'epoch', record, epochs, best, cost });
    if (settings.budget && cost.money >= settings.budget.amount && position.epoch < epochs) {
      stopped = 'budget';
      break;
    }
    ending = await reasonToEnd(callbacks, courseOf(position, epochs));
  }
  if (ending !== undefined)
    onProgress({ kind: 'note', text: `the training ends after epoch ${position.epoch}: ${ending}` });

  const cost = run.cost();
  const bestDir = join(dir, 'best');
  onProgress({ kind: 'stop', reason: stopped, cost });
  if (position.best) run.artifact(join(bestDir, 'model.safetensors'), { kind: 'model' });
  run.finish(stopped === 'done' ? 'done' : 'stopped', { summary: summaryOf(position, stopped) });
  return { run: run.id, dir, bestDir, stopped, best: position.best, history: position.history, cost };
}

const LAST_LEFT_OUT =
  'the last batch of an epoch would be one example, of which a batch norm can take no variance: it is left out, in every epoch another';

/** What work gives, or undefined where the signal ended it. */
async function unlessAborted<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted && error === signal.reason) return undefined;
    throw error;
  }
}

function nothingToValidate({ sizes }: Feed): TrainError {
  return new TrainError(
    'no-validation',
    `There is nothing to validate on, so the best epoch can't be told: of ${sizes.train + sizes.test} examples the split leaves ${sizes.train} to train on and ${sizes.test} to test. Add some, or give validation a larger share.`,
    { fields: { sizes } },
  );
}

const courseOf = ({ history, best }: Position, epochs: number): Course => ({ history, best: best!, epochs }); // an epoch was finished

function summaryOf(position: Position, stopped: string) {
  return { stopped, epochs: position.epoch, steps: position.step, best: position.best ? { ...position.best } : null };
}

const learningRate = ({ optimizer }: Session['trainee']) => optimizer.paramGroups[0]!.lr;

/** Without gradients twice the batch fits where one did. */
const validationBatch = (settings: Settings) => Math.max(settings.batchSize, 64) * 2;
