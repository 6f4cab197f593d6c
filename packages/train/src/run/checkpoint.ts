import { join } from 'node:path';
import { faultLines, readBySchema } from '@capstan/base';
import { ModelError, readBundle, writeBundle } from '@capstan/models';
import {
  type FlatState,
  flattenState,
  getRngStates,
  type nn,
  type optim,
  scope,
  setRngStates,
  type Tensor,
  unflattenState,
} from '@capstan/torch';
import { z } from 'zod';
import { TrainError } from '../errors.ts';
import type { Position } from '../loop/history.ts';
import type { RunningSchedule } from '../schedules/schedule.ts';

/** What changes while a model is trained. */
export interface Trainee {
  model: nn.Module;
  optimizer: optim.Optimizer;
  schedule: RunningSchedule;
}

const flat: z.ZodType<FlatState> = z.lazy(() =>
  z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(flat), z.record(z.string(), flat)]),
);

const count = z.number().int().nonnegative();

const epochRecord = z.strictObject({
  epoch: count,
  step: count,
  lr: z.number(),
  trainLoss: z.number(),
  trainAccuracy: z.number().exactOptional(),
  validationLoss: z.number(),
  validationAccuracy: z.number().exactOptional(),
  validationMetrics: z.record(z.string(), z.number()).exactOptional(),
  seconds: z.number(),
  imagesPerSecond: z.number(),
});

/** `last.json`, version 1. */
export const checkpointHeader = z.strictObject({
  format: z.literal('capstan-checkpoint'),
  version: z.literal(1),
  run: z.string(),
  fingerprint: z.record(z.string(), z.string()),
  position: z.strictObject({
    epoch: count,
    batch: count,
    step: count,
    sums: z.strictObject({
      loss: z.number(),
      weight: z.number(),
      lr: z.number(),
      correct: z.number(),
      examples: z.number(),
      seconds: z.number(),
    }),
    best: z
      .strictObject({
        epoch: count,
        validationLoss: z.number(),
        validationAccuracy: z.number().exactOptional(),
        validationMetrics: z.record(z.string(), z.number()).exactOptional(),
      })
      .nullable(),
    history: z.array(epochRecord),
  }),
  optimizer: flat,
  schedule: flat,
  weights: z.string().regex(/^[\w-]+\.safetensors$/),
  bytes: count,
  sha256: z.string(),
});

export type Checkpoint = z.infer<typeof checkpointHeader> & { state: Record<string, Tensor> };

const files = { tensors: 'last.safetensors', header: 'last.json' };

/**
 * Saves everything that the next step depends on, so that a run that goes on from here computes the same bits:
 * weights, optimizer, schedule, random state and the place in the order of the data. Data only; replaced whole or not at all.
 * @throws {TrainError} disk-full — where there is no room
 * @throws {TrainError} checkpoint-unwritable — the checkpoint before it stays
 */
export async function saveCheckpoint(
  dir: string,
  trainee: Trainee,
  position: Position,
  about: { run: string; fingerprint: Record<string, string> },
): Promise<void> {
  await scope(async () => {
    const tensors: Record<string, Tensor> = {};
    for (const [device, state] of Object.entries(getRngStates())) tensors[`rng.${device}`] = state;
    for (const [key, value] of Object.entries(trainee.model.stateDict())) tensors[`model.${key}`] = value;
    const optimizer = flattenState(trainee.optimizer.stateDict(), 'optimizer', tensors);
    const schedule = flattenState(trainee.schedule.stateDict(), 'schedule', tensors);
    const state = { format: 'capstan-checkpoint', version: 1, ...about, position, optimizer, schedule };
    try {
      await writeBundle(dir, files, tensors, (seal) => ({ ...state, ...seal }));
    } catch (error) {
      throw unwritable(dir, error);
    }
  });
}

/**
 * Reads a checkpoint after checking that it is whole.
 * @throws {TrainError} checkpoint-missing, checkpoint-damaged — where there is none, or it cannot be trusted
 */
export async function readCheckpoint(dir: string): Promise<Checkpoint> {
  try {
    const { header, state } = await readBundle(dir, files.header, parseHeader);
    return { ...header, state };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    if (error.code === 'no-model') {
      throw new TrainError(
        'checkpoint-missing',
        `There is no checkpoint in ${dir}: expected ${files.header} and ${files.tensors}. Give the folder of a run that was stopped, or start a new run.`,
        { fields: { dir }, cause: error },
      );
    }
    throw new TrainError(
      'checkpoint-damaged',
      `The checkpoint in ${dir} can't be used. ${error.message} Or start a new run; the best model in ${join(dir, 'best')} is a file of its own.`,
      { fields: { dir, fault: error.code }, cause: error },
    );
  }
}

/** Puts a checkpoint's state into a freshly built trainee and the engine, and lets go of the file. */
export function restore(checkpoint: Checkpoint, trainee: Trainee): void {
  const { state } = checkpoint;
  const model = Object.fromEntries(
    Object.entries(state).flatMap(([key, value]) => (key.startsWith('model.') ? [[key.slice(6), value]] : [])),
  );
  trainee.model.loadStateDict(model, { strict: true });
  // Copies: an optimizer may keep what it is given, and these tensors are the file's pages.
  const own = Object.fromEntries(
    Object.entries(state).flatMap(([key, value]) =>
      key.startsWith('optimizer.') ? [[key, value.clone().keep()]] : [],
    ),
  );
  // as: each checks what it is given
  trainee.optimizer.loadStateDict(unflattenState(checkpoint.optimizer, own) as optim.OptimizerStateDict);
  trainee.schedule.loadStateDict(unflattenState(checkpoint.schedule, state) as Record<string, unknown>); // as: likewise
  setRngStates(
    Object.fromEntries(
      Object.entries(state).flatMap(([key, value]) => (key.startsWith('rng.') ? [[key.slice(4), value]] : [])),
    ),
  );
  for (const value of Object.values(state)) value.dispose();
}

/** Checks a checkpoint's header that was read from a file. @throws {ModelError} bad-card — where the card is damaged */
export function parseHeader(json: unknown, path: string): z.infer<typeof checkpointHeader> {
  return readBySchema(checkpointHeader, json, (faults) => {
    return new ModelError('bad-card', `${path} is damaged:\n${faultLines(faults, 'the checkpoint', 5)}`, {
      fields: { path, faults },
    });
  });
}

/** A failed write of a model or checkpoint in the trainer's words. */
export function unwritable(dir: string, error: unknown): unknown {
  if (!(error instanceof ModelError)) return error;
  return new TrainError(error.code === 'disk-full' ? 'disk-full' : 'checkpoint-unwritable', error.message, {
    fields: { dir },
    cause: error,
  });
}
