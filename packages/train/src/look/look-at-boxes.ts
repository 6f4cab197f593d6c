import { basename, resolve } from 'node:path';
import { boxFolder, colorJitter, horizontalFlip, openBoxes, randomResizedCrop } from '@capstan/data';
import { TrainError } from '../errors.ts';
import { adamw } from '../optimizers/index.ts';
import type { Project } from '../project/project.ts';
import { projectName } from '../project/project-name.ts';
import { oneCycle } from '../schedules/index.ts';
import type { Preset } from '../tasks/contract.ts';
import { chooseTask } from '../tasks/task-of.ts';
import type { Looked, Wish } from './contract.ts';

/** Steps that a preset takes, whatever the size of the data: in as many a small detector has learned from nothing. */
const STEPS: Readonly<Record<Preset, number>> = { fast: 1500, good: 6000, best: 20_000 };

const BATCH = 8;

/** A detector for a folder of pictures with boxes. */
export async function lookAtBoxes(
  path: string,
  { task: wanted, target, preset = 'good', model: given, name, signal }: Wish,
): Promise<Looked> {
  const task = chooseTask({ kind: 'boxes' }, wanted)!.task; // detection is sure of it
  if (target !== undefined) {
    throw new TrainError(
      'bad-project',
      `--target names a column of a table, and ${path} is a folder of pictures with boxes: what their boxes are called are the classes.`,
    );
  }
  const model = given ?? task.models.pictures![preset][0]!; // detection has a list for pictures, with one at least
  const augment = [
    horizontalFlip(),
    randomResizedCrop(undefined, { scale: [0.5, 1] }),
    colorJitter({ brightness: 0.2, contrast: 0.2, saturation: 0.2 }),
  ];
  const data = boxFolder(path, { augment });
  const { train, validation, test, classes, preprocessing } = await openBoxes(data, signal ? { signal } : {});
  const boxes = train.scenes.reduce((sum, scene) => sum + scene.boxes.length, 0);
  const project: Project = {
    name: name ?? projectName(basename(resolve(path))),
    data,
    ...(wanted === undefined ? {} : { task: task.kind }),
    model,
    optimizer: adamw({ lr: 0.001, weightDecay: 0.01 }),
    schedule: oneCycle({ maxLr: 0.002, pctStart: 0.15 }),
    train: {
      epochs: Math.max(1, Math.ceil((STEPS[preset] * BATCH) / train.length)),
      batchSize: BATCH,
      clipGradNorm: 10,
    },
  };
  return {
    projects: [project],
    task,
    reasons: [
      `pictures with boxes, ${boxes} of ${classes.length} classes (${classes.join(', ')}) to train on: ${task.kind}`,
      `model  ${model} (preset ${preset}${given === undefined ? '' : ', as you said'}) on ${preprocessing.size.join(' × ')} pixels`,
      `judged by ${task.metrics.join(', ')}; split ${train.length} : ${validation.length} : ${test.length}`,
    ],
    otherwise: ['--preset fast, good or best; --model NAME; --epochs N; --size PIXELS; --augment HOW'],
  };
}
