import type { Json } from '@capstan/ledger';
import { feedOf } from '../feeds/open-feed.ts';
import { learnerOf } from './build-model.ts';
import { modelName, noted } from './fingerprint.ts';
import type { Project } from './project.ts';
import type { Settings } from './settings.ts';

/** What a run was trained with, for the ledger: runs are compared and found by it. */
export function paramsOf(settings: Settings, { data }: Project): Record<string, Json> {
  const { loss, optimizer, schedule, epochs, batchSize, clipGradNorm, budget } = settings;
  const about = feedOf(data).params?.(data);
  const read = about === undefined ? {} : { data: about };
  if (learnerOf(settings.model)) return { task: settings.task.kind, model: modelName(settings), ...read };
  return {
    model: modelName(settings),
    epochs,
    batchSize,
    optimizer: noted(optimizer),
    schedule: noted(schedule),
    loss: noted(loss),
    ...(settings.callbacks.length === 0 ? {} : { callbacks: settings.callbacks.map(noted) }),
    ...(clipGradNorm === undefined ? {} : { clipGradNorm }),
    ...(budget === undefined ? {} : { budget: { ...budget } }),
    ...read,
  };
}
