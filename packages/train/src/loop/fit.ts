import { join } from 'node:path';
import type { ImageData } from '@capstan/data';
import { type Cost, type Ledger, openLedger, type Run } from '@capstan/ledger';
import { saveModel } from '@capstan/models';
import { cuda, version } from '@capstan/torch';
import { TrainError } from '../errors.ts';
import type { Feed } from '../feeds/contract.ts';
import { openFeed } from '../feeds/open-feed.ts';
import { criterion } from '../losses/loss.ts';
import { createOptimizer } from '../optimizers/optimizer.ts';
import type { ProgressEvent } from '../progress/event.ts';
import { buildFor } from '../project/build-model.ts';
import { checkProject } from '../project/check-project.ts';
import { fingerprintOf, refuseOther } from '../project/fingerprint.ts';
import { paramsOf } from '../project/params.ts';
import type { Project } from '../project/project.ts';
import { writeProject } from '../project/project-file.ts';
import { makeSettings, type Settings } from '../project/settings.ts';
import {
  type Checkpoint,
  readCheckpoint,
  restore,
  saveCheckpoint,
  type Trainee,
  unwritable,
} from '../run/checkpoint.ts';
import { lockRun, resumableRuns } from '../run/run-folder.ts';
import { createSchedule } from '../schedules/schedule.ts';
import { diverged, weightsAreFinite } from './diverged.ts';
import { type Best, type EpochRecord, type Position, start } from './history.ts';
import { predict } from './predict.ts';
import { type Session, trainEpoch } from './train-epoch.ts';

/** How a training is run, beside what the project says. */
export interface FitOptions {
  /** The data of the project, if they are open already. */
  data?: ImageData;
  /** Folder of all runs; each gets a folder of its own in it, named like the run. 'runs'. */
  runsDir?: string;
  /** Folder of this run. */
  runDir?: string;
  /** Where the run is written down; '.capstan/ledger.db' if not given. */
  ledger?: Ledger;
  /** Goes on from the checkpoint in a folder, or with `true` from the latest of this project. */
  resume?: boolean | string;
  /** When it fires, the step is finished, a checkpoint is written and `fit` returns. */
  signal?: AbortSignal;
  onProgress?: (event: ProgressEvent) => void;
}

/** What came of a training. */
export interface FitResult {
  /** The run's id in the ledger. */
  run: string;
  dir: string;
  /** Folder of the best model, for `openModel`. */
  bestDir: string;
  /** 'interrupted' and 'budget': a checkpoint was saved to go on from. */
  stopped: 'done' | 'interrupted' | 'budget';
  best: Best | null;
  history: EpochRecord[];
  cost: Cost;
}

/**
 * Trains a project's model: every epoch is validated, the best model and the last state are kept in the run's folder,
 * and everything is written down in the ledger.
 *
 * @throws TrainError 'bad-project', 'classes-mismatch', 'no-validation', 'loss-not-finite', 'disk-full', 'run-in-use', 'checkpoint-…'.
 * @example
 * const result = await fit(defineProject({ name: 'digits', data: imageFolder('digits'), model: 'cifarResnet20' }));
 * const { model } = await openModel(result.bestDir);
 */
