import type { ImageData, Preprocessing } from '@capstan/data';
import { type ClassificationReport, classification, type RegressionReport, regression } from '@capstan/evaluate';
import { type ModelCard, openModel } from '@capstan/models';
import type { nn } from '@capstan/torch';
import { TrainError } from '../errors.ts';
import type { Feed } from '../feeds/contract.ts';
import { imageFeed } from '../feeds/images.ts';
import { openFeed } from '../feeds/open-feed.ts';
import type { TensorData } from '../feeds/tensor-data.ts';
import { predict } from '../loop/predict.ts';
import { crossEntropy, mse } from '../losses/index.ts';
import { criterion } from '../losses/loss.ts';

type Split = 'train' | 'validation' | 'test';

/** A classifier's answers on one split, and what they are worth. */
export interface ClassEvaluation {
  targetsAre: 'classes';
  split: Split;
  report: ClassificationReport;
  /** (N · classes), in the order of the split. */
  probabilities: Float32Array;
  targets: Int32Array;
  /** Mean cross-entropy. */
  loss: number;
}

/** A regression's answers on one split, and what they are worth. */
export interface NumberEvaluation {
  targetsAre: 'numbers';
  split: Split;
  /** Over all numbers of all targets. */
  report: RegressionReport;
  /** (N · outputs), in the order of the split. */
  predictions: Float32Array;
  targets: Float64Array;
  /** Numbers a target. */
  outputs: number;
  /** Mean squared error. */
  loss: number;
}

/** A model's answers on one split, and what they are worth. */
export type Evaluation = ClassEvaluation | NumberEvaluation;

/** How an evaluation is run. */
export interface EvaluateOptions {
  /** Builds a network of your own, whose architecture isn't a known one. */
  build?: (card: ModelCard) => nn.Module;
  signal?: AbortSignal;
  onProgress?: (done: number, of: number) => void;
}

/**
 * Evaluates a model on a split of open data. What lies in a folder is measured as it is served: its pictures are prepared as
 * its card says, whatever the data would have for a training of their own.
 *
 * @param model a model, or the folder of one
 * @throws TrainError 'classes-mismatch' where model and data have different classes.
 * @example const { report } = await evaluateModel('runs/3f2a/best', data, 'test');
 */
export async function evaluateModel(
  model: nn.Module | string,
  data: ImageData,
  split: Split,
  options?: EvaluateOptions,
): Promise<ClassEvaluation>;
export async function evaluateModel(
  model: nn.Module | string,
  data: ImageData | TensorData,
  split: Split,
  options?: EvaluateOptions,
): Promise<Evaluation>;
export async function evaluateModel(
  model: nn.Module | string,
  data: ImageData | TensorData,
  split: Split,
  { build, ...options }: EvaluateOptions = {},
): Promise<Evaluation> {
  const opened =
    typeof model === 'string' ? await openModel(model, build ? { build } : {}) : { model, card: undefined };
  const feed = await feedFor(data, opened.card);
  const { classes } = feed;
  if (opened.card && classes) checkClasses(opened.card.classes, classes, String(model));
  await using batches = feed.batches(split, { batchSize: 128, seed: 0, shuffle: false });
  const { outputs, targets, loss } = await predict(opened.model, batches, {
    criterion: criterion(classes ? crossEntropy() : mse(), 'cpu'),
    device: 'cpu',
    classes: classes !== undefined,
    ...options,
  });
  if (classes === undefined) {
    return {
      targetsAre: 'numbers',
      split,
      report: regression(outputs, targets),
      predictions: outputs,
      targets,
      outputs: feed.outputs,
      loss,
    };
  }
  const numbers = Int32Array.from(targets);
  const report = classification({ probabilities: outputs, targets: numbers, classes });
  return { targetsAre: 'classes', split, report, probabilities: outputs, targets: numbers, loss };
}

/** The data as the model wants them: prepared as its card says. */
async function feedFor(data: ImageData | TensorData, card: ModelCard | undefined): Promise<Feed> {
  if ('kind' in data) return openFeed(data);
  return imageFeed(data, card?.preprocessing.kind === 'image' ? (card.preprocessing as Preprocessing) : undefined); // as it says
}

function checkClasses(model: string[], data: string[], name: string): void {
  if (model.length === data.length && model.every((name, i) => name === data[i])) return;
  throw new TrainError(
    'classes-mismatch',
    `${name} knows the classes ${model.join(', ')}; the data have ${data.join(', ')}. Evaluate it on a folder with the same class folders.`,
    { fields: { model, data } },
  );
}
