import { basename, extname } from 'node:path';
import { type Interactions, openInteractions } from '@capstan/data';
import { architectures } from '@capstan/models';
import { TrainError } from '../errors.ts';
import { type InteractionFileOptions, interactionFile } from '../feeds/interactions/interaction-file.ts';
import type { Project } from '../project/project.ts';
import { projectName } from '../project/project-name.ts';
import type { Seen } from '../tasks/seen.ts';
import { chooseTask, claimsOn } from '../tasks/task-of.ts';
import type { Looked, Wish } from './contract.ts';

/** What columns of ratings are called. */
const RATED = /rat(ing|ed)|star|score/i;

/**
 * Looks at interactions of users with items and says what could be learned from them.
 *
 * @throws {TrainError} bad-project — no task is for them, or the one that is asked for isn't
 * @throws {DataError} what `openInteractions` throws
 */
export async function lookAtInteractions(
  path: string,
  wish: Wish,
  reading: InteractionFileOptions['reading'] = {},
): Promise<Looked> {
  const { preset = 'good', signal, user, item, value, time } = wish;
  const read = await openInteractions(path, { user, item, value, time, reading, signal });
  const { columns } = read;
  const seen: Seen = { kind: 'interactions', value: columns.value, isRated: isRated(read) };
  const chosen = chooseTask(seen, wish.task);
  const models = chosen?.task.models.users?.[preset];
  if (!chosen || !models)
    throw new TrainError('bad-project', `task: ${wish.task} is not about users and items.`, {
      fields: { task: wish.task },
    });
  const { task, reason } = chosen;
  const tried = wish.model === undefined ? models : [wish.model];
  const targets = task.targets === 'ratings' ? 'ratings' : 'items';
  const options: InteractionFileOptions = {
    ...columns,
    targets,
    ...(Object.keys(read.reading).length > 0 ? { reading: read.reading } : {}),
  };
  const projects = tried.map(
    (model): Project => ({
      name: wish.name ?? projectName(basename(path, extname(path))),
      data: interactionFile(path, options),
      task: task.kind,
      model,
    }),
  );
  const others = claimsOn(seen).filter((one) => one.task !== task);
  const count = (n: number) => n.toLocaleString('en');
  const known = Object.keys(architectures).filter((name) => {
    const facts = architectures[name];
    return facts?.takes === 'users' && facts.gives === targets;
  });
  return {
    projects,
    task,
    reasons: [
      `${count(read.user.length)} interactions of ${count(read.users.length)} users with ${count(read.items.length)} items${spanOf(read)}; ${task.kind}: ${reason}`,
      `model  ${tried.join(', ')}${tried.length > 1 ? ': the one with the least loss on validation stays' : ''} (preset ${preset}${wish.model === undefined ? '' : ', as you said'})`,
      `judged by ${task.metrics.join(', ')}; split ${read.time ? "of each user the newest 10 % tested, those before them validated (by: 'time' in a project file: the newest of all)" : '80 : 10 : 10, random, as there are no times'}`,
      ...read.notes,
    ],
    otherwise: [
      ...(others.length > 0 ? [`--task ${others.map((one) => one.task.kind).join(' or ')}`] : []),
      '--user, --item, --value and --time COLUMN',
      `--preset fast, good or best; --model ${known.join(', ')}`,
    ],
  };
}

/** Whether values are ratings: called so, or a few grades. */
function isRated({ isValued, columns, value }: Interactions): boolean {
  if (!isValued) return false;
  const isSmall = value.every((each) => Math.abs(each) <= 10);
  return isSmall && (RATED.test(columns.value ?? '') || new Set(value).size <= 11);
}

/** From when to when. */
function spanOf({ time, unit }: Interactions): string {
  if (!time || unit === 'order') return '';
  const [first, last] = [time.reduce((a, b) => Math.min(a, b)), time.reduce((a, b) => Math.max(a, b))];
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  return `, ${day(first)} to ${day(last)}`;
}
