import { descriptionOf } from '@capstan/models';
import { nn } from '@capstan/torch';
import { TrainError } from '../errors.ts';
import type { Feed } from '../feeds/contract.ts';
import { spansRun } from '../schedules/schedule.ts';
import { isBuilder } from './project.ts';
import type { Settings } from './settings.ts';

/** What must be the same for a run to go on to the same bits, as short texts. */
export function fingerprintOf(settings: Settings, feed: Feed): Record<string, string> {
  return {
    name: settings.name,
    data: feed.hash,
    model: modelName(settings),
    loss: JSON.stringify(noted(settings.loss)),
    optimizer: JSON.stringify(noted(settings.optimizer)),
    schedule: JSON.stringify(noted(settings.schedule)),
    ...(spansRun(settings.schedule) ? { epochs: String(settings.epochs) } : {}),
    batchSize: String(settings.batchSize),
    seed: String(settings.seed),
  };
}

/** A value of a list as it is; of a function of your own its name. */
export function noted<V extends { readonly kind: string }>(
  value: V | ((...input: never[]) => unknown),
): V | { kind: string } {
  return typeof value === 'function' ? { kind: `own ${value.name}`.trim() } : value;
}

/** @throws {TrainError} checkpoint-other-project — saying what differs */
export function refuseOther(
  saved: Record<string, string>,
  now: Record<string, string>,
  dir: string,
  change: readonly ('optimizer' | 'schedule')[] = [],
): void {
  const differing = Object.keys(now).filter((key) => saved[key] !== now[key] && !mayChange(key, saved, now, change));
  if (differing.length === 0) return;
  const lines = differing.map((key) => `${key}: ${saved[key] ?? 'nothing'} then, ${now[key]} now`);
  throw new TrainError(
    'checkpoint-other-project',
    `The checkpoint in ${dir} was made under other conditions, so it can't go on:\n  ${lines.join('\n  ')}\nPut them back, or start a new run without --resume.${onPurpose(differing, saved, now)}`,
    { fields: { dir, differing } },
  );
}

const COURSE = ['optimizer', 'schedule'] as const;

/** How to say that all of what differs was meant, where it may be. */
function onPurpose(differing: string[], saved: Record<string, string>, now: Record<string, string>): string {
  if (!differing.every((key) => mayChange(key, saved, now, COURSE))) return '';
  const change = COURSE.filter((part) => differing.some((key) => mayChange(key, saved, now, [part])));
  return ` If it was meant, say so: flags such as --lr with --resume, or fit(project, { resume, change: ['${change.join("', '")}'] }).`;
}

/** What goes on otherwise than in the checkpoint, for people; undefined where nothing does. */
export function changedCourse(saved: Record<string, string>, now: Record<string, string>): string | undefined {
  const differing = ['optimizer', 'schedule', 'epochs'].filter((key) => key in now && saved[key] !== now[key]);
  if (differing.length === 0) return undefined;
  return differing.map((key) => `${key}: ${saved[key] ?? 'nothing'} until here, ${now[key]} from here on`).join('; ');
}

/** Whether what differs was changed on purpose: the numbers of an optimizer, a schedule and how long it runs. */
function mayChange(
  key: string,
  saved: Record<string, string>,
  now: Record<string, string>,
  change: readonly ('optimizer' | 'schedule')[],
): boolean {
  if (key === 'epochs') return change.includes('schedule');
  if (key === 'schedule') return change.includes('schedule');
  if (key !== 'optimizer' || !change.includes('optimizer')) return false;
  const kindOf = (text: string | undefined): unknown => JSON.parse(text ?? '{}').kind;
  return kindOf(saved.optimizer) === kindOf(now.optimizer); // what one remembers is nothing to another
}

/** A model's name for people and for comparison. */
export function modelName({ model }: Settings): string {
  if (typeof model === 'string') return model;
  if (isBuilder(model)) return model.name || 'function';
  const description = model instanceof nn.Module ? descriptionOf(model) : undefined;
  return description ? `${description.architecture} ${JSON.stringify(description.options)}` : model.constructor.name;
}
