import type { ImageData } from '@capstan/data';
import { type ClassificationReport, classification } from '@capstan/evaluate';
import { openModel } from '@capstan/models';
import type { nn } from '@capstan/torch';
import { TrainError } from '../errors.ts';
import { openFeed } from '../feeds/open-feed.ts';
import { predict } from '../loop/predict.ts';
import { crossEntropy } from '../losses/index.ts';
import { criterion } from '../losses/loss.ts';

/** A model's answers on one split, and what they are worth. */
export interface Evaluation {
  split: 'train' | 'validation' | 'test';
  report: ClassificationReport;
  /** (N · classes), in the order of the split. */
  probabilities: Float32Array;
  targets: Int32Array;
  /** Mean cross-entropy. */
  loss: number;
}

/**
 * Evaluates a classifier on a split of open data.
 *
 * @param model a model, or the folder of one
 * @throws TrainError 'classes-mismatch' where model and data have different classes.
 * @example const { report } = await evaluateModel('runs/3f2a/best', data, 'test');
 */
export async function evaluateModel(
  model: nn.Module | string,
  data: ImageData,
  split: 'train' | 'validation' | 'test',
  options: { signal?: AbortSignal; onProgress?: (done: number, of: number) => void } = {},
): Promise<Evaluation> {
  const opened = typeof model === 'string' ? await openModel(model) : undefined;
  if (opened) checkClasses(opened.card.classes, data.classes, String(model));
  const feed = await openFeed(data);
  await using batches = feed.batches(split, { batchSize: 128, seed: 0, shuffle: false });
  const { outputs, targets, loss } = await predict(opened?.model ?? (model as nn.Module), batches, {
    criterion: criterion(crossEntropy(), 'cpu'),
    device: 'cpu',
    classes: true,
    ...options,
  });
  const numbers = Int32Array.from(targets);
  const report = classification({ probabilities: outputs, targets: numbers, classes: data.classes });
  return { split, report, probabilities: outputs, targets: numbers, loss };
}

function checkClasses(model: string[], data: string[], name: string): void {
  if (model.length === data.length && model.every((name, i) => name === data[i])) return;
  throw new TrainError(
    'classes-mismatch',
    `${name} knows the classes ${model.join(', ')}; the data have ${data.join(', ')}. Evaluate it on a folder with the same class folders.`,
    { model, data },
  );
}
