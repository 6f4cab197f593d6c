import { nearest } from '@capstan/base';
import { TrainError } from '../errors.ts';
import type { Task } from './contract.ts';
import type { Evaluation } from './evaluation.ts';
import * as tasks from './index.ts';

export { tasks };

/** The name of a task. */
export type TaskName = keyof typeof tasks;

/** Every task by its name. */
export const taskList: ReadonlyMap<string, Task> = new Map(
  Object.values(tasks).map((each) => [each.kind, each as unknown as Task]), // as: each is only given evaluations of its own
);

/** The task of a name. @throws {TrainError} unknown-kind — with the nearest */
export function taskNamed(name: string): Task {
  const found = taskList.get(name);
  if (found) return found;
  const names = [...taskList.keys()];
  const close = nearest(name, names);
  throw new TrainError('unknown-kind', `task: expected one of ${names.join(', ')}, received '${name}'.`, {
    fields: { task: name },
    hint: close === undefined ? undefined : `Did you mean '${close}'?`,
  });
}

/** The task of data: what they say, or by their targets. */
export function taskOf({ task, classes }: { task?: string | undefined; classes: readonly string[] | undefined }): Task {
  return taskNamed(task ?? (classes ? 'classification' : 'regression'));
}

/** The task whose evaluation it is. */
export const taskOfEvaluation = ({ targetsAre }: Evaluation): Task =>
  taskNamed(targetsAre === 'classes' ? 'classification' : 'regression');
