import type { Progress } from '@capstan/base';
import type { ImageData, Preprocessing } from '@capstan/data';
import { type ModelCard, openModel } from '@capstan/models';
import type { nn } from '@capstan/torch';
import { TrainError } from '../errors.ts';
import type { Feed } from '../feeds/contract.ts';
import { imageFeed } from '../feeds/images.ts';
import { openFeed, type ProjectData } from '../feeds/open-feed.ts';
import { predict } from '../loop/predict.ts';
import { criterion } from '../losses/loss.ts';
import type { ClassEvaluation, Split } from '../tasks/evaluation.ts';
import { aboutOf, type Evaluation, taskOf } from '../tasks/task-of.ts';

/** How an evaluation is run. */
export interface EvaluateOptions {
  /** Builds a network of your own, whose architecture isn't a known one. */
  build?: (card: ModelCard) => nn.Module;
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

/**
 * Evaluates a model on a split of open data. What lies in a folder is measured as it is served: its pictures are prepared as
 * its card says, whatever the data would have for a training of their own.
 *
 * @param model a model, or the folder of one
 * @throws {TrainError} classes-mismatch — where model and data have different classes
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
  data: ImageData | ProjectData | Feed,
  split: Split,
  options?: EvaluateOptions,
): Promise<Evaluation>;
export async function evaluateModel(
  model: nn.Module | string,
  data: ImageData | ProjectData | Feed,
  split: Split,
  { build, ...options }: EvaluateOptions = {},
): Promise<Evaluation> {
  const opened =
    typeof model === 'string' ? await openModel(model, build ? { build } : {}) : { model, card: undefined };
  const feed = await feedFor(data, opened.card);
  const { classes } = feed;
  if (opened.card && classes) checkClasses(opened.card.classes, classes, String(model));
  const task = taskOf({ task: opened.card?.task, ...feed });
  await using batches = feed.batches(split, { batchSize: 128, seed: 0, shuffle: false });
  const answers = await predict(opened.model, batches, {
    criterion: criterion(task.loss(), 'cpu'),
    device: 'cpu',
    answer: task.answers.compute,
    ...options,
  });
  return task.judge(answers, { split, ...aboutOf(task, feed) }) as Evaluation; // of a task of the list
}

/** The data as the model wants them: prepared as its card says. */
async function feedFor(data: ImageData | ProjectData | Feed, card: ModelCard | undefined): Promise<Feed> {
  if ('kind' in data || 'batches' in data) return openFeed(data);
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