export async function fit(project: Project, options: FitOptions = {}): Promise<FitResult> {
  checkProject(project);
  const { signal, onProgress = () => {} } = options;
  const feed = await openFeed(options.data ?? project.data, signal);
  const settings = makeSettings(project, feed);
  if (feed.sizes.validation === 0) throw nothingToValidate(feed);

  const saved = options.resume ? await findCheckpoint(options.resume, settings, feed, options) : undefined;
  using books = bookkeeping(settings, feed, project, options.ledger, saved?.checkpoint);
  const { run } = books;
  const dir = saved?.dir ?? options.runDir ?? join(options.runsDir ?? 'runs', run.id);
  const bestDir = join(dir, 'best');
  using _lock = await lockRun(dir);
  if (!saved) await writeProject(dir, project);

  const { batchSize, seed, workers } = settings;
  await using batches = feed.batches('train', { batchSize, seed, shuffle: true, workers });
  await using validation = feed.batches('validation', {
    batchSize: validationBatch(settings),
    seed,
    shuffle: false,
    workers,
  });
  const trainee = prepare(settings, feed, batches.length);
  const position = saved ? saved.checkpoint.position : start();
  if (saved) restore(saved.checkpoint, trainee);

  const about = { run: run.id, fingerprint: fingerprintOf(settings, feed) };
  const standing = () => ({ settings, step: position.step, lr: learningRate(trainee), best: position.best, dir });
  // What is saved must be worth going on from: a good checkpoint is not given up for a ruined one.
  const refuseRuined = () => {
    if (!weightsAreFinite(trainee.model)) throw diverged('Some weights are no numbers', standing());
  };
  const save = async () => {
    refuseRuined();
    await saveCheckpoint(dir, trainee, position, about);
    onProgress({ kind: 'checkpoint', epoch: position.epoch, step: position.step });
  };
  const validating = criterion(settings.loss, settings.device); // of the data as they are: class weights of the data are for training
  const session: Session = {
    dir,
    settings,
    classes: feed.classes !== undefined,
    trainee,
    criterion: criterion(settings.loss, settings.device, feed.classWeights),
    batches,
    position,
    run,
    signal,
    onProgress,
    save,
  };
  onProgress({
    kind: 'start',
    run: run.id,
    dir,
    epochs: settings.epochs,
    batches: batches.length,
    parameters: trainee.model.parameters().reduce((sum, parameter) => sum + parameter.numel(), 0),
    resumed: saved !== undefined,
  });

  let stopped: FitResult['stopped'] = 'done';
  while (position.epoch < settings.epochs) {
    const ended = await trainEpoch(session);
    if (ended !== 'finished') {
      stopped = ended;
      await save();
      break;
    }
    const seen = await predict(trainee.model, validation, {
      criterion: validating,
      device: settings.device,
      classes: session.classes,
      onProgress: (done, of) => onProgress({ kind: 'validate', epoch: position.epoch + 1, done, of }),
    });
    if (!Number.isFinite(seen.loss)) throw diverged(`The loss on validation is ${seen.loss}`, standing());
    refuseRuined();
    trainee.schedule.afterEpoch(seen.loss);
    const record = closeEpoch(session, seen.loss, session.classes ? accuracyOf(seen) : undefined);
    const best = isBetter(record, position.best, settings.best);
    if (best) {
      position.best = bestOf(record);
      await saveBest(bestDir, trainee, feed, record, run.id);
    }
    await save();
    const cost = run.cost();
    onProgress({ kind: 'epoch', record, epochs: settings.epochs, best, cost });
    if (settings.budget && cost.money >= settings.budget.amount && position.epoch < settings.epochs) {
      stopped = 'budget';
      break;
    }
  }

  const cost = run.cost();
  onProgress({ kind: 'stop', reason: stopped, cost });
  if (position.best) run.artifact(join(bestDir, 'model.safetensors'), { kind: 'model' });
  run.finish(stopped === 'done' ? 'done' : 'stopped', { summary: summaryOf(position, stopped) });
  return { run: run.id, dir, bestDir, stopped, best: position.best, history: position.history, cost };
}

function nothingToValidate({ sizes }: Feed): TrainError {
  return new TrainError(
    'no-validation',
    `There is nothing to validate on, so the best epoch can't be told: of ${sizes.train + sizes.test} examples the split leaves ${sizes.train} to train on and ${sizes.test} to test. Add some, or give validation a larger share.`,
    { sizes },
  );
}

function prepare(settings: Settings, feed: Feed, batches: number): Trainee {
  const model = buildFor(settings, feed).to(settings.device);
  const optimizer = createOptimizer(settings.optimizer, model.parameters());
  return {
    model,
    optimizer,
    schedule: createSchedule(settings.schedule, optimizer, {
      steps: batches * settings.epochs,
      epochs: settings.epochs,
    }),
  };
}

/** The run in the ledger: a new one, or the one that a checkpoint belongs to. Closes a ledger that was opened here. */
function bookkeeping(
  settings: Settings,
  feed: Feed,
  project: Project,
  given: Ledger | undefined,
  saved: Checkpoint | undefined,
) {
  const ledger = given ?? openLedger();
  const run: Run =
    saved !== undefined && ledger.has(saved.run)
      ? ledger.resume(saved.run)
      : ledger.start({
          name: settings.name,
          kind: 'train',
          params: { ...paramsOf(settings, project), ...(saved ? { resumedFrom: saved.run } : {}) },
          dataHash: feed.hash,
          device: settings.device === 'cpu' ? 'cpu' : cuda.getDeviceName(settings.device), // whose price and power are known
          threads: settings.threads,
          seed: settings.seed,
          versions: { torch: version() },
        });
  return {
    run,
    [Symbol.dispose]() {
      run[Symbol.dispose]();
      if (!given) ledger.close();
    },
  };
}

