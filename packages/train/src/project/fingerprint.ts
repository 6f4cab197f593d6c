import { descriptionOf } from '@capstan/models';
import { nn } from '@capstan/torch';
import { TrainError } from '../errors.ts';
import type { Feed } from '../feeds/contract.ts';
import type { Plan } from './settings.ts';
import { isBuilder } from './project.ts';

/** What must be the same for a run to go on to the same bits, as short texts. */
export function fingerprintOf(plan: Plan, feed: Feed): Record<string, string> {
  const bySteps = plan.schedule.kind === 'cosine' || plan.schedule.kind === 'oneCycle';
  return {
    name: plan.name,
    data: feed.hash,
    model: modelName(plan),
    loss: JSON.stringify(plan.loss),
    optimizer: JSON.stringify(plan.optimizer),
    schedule: JSON.stringify(bySteps ? { ...plan.schedule, epochs: plan.epochs } : plan.schedule),
    batchSize: String(plan.batchSize),
    seed: String(plan.seed),
  };
}

/** @throws TrainError 'checkpoint-other-project' saying what differs. */
export function refuseOther(saved: Record<string, string>, now: Record<string, string>, dir: string): void {
  const differing = Object.keys(now).filter((key) => saved[key] !== now[key]);
  if (differing.length === 0) return;
  const lines = differing.map((key) => `${key}: ${saved[key] ?? 'nothing'} then, ${now[key]} now`);
  throw new TrainError(
    'checkpoint-other-project',
    `The checkpoint in ${dir} was made under other conditions, so it can't go on:\n  ${lines.join('\n  ')}\nPut them back, or start a new run without --resume.`,
    { dir, differing },
  );
}

/** A model's name for people and for comparison. */
export function modelName({ model }: Plan): string {
  if (typeof model === 'string') return model;
  if (isBuilder(model)) return model.name || 'function';
  const description = model instanceof nn.Module ? descriptionOf(model) : undefined;
  return description ? `${description.architecture} ${JSON.stringify(description.options)}` : model.constructor.name;
}
