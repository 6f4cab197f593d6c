import { nearest } from '@capstan/base';
import type { Targets } from '@capstan/models';
import { TrainError } from '../errors.ts';
import type { About, Task } from './contract.ts';
import type { Judgement } from './evaluation.ts';
import * as tasks from './index.ts';
import type { Claim, Seen } from './seen.ts';
import { surest } from './surest.ts';

export { tasks };

/** The name of a task. */
export type TaskName = keyof typeof tasks;

/** A model's answers on one split, and what they are worth, of any task: `task` says of which. */
export type Evaluation = {
  [N in TaskName]: (typeof tasks)[N] extends Task<infer E> ? E : never;
}[TaskName];

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

/** What a task knows of data, and of the outputs that a model of them needs. */
export function aboutOf(task: Task, { classes, outputs }: About): About {
  return { classes, outputs: task.outputs?.({ classes, outputs }) ?? outputs };
}

/** The task that evaluated. */
export const taskOfEvaluation = ({ task }: Judgement): Task => taskNamed(task);

/** A task that data are for, and why. */
export interface Chosen extends Claim {
  task: Task;
}

/** What each task of the list says of data, the surest first; those that can't be it left out. */
export const claimsOn = (seen: Seen): Chosen[] =>
  [...taskList.values()]
    .map((task) => ({ task, ...task.recognise(seen) }))
    .filter(({ sure }) => sure > 0)
    .sort((a, b) => b.sure - a.sure);

/**
 * The task of data: the one that is asked for, or the one that is surest of them.
 *
 * @returns undefined where none is sure enough
 * @throws {TrainError} unknown-kind — there is none of that name
 * @throws {TrainError} bad-project — the one that is asked for can't be it, or two are as sure and nobody says which
 */
export function chooseTask(seen: Seen, wanted?: string): Chosen | undefined {
  if (wanted !== undefined) {
    const task = taskNamed(wanted);
    const claim = task.recognise(seen);
    if (claim.sure > 0) return { task, sure: claim.sure, reason: 'as you said' };
    throw new TrainError('bad-project', `task: ${wanted} ${claim.reason}.`, { fields: { task: wanted } });
  }
  return surest(claimsOn(seen));
}

/**
 * The task of open data: what is said, or by their targets.
 *
 * @throws {TrainError} unknown-kind, bad-project — there is none of that name, it is for other targets, or none is for such
 */
export function taskOf(about: {
  task?: string | undefined;
  classes: readonly string[] | undefined;
  targets?: Targets | undefined;
}): Task {
  const targets = about.targets ?? (about.classes ? 'classes' : 'numbers');
  const chosen = chooseTask({ kind: 'feed', targets }, about.task);
  if (chosen) return chosen.task;
  throw new TrainError('bad-project', `No task is for targets that are ${targets} without being named: say task.`);
}