async function findCheckpoint(resume: true | string, settings: Settings, feed: Feed, options: FitOptions) {
  const fingerprint = fingerprintOf(settings, feed);
  if (typeof resume === 'string' || options.runDir !== undefined) {
    const dir = typeof resume === 'string' ? resume : options.runDir!;
    const checkpoint = await readCheckpoint(dir);
    refuseOther(checkpoint.fingerprint, fingerprint, dir);
    return { dir, checkpoint };
  }
  const runsDir = options.runsDir ?? 'runs';
  for (const dir of resumableRuns(runsDir)) {
    const checkpoint = await readCheckpoint(dir);
    if (checkpoint.fingerprint.name !== settings.name) continue;
    refuseOther(checkpoint.fingerprint, fingerprint, dir);
    return { dir, checkpoint };
  }
  throw new TrainError(
    'checkpoint-missing',
    `There is no stopped run of '${settings.name}' in ${runsDir}/. Start one without --resume.`,
    { runsDir },
  );
}

function closeEpoch(session: Session, validationLoss: number, validationAccuracy: number | undefined): EpochRecord {
  const { position, run, classes } = session;
  const { sums } = position;
  position.epoch++;
  const record: EpochRecord = {
    epoch: position.epoch,
    step: position.step,
    lr: sums.lr,
    trainLoss: sums.loss / sums.weight,
    ...(classes ? { trainAccuracy: sums.correct / sums.examples } : {}),
    validationLoss,
    ...(validationAccuracy === undefined ? {} : { validationAccuracy }),
    seconds: sums.seconds,
    imagesPerSecond: sums.examples / sums.seconds,
  };
  position.history.push(record);
  position.batch = 0;
  position.sums = start().sums;
  run.log(position.step, {
    epoch: position.epoch,
    'validation/loss': validationLoss,
    ...(validationAccuracy === undefined ? {} : { 'validation/accuracy': validationAccuracy }),
    'train/imagesPerSecond': record.imagesPerSecond,
  });
  return record;
}

async function saveBest(dir: string, trainee: Trainee, feed: Feed, record: EpochRecord, run: string): Promise<void> {
  const { classes, outputs, inputShape, preprocessing, hash } = feed;
  const metrics = {
    validationLoss: record.validationLoss,
    ...(record.validationAccuracy === undefined ? {} : { validationAccuracy: record.validationAccuracy }),
  };
  try {
    await saveModel(dir, trainee.model, {
      classes: classes ?? [],
      preprocessing,
      input: { name: 'input', shape: [-1, ...inputShape], dtype: 'float32' },
      output: { name: 'output', shape: [-1, outputs], dtype: 'float32' },
      metrics,
      dataHash: hash,
      run,
    });
  } catch (error) {
    throw unwritable(dir, error);
  }
}

function accuracyOf({ outputs, targets }: { outputs: Float32Array; targets: Float64Array }): number {
  const classes = outputs.length / targets.length;
  let right = 0;
  targets.forEach((target, i) => {
    const row = outputs.subarray(i * classes, (i + 1) * classes);
    if (row.indexOf(Math.max(...row)) === target) right++;
  });
  return right / targets.length;
}

function isBetter(record: EpochRecord, best: Best | null, by: Settings['best']): boolean {
  if (!best) return true;
  const gain = (record.validationAccuracy ?? 0) - (best.validationAccuracy ?? 0);
  if (by === 'accuracy' && gain !== 0) return gain > 0;
  return record.validationLoss < best.validationLoss;
}

function bestOf({ epoch, validationLoss, validationAccuracy }: EpochRecord): Best {
  return { epoch, validationLoss, ...(validationAccuracy === undefined ? {} : { validationAccuracy }) };
}

function summaryOf(position: Position, stopped: string) {
  return { stopped, epochs: position.epoch, steps: position.step, best: position.best ? { ...position.best } : null };
}

const learningRate = ({ optimizer }: Trainee) => optimizer.paramGroups[0]!.lr;

/** Without gradients twice the batch fits where one did. */
const validationBatch = (settings: Settings) => Math.max(settings.batchSize, 64) * 2;
