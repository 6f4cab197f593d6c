import { TrainError } from '../errors.ts';
import type { Task } from './contract.ts';
import { type Claim, SURE_ENOUGH } from './seen.ts';

/**
 * The claim of the task that is surest of data.
 *
 * @param claims the surest first
 * @returns undefined where none is sure enough to be taken without asking
 * @throws {TrainError} bad-project — two are as sure: it takes a word of the user's
 */
export function surest<C extends Claim & { task: Pick<Task, 'kind'> }>([first, ...rest]: readonly C[]): C | undefined {
  if (!first || first.sure < SURE_ENOUGH) return undefined;
  const equals = [first, ...rest.filter(({ sure }) => sure === first.sure)];
  if (equals.length === 1) return first;
  const each = equals.map(({ task, reason }) => `${task.kind} (${reason})`).join(' or for ');
  throw new TrainError('bad-project', `The data may be for ${each}. Say which, with --task or task: in the project.`, {
    fields: { tasks: equals.map(({ task }) => task.kind) },
  });
}
