import type { Metric } from '@capstan/evaluate';
import { cuda, getNumThreads } from '@capstan/torch';
import { type Callback, type OwnCallback, readCallback } from '../callbacks/callback.ts';
import { TrainError } from '../errors.ts';
import type { Feed } from '../feeds/contract.ts';
import { type Loss, type OwnLoss, readLoss } from '../losses/loss.ts';
import { sgd } from '../optimizers/index.ts';
import { type Optimizer, type OwnOptimizer, readOptimizer } from '../optimizers/optimizer.ts';
import { stepLR } from '../schedules/index.ts';
import { type OwnSchedule, readSchedule, type Schedule } from '../schedules/schedule.ts';
import type { Task } from '../tasks/contract.ts';
import { taskOf } from '../tasks/task-of.ts';
import { readBest } from './best.ts';
import { checkProject } from './check-project.ts';
import type { Money } from './money.ts';
import type { Project } from './project.ts';

/** A project with every choice made. */
export interface Settings {
  name: string;
  task: Task;
  model: Project['model'];
  loss: Loss | OwnLoss;
  optimizer: Optimizer | OwnOptimizer;
  schedule: Schedule | OwnSchedule;
  callbacks: readonly (Callback | OwnCallback)[];
  epochs: number;
  batchSize: number;
  seed: number;
  precision: 'float32';
  device: 'cpu' | 'cuda' | `cuda:${number}`;
  threads: number;
  /** Threads that decode pictures; undefined lets the loader choose. */
  workers: number | undefined;
  clipGradNorm: number | undefined;
  best: 'loss' | Metric;
  everySteps: number;
  everyMinutes: number;
  budget: Money | undefined;
}

/**
 * Fills in what a project leaves open: SGD with lr 0.001 and momentum 0.9, batch 64, 100 epochs, StepLR(30, 0.1), and the loss and
 * measure of its task.
 *
 * @throws {TrainError} bad-project — where fields of the project are wrong
 */
export function makeSettings(project: Project, feed: Pick<Feed, 'classes' | 'targets'>): Settings {
  checkProject(project);
  const { train = {} } = project;
  const task = taskOf({ task: project.task, ...feed });
  return {
    name: project.name,
    task,
    model: project.model,
    loss: project.loss ? readLoss(project.loss, true) : task.loss(),
    optimizer: project.optimizer ? readOptimizer(project.optimizer, true) : sgd(),
    schedule: project.schedule ? readSchedule(project.schedule, true) : stepLR(),
    callbacks: (train.callbacks ?? []).map((each) => readCallback(each)),
    epochs: train.epochs ?? 100,
    batchSize: train.batchSize ?? 64,
    seed: train.seed ?? 0,
    precision: 'float32',
    device: findDevice(train.device ?? 'auto'),
    threads: getNumThreads(),
    workers: train.workers,
    clipGradNorm: train.clipGradNorm,
    best: readBest(train.best ?? task.best, task.measures),
    everySteps: train.checkpoint?.everySteps ?? Number.POSITIVE_INFINITY,
    everyMinutes: train.checkpoint?.everyMinutes ?? 10,
    budget: project.budget?.limit,
  };
}

/** The device to train on. @throws {TrainError} no-device — where the device is not there */
export function findDevice(wanted: 'auto' | Settings['device']): Settings['device'] {
  if (wanted === 'cpu') return wanted;
  const found = cuda.isAvailable();
  if (wanted === 'auto') return found ? 'cuda' : 'cpu';
  if (!found) {
    throw new TrainError(
      'no-device',
      `train.device is '${wanted}', but the engine finds no GPU. Leave it out or say 'cpu'; \`capstan doctor\` says what the engine sees.`,
    );
  }
  return wanted;
}
