import type { Json } from '@capstan/ledger';
import { modelName } from './fingerprint.ts';
import type { Project } from './project.ts';
import type { Settings } from './settings.ts';

/** What a run was trained with, for the ledger: runs are compared and found by it. */
export function paramsOf(settings: Settings, { data }: Project): Record<string, Json> {
  const { loss, optimizer, schedule, epochs, batchSize, clipGradNorm, budget } = settings;
  return {
    model: modelName(settings),
    epochs,
    batchSize,
    optimizer,
    schedule,
    loss,
    ...(clipGradNorm === undefined ? {} : { clipGradNorm }),
    ...(budget === undefined ? {} : { budget: { ...budget } }),
    ...(data.kind === 'imageFolder' ? { data: { root: data.root, ...data.options } } : {}),
  };
}
