import type { ImageFolder } from '@capstan/data';
import type { Metric, metrics } from '@capstan/evaluate';
import { nn } from '@capstan/torch';
import type { TensorData } from '../feeds/tensor-data.ts';
import type { Loss } from '../losses/loss.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Schedule } from '../schedules/schedule.ts';
import type { Money } from './money.ts';

/** What the data ask of a model. */
export interface ModelShape {
  /** Classes of the data, or numbers a target. */
  classes: number;
  /** Channels of the pictures, or numbers an input. */
  channels: number;
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
  /** How often `last` is saved within an epoch; at the end of each it always is. 10 minutes. */
  checkpoint?: { everySteps?: number; everyMinutes?: number };
  /** Threads that decode pictures, 0 for that of the training itself; one a core. */
  workers?: number;
}

/** All that makes a training: data, model, loss, optimizer, schedule, budget. */
export interface Project {
  name: string;
  data: ImageFolder | TensorData;
  /** The name of an architecture, a model, or a function that builds one for the classes and channels of the data. */
  model: string | BuiltModel | ((shape: ModelShape) => nn.Module);
  /** crossEntropy() for classes, mse() for numbers. */
  loss?: Loss;
  /** sgd({ lr: 0.001, momentum: 0.9 }). */
  optimizer?: Optimizer;
  /** stepLR({ stepSize: 30, gamma: 0.1 }). */
  schedule?: Schedule;
  train?: TrainOptions;
  /** Training stops with a checkpoint when it has cost this much. */
  budget?: { limit: Money };
}
