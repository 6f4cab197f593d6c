import { z } from 'zod';
import { assumptionFields } from '../../distribution/assumption.ts';
import { capTableSchema } from './equity.ts';
import { day, formula, measuredSchema, name, title, yearMonth } from './fields.ts';
import { financeSchema } from './finance.ts';
import { labellingSchema } from './labelling.ts';
import { marketSchema } from './market.ts';
import { experiment, hire, line, revenue, risk, round, run, series } from './parts.ts';
import { registerSchema } from './register.ts';
import { scenario } from './scenario.ts';
import { sourcingSchema } from './sourcing.ts';

/** The plan file, version 1. */
export const planSchema = z.strictObject({
  version: z.literal(1),
  name: title,
  /** What the company does, in a sentence. */
  about: z.string().max(2000).exactOptional(),
  currency: z.string().regex(/^[A-Z]{3}$/, {
    error: ({ input }) => `Expected three capitals (ISO 4217), such as USD, received '${String(input)}'.`,
  }),
  asOf: day,
  /** Units of one's own: '1' is a thing counted on its own, else so many of another, such as '24 page'. */
  units: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  /** What one of another currency is worth in the plan's. */
  rates: z
    .record(
      z.string().regex(/^[A-Z]{3}$/, 'Expected three capitals (ISO 4217), such as USD.'),
      z.strictObject({ rate: z.number().positive(), asOf: day, source: title }),
    )
    .default({}),
  start: yearMonth,
  months: z.int().min(1).max(240),
  seed: z.int().min(0).default(1),
  cash: formula,
  /** Deviation of a month's cash flow: how unevenly money comes and goes. It spreads the cash as √months. */
  cashNoise: formula,
  assumptions: z.record(name, assumptionFields.extend({ measured: measuredSchema.exactOptional() })).default({}),
  series: z.record(name, series).default({}),
  correlations: z
    .array(z.strictObject({ between: z.tuple([name, name]), rho: z.number().min(-1).max(1), source: title }))
    .default([]),
  lines: z.record(name, line).default({}),
  runs: z.array(run).default([]),
  hiring: z.array(hire).default([]),
  revenue: z.array(revenue).default([]),
  rounds: z.array(round).default([]),
  risks: z.array(risk).default([]),
  register: registerSchema.exactOptional(),
  experiments: z.array(experiment).default([]),
  scenarios: z.record(title, scenario).default({}),
  market: marketSchema.exactOptional(),
  sourcing: sourcingSchema.exactOptional(),
  capTable: capTableSchema.exactOptional(),
  labelling: z.array(labellingSchema).default([]),
  finance: financeSchema.exactOptional(),
});

/** A plan as it is written. */
export type PlanInput = z.input<typeof planSchema>;
/** A plan as it was read. */
export type PlanDocument = z.output<typeof planSchema>;
