import { z } from 'zod';
import { confidences } from '../../distribution/assumption.ts';
import { formula, name, title } from './fields.ts';

const amount = z.number().min(0);
/** What is free is a grant or a credit; a price of 0 is none. */
const price = z.number().positive();

const share = z.number().min(0).max(1);

const months = z.int().min(1).max(600);

const common = {
  id: title,
  provider: title,
  /** Whose price this is, of when, and how good: what assumptions say, too. */
  source: title,
  confidence: z.enum(confidences),
  from: z.int().min(0).exactOptional(),
};

const machines = {
  ...common,
  region: title,
  gpusPerNode: z.int().min(1).exactOptional(),
  speed: z.number().positive().exactOptional(),
  maxNodes: amount.exactOptional(),
};

const given = {
  waitMonths: z.int().min(0).exactOptional(),
  expiresAfter: months,
  acceptance: share.exactOptional(),
  applicationUsd: amount.exactOptional(),
  conditions: title.exactOptional(),
};

/** Seconds: a checkpoint, between failures, until running again. */
const failures = z.strictObject({ checkpoint: z.number().positive(), mtbf: z.number().positive(), restart: amount });

const offer = z.discriminatedUnion('kind', [
  z.strictObject({
    ...machines,
    kind: z.literal('on-demand'),
    usdPerGpuHour: price,
    whole: z.boolean().exactOptional(),
  }),
  z.strictObject({
    ...machines,
    kind: z.literal('spot'),
    usdPerGpuHour: price,
    whole: z.boolean().exactOptional(),
    failures,
  }),
  ...(['reserved', 'block'] as const).map((kind) =>
    z.strictObject({
      ...machines,
      kind: z.literal(kind),
      usdPerGpuHour: price,
      months,
      upfront: share.exactOptional(),
    }),
  ),
  z.strictObject({
    ...machines,
    kind: z.literal('owned'),
    usdPerNode: amount,
    usdPerNodeMonth: amount,
    lifeMonths: months,
    salvage: share,
    leadMonths: z.int().min(0).exactOptional(),
  }),
  z.strictObject({
    ...machines,
    ...given,
    kind: z.literal('grant'),
    gpuHours: amount,
    usdPerGpuHour: amount.exactOptional(),
  }),
  z.strictObject({ ...common, ...given, kind: z.literal('credit'), usd: amount }),
]);

/** What has to be computed, and every way to get the machines. */
export const sourcingSchema = z.strictObject({
  demands: z
    .array(
      z.strictObject({
        name: title,
        /** Device-hours a month, of the chip whose speed is 1. */
        hours: formula,
        /** Money a month that other lines of the plan already pay for these hours; runs named in `hours` are known. */
        instead: formula.exactOptional(),
        /** Where its data may be. */
        regions: z.array(title).min(1).exactOptional(),
      }),
    )
    .min(1)
    .max(20),
  offers: z.array(offer).min(1).max(200),
  /** Which of the paths' demands is sourced for: 0.5 is the median. */
  quantile: share.default(0.5),
  /** A year. */
  discountRate: amount,
  needAfter: share.exactOptional(),
  /** Most money a month. */
  budget: amount.exactOptional(),
  /** On which part of the paths the money for the programme must be there. */
  payable: share.default(0.9),
  /** How rents move: as one of the plan's series does, or on their own, see pricePaths. */
  rents: z.union([
    z.strictObject({ series: name }),
    z.strictObject({ start: z.number().positive(), reversion: amount, volatility: amount, source: title }),
  ]),
});
