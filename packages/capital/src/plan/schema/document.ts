import { z } from 'zod';
import { assumptionFields, uncertainSchema } from '../../distribution/assumption.ts';
import { riskAreas } from '../../risk/rules/contract.ts';
import { capTableSchema, termsSchema } from './equity.ts';
import { day, formula, measuredSchema, name, title, yearMonth } from './fields.ts';
import { financeSchema } from './finance.ts';
import { labellingSchema } from './labelling.ts';
import { marketSchema } from './market.ts';
import { registerSchema } from './register.ts';
import { sourcingSchema } from './sourcing.ts';

const series = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('mean-reverting'),
    unit: z.string(),
    start: formula,
    level: formula,
    halfLife: formula,
    volatility: formula,
  }),
  z.strictObject({
    kind: z.literal('random-walk'),
    unit: z.string(),
    start: formula,
    drift: formula,
    volatility: formula,
  }),
  z.strictObject({
    kind: z.literal('ar1'),
    unit: z.string(),
    start: formula,
    level: formula,
    persistence: formula,
    deviation: formula,
  }),
  z.strictObject({ kind: z.literal('jumps'), unit: z.string(), rate: formula, size: formula }),
]);

const line = z.strictObject({
  is: formula,
  unit: z.string(),
  /** Income and costs, in money a month, enter the cash; the others only inform. */
  kind: z.enum(['income', 'cost', 'figure']).default('figure'),
});

const run = z.strictObject({
  name: title,
  start: yearMonth,
  months: z.int().min(1).max(120),
  /** Device-hours of the whole run. */
  hours: formula,
  /** Of one device-hour. */
  price: formula,
  when: formula.exactOptional(),
  /** Of the whole run. */
  flops: formula.exactOptional(),
  /** What one device draws, its share of server and building included. */
  power: formula.exactOptional(),
  /** What a kWh emits there. */
  grid: formula.exactOptional(),
});

const hire = z.strictObject({
  role: title,
  start: yearMonth,
  until: yearMonth.exactOptional(),
  count: formula,
  /** A person's, a year, before the employer's share. */
  salary: formula,
  /** What a person costs over the salary: 1.25 is a quarter more. */
  overhead: formula,
  recruiting: formula.exactOptional(),
  delay: formula.exactOptional(),
  when: formula.exactOptional(),
});

const revenue = z.strictObject({
  name: title,
  model: z.enum(['api', 'seat', 'outcome', 'licence', 'service']),
  from: yearMonth,
  /** Customers at the start. */
  customers: formula,
  gained: formula,
  churn: formula,
  price: formula,
  /** What serving a customer costs a month. */
  serving: formula,
  /** What winning a customer costs. */
  acquisition: formula.exactOptional(),
});

const round = z.strictObject({
  name: title,
  month: yearMonth,
  amount: formula,
  probability: formula,
  delay: formula.exactOptional(),
  /** Nothing closes before this holds. */
  when: formula.exactOptional(),
  /** Share of the amount that lawyers and banks take. */
  fees: formula.exactOptional(),
  /** What the money buys; needs a cap table. */
  terms: termsSchema.exactOptional(),
});

const risk = z.strictObject({
  name: title,
  area: z.enum(riskAreas),
  /** How often a year. */
  rate: formula,
  /** What it costs when it happens. */
  impact: formula,
  control: z
    .strictObject({
      what: title,
      cost: formula,
      /** What is left of the rate and of the impact. */
      rate: formula,
      impact: formula,
      from: yearMonth,
    })
    .exactOptional(),
  owner: title,
  review: day,
});

const experiment = z.strictObject({
  name: title,
  question: title,
  /** When it would be bought; where not given, the month in which it is worth most. */
  month: yearMonth.exactOptional(),
  cost: formula,
  /** What acting on the answer would gain: uncertain money. */
  gain: formula,
  /** Deviation of what one run of the experiment would report. */
  noise: formula,
});

const scenario = z.strictObject({
  set: z.record(name, uncertainSchema),
  note: title.exactOptional(),
  /** Ours to choose, rather than the world's. */
  choice: z.boolean().default(false),
});

/** The plan file, version 1. */
export const planSchema = z.strictObject({
  version: z.literal(1),
  name: title,
  /** What the company does, in a sentence. */
  about: z.string().max(2000).exactOptional(),
  currency: z.string().regex(/^[A-Z]{3}$/, 'Expected three capitals (ISO 4217), such as USD.'),
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
