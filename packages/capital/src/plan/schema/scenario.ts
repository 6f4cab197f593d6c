import { z } from 'zod';
import { uncertainSchema } from '../../distribution/assumption.ts';
import { formula, name, title } from './fields.ts';
import { hire, revenue, round, run } from './parts.ts';

/** By name, the fields that differ; null where there is none of it; what the plan has not, whole. */
const changes = <T extends z.ZodType>(fields: T) => z.record(title, fields.nullable()).default({});

/** Another world, or another choice of ours: assumptions, and what of the plan's sections differs. */
export const scenario = z.strictObject({
  set: z.record(name, uncertainSchema).default({}),
  runs: changes(run.omit({ name: true }).partial()),
  hiring: changes(hire.omit({ role: true }).partial()),
  revenue: changes(revenue.omit({ name: true }).partial()),
  rounds: changes(round.omit({ name: true }).partial()),
  lines: z.record(name, z.strictObject({ is: formula })).default({}),
  note: title.exactOptional(),
  /** Ours to choose, rather than the world's. */
  choice: z.boolean().default(false),
});
