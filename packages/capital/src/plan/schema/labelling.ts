import { z } from 'zod';
import { formula, runFilter, title } from './fields.ts';

const positive = z.number().positive();

/** Labels that could be bought, and the runs whose learning curve says what they are worth. */
export const labellingSchema = z.strictObject({
  name: title,
  /** Labels there are. */
  have: positive,
  /** Labels bought at a time. */
  batch: positive.default(1000),
  tiers: z.array(z.strictObject({ from: z.number().min(0), price: z.number().min(0) })).min(1),
  answers: z.number().min(1),
  accepted: z.number().gt(0).max(1),
  review: z.strictObject({ share: z.number().min(0).max(1), price: z.number().min(0) }).exactOptional(),
  item: z.number().min(0).exactOptional(),
  setup: z.number().min(0).exactOptional(),
  /** Money that one error less in a hundred is worth over the model's life. */
  worthOfPoint: formula,
  /** Trainings on parts of the data, over a run's fields: how many examples, and the share of them that was wrong. */
  curve: runFilter.extend({ size: formula, error: formula, tested: z.int().positive().exactOptional() }),
});
