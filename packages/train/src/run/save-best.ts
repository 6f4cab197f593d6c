import { saveModel } from '@capstan/models';
import type { nn } from '@capstan/torch';
import type { Feed } from '../feeds/contract.ts';
import type { EpochRecord } from '../loop/history.ts';
import type { Task } from '../tasks/contract.ts';
import { aboutOf } from '../tasks/task-of.ts';
import { unwritable } from './checkpoint.ts';

/**
 * Saves a model as the best of its run, with all that is needed to feed it.
 *
 * @throws {TrainError} disk-full, checkpoint-unwritable — where there is no room, or it cannot be written
 */
export async function saveBest(
  dir: string,
  model: nn.Module,
  feed: Feed,
  { record, run, task }: { record: EpochRecord; run: string; task: Task },
): Promise<void> {
  const { classes, inputShape, preprocessing, hash } = feed;
  const { outputs } = aboutOf(task, feed);
  const metrics = {
    validationLoss: record.validationLoss,
    ...(record.validationAccuracy === undefined ? {} : { validationAccuracy: record.validationAccuracy }),
    ...record.validationMetrics,
  };
  try {
    await saveModel(dir, model, {
      ...{ task: task.kind, answer: task.answers.kind },
      classes: classes ?? [],
      preprocessing,
      input: { name: 'input', shape: [-1, ...inputShape], dtype: 'float32' },
      output: {
        name: 'output',
        shape: [-1, ...(task.outputShape?.(inputShape, outputs) ?? [outputs])],
        dtype: 'float32',
      },
      metrics,
      dataHash: hash,
      run,
    });
  } catch (error) {
    throw unwritable(dir, error);
  }
}
