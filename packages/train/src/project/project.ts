import type { Metric, metrics } from '@capstan/evaluate';
import { nn } from '@capstan/torch';
import type { Callback, OwnCallback } from '../callbacks/callback.ts';
import type { ProjectData } from '../feeds/open-feed.ts';
import type { Loss, OwnLoss } from '../losses/loss.ts';
import type { Optimizer, OwnOptimizer } from '../optimizers/optimizer.ts';
import type { OwnSchedule, Schedule } from '../schedules/schedule.ts';
import type { TaskName } from '../tasks/task-of.ts';
import type { Money } from './money.ts';

/** What the data ask of a model. */
export interface ModelShape {
  /** Classes of the data, or numbers a target. */
  classes: number;
  /** Channels of the pictures, or numbers an input. */
  channels: number;
  /** Of texts: different numbers that an input may hold. */
  vocabulary?: number;
}

/** A module without its call signature: TypeScript then knows what a function given in its place is called with. */
export type BuiltModel = { [Field in keyof nn.Module]: nn.Module[Field] };

/** Whether a project's model is a function that builds one; a module is a function too. */
export function isBuilder(model: Project['model']): model is (shape: ModelShape) => nn.Module {
  return typeof model === 'function' && !(model instanceof nn.Module);
}

/** How to train. */
export interface TrainOptions {
  /** Times through the training set; 100. */
  epochs?: number;
  /** Examples a step; 64. */
  batchSize?: number;
  /** Starts every random choice: weights, order, augmentation, dropout; 0. */
  seed?: number;
  /** 'auto' is float32 on a CPU, where bfloat16 without hardware for it is an order of magnitude slower. */
  precision?: 'auto' | 'float32';
  /** 'auto' takes a GPU if the engine finds one. */
  device?: 'auto' | 'cpu' | 'cuda' | `cuda:${number}`;
  /** Gradients together are scaled down to this norm. */
  clipGradNorm?: number;
  /**
   * What makes an epoch's model the best one on validation: the loss, a metric by its name (`metrics` of @capstan/evaluate),
   * or one of your own, `metric({ … })`; 'accuracy' for classes, 'loss' for numbers.
   */
  best?: 'loss' | keyof typeof metrics | Metric;
  /** What is done after each epoch: early stopping and the like, or functions of your own. */
  callbacks?: readonly (Callback | OwnCallback)[];
  /** How often `last` is saved within an epoch; at the end of each it always is. 10 minutes. */
  checkpoint?: { everySteps?: number; everyMinutes?: number };
  /** Threads that decode pictures, 0 for that of the training itself; one a core. */
  workers?: number;
}

/** All that makes a training: data, model, loss, optimizer, schedule, budget. */
export interface Project {
  name: string;
  data: ProjectData;
  /** What is to be learned; by what the targets of the data are: 'classification' for classes, 'regression' for numbers. */
  task?: TaskName | (string & {}); // the list is looked up when it is read, which says the nearest
  /** The name of an architecture, a model, or a function that builds one for the classes and channels of the data. */
  model: string | BuiltModel | ((shape: ModelShape) => nn.Module);
  /** crossEntropy() for classes, mse() for numbers; or a function of your own, (output, target) → scalar. */
  loss?: Loss | OwnLoss;
  /** sgd({ lr: 0.001, momentum: 0.9 }); or a function of your own that makes one over the parameters. */
  optimizer?: Optimizer | OwnOptimizer;
  /** stepLR({ stepSize: 30, gamma: 0.1 }); or a function of your own, (step, steps) → factor of the learning rate. */
  schedule?: Schedule | OwnSchedule;
  train?: TrainOptions;
  /** Training stops with a checkpoint when it has cost this much. */
  budget?: { limit: Money };
}
