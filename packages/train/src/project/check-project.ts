import { CapstanError, expected, faultLines, nearest, readBySchema } from '@capstan/base';
import { architectures } from '@capstan/models';
import { nn } from '@capstan/torch';
import { z } from 'zod';
import { readCallback } from '../callbacks/callback.ts';
import { TrainError } from '../errors.ts';
import { readLoss } from '../losses/loss.ts';
import { readOptimizer } from '../optimizers/optimizer.ts';
import { readSchedule } from '../schedules/schedule.ts';
import { taskNamed } from '../tasks/task-of.ts';
import { readBest } from './best.ts';
import type { Project } from './project.ts';
import { isProjectName, PROJECT_NAME } from './project-name.ts';
import { readData } from './read-data.ts';

const whole = z.number().int();
const positive = z.number().positive();

/** A value that a list of kinds can read. */
const readBy = (read: (value: unknown) => unknown) =>
  z.unknown().superRefine((value, context) => {
    try {
      read(value);
    } catch (error) {
      if (!(error instanceof CapstanError)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
    }
  });

const train = z.strictObject({
  epochs: whole.positive().optional(),
  batchSize: whole.positive().optional(),
  seed: whole.nonnegative().optional(),
  precision: z.enum(['auto', 'float32']).optional(),
  device: z
    .string()
    .regex(/^(auto|cpu|cuda(:\d+)?)$/, "must be 'auto', 'cpu', 'cuda' or 'cuda:N'")
    .optional(),
  clipGradNorm: positive.optional(),
  best: readBy(readBest).optional(),
  callbacks: z.array(readBy(readCallback)).optional(),
  checkpoint: z.strictObject({ everySteps: whole.positive().optional(), everyMinutes: positive.optional() }).optional(),
  workers: whole.nonnegative().optional(),
});

/** A project, as it is written. */
export const projectSchema = z.strictObject({
  name: z.string().refine(isProjectName, `must be ${PROJECT_NAME}`),
  data: readBy(readData),
  task: readBy((value) => taskNamed(String(value))).optional(),
  model: z.custom(
    (value) =>
      typeof value === 'function' ||
      value instanceof nn.Module ||
      (typeof value === 'string' && Object.hasOwn(architectures, value)),
    {
      error: ({ input }) =>
        typeof input === 'string'
          ? `there is no architecture '${input}'${suggest(input, Object.keys(architectures))}; known: ${Object.keys(architectures).join(', ')}`
          : expected('the name of an architecture, a model, or a function that builds one', input),
    },
  ),
  loss: readBy((value) => readLoss(value, true)).optional(),
  optimizer: readBy((value) => readOptimizer(value, true)).optional(),
  schedule: readBy((value) => readSchedule(value, true)).optional(),
  train: train.optional(),
  budget: z.strictObject({ limit: z.strictObject({ amount: positive, currency: z.string().length(3) }) }).optional(),
});

/** Checks a project, which may have been written without types. @throws {TrainError} bad-project — with every fault */
export function checkProject(project: unknown): asserts project is Project {
  readBySchema(projectSchema, project, (faults) => {
    const count = faults.length === 1 ? 'one thing is' : `${faults.length} things are`;
    const text = `The project can't be used; ${count} wrong with it:\n${faultLines(faults, 'the project')}`;
    return new TrainError('bad-project', text, { fields: { faults } });
  });
}

function suggest(word: string, known: string[]): string {
  const close = nearest(word, known);
  return close ? ` (did you mean '${close}'?)` : '';
}
