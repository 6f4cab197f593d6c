import { z } from 'zod';
import { riskAreas } from '../../risk/rules/contract.ts';
import { termsSchema } from './equity.ts';
import { day, formula, title, yearMonth } from './fields.ts';

/** What moves by chance from month to month. */
export const series = z.discriminatedUnion('kind', [
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

/** A formula with a name; income and costs enter the cash. */
export const line = z.strictObject({
  is: formula,
  unit: z.string(),
  /** Income and costs, in money a month, enter the cash; the others only inform. */
  kind: z.enum(['income', 'cost', 'figure']).default('figure'),
  /** Of income and costs: months paid for at a time, in the first of them and at its price; 1. What is ahead is in the balance. */
  paidAhead: z.int().min(2).max(120).exactOptional(),
});

/** A training that is to be paid. */
export const run = z.strictObject({
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

/** People of a role. */
export const hire = z.strictObject({
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

/** What customers pay for. */
export const revenue = z.strictObject({
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

/** Money from investors. */
export const round = z.strictObject({
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

/** What may go wrong, how often, and what it costs. */
export const risk = z.strictObject({
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

/** A question that money could answer. */
export const experiment = z.strictObject({
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
