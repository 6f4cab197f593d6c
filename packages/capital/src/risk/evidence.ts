import { expected, faultLines, readBySchema } from '@capstan/base';
import { z } from 'zod';
import { CapitalError } from '../errors.ts';

const at = z.string().regex(/^\d{4}-\d{2}-\d{2}/, {
  error: ({ input }) => expected('an ISO 8601 day or time', input),
});
const count = z.int().min(0);
const money = z.number().min(0);
const part = z.strictObject({ covered: count, of: count.min(1) }).refine(({ covered, of }) => covered <= of, {
  error: 'Expected covered to be no more than of.',
});

// What other packages write (runs, reports, cards) may hold more than is looked at; what people write may not.

/** A run as the ledger's `runs()` gives it. */
const run = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['train', 'evaluate', 'predict', 'serve', 'data']),
  status: z.enum(['running', 'done', 'failed', 'stopped', 'lost']),
  started: at,
  seed: z.number().exactOptional(),
  dataHash: z.string().exactOptional(),
  git: z.object({ commit: z.string(), dirty: z.boolean().exactOptional() }).exactOptional(),
  params: z.record(z.string(), z.unknown()),
  cost: z.object({ deviceSeconds: money, energyWh: money, money, currency: z.string() }),
});

const data = z.strictObject({
  at,
  /** What `report(data)` of @capstan/data says. */
  report: z.object({
    hash: z.string(),
    found: count,
    setAside: count,
    findings: z.array(
      z.object({ kind: z.string(), severity: z.enum(['error', 'warning', 'note']), items: z.array(z.unknown()) }),
    ),
  }),
  /** Records looked at for personal data, those that hold some, and of these how many have a legal basis written down. */
  personal: z.strictObject({ scanned: count, holding: count, withBasis: count }).exactOptional(),
  /** Records whose licence or consent allows training. */
  rights: part.exactOptional(),
  /** Until when it may be kept. */
  keepUntil: at.exactOptional(),
  /** Where it lies, as ISO 3166 or EU. */
  region: z.string().exactOptional(),
});

const evaluation = z.strictObject({
  at,
  /** The SHA-256 of the weights, or the id of the run that trained them. */
  model: z.string(),
  /** What `classification(…)` of @capstan/evaluate says. */
  report: z.object({ count: count.min(1), accuracy: z.number().min(0).max(1) }),
  /** The same by groups of people that must be treated alike. */
  groups: z.array(z.strictObject({ name: z.string(), count: count.min(1), correct: count })).exactOptional(),
});

const model = z.strictObject({
  name: z.string(),
  /** Since when it answers. */
  servedSince: at.exactOptional(),
  /** Its model.json. */
  card: z.object({ sha256: z.string(), run: z.string().exactOptional(), dataHash: z.string().exactOptional() }),
  /** Days of the last `of` on which its answers were compared with the truth, or their distribution with training's. */
  monitored: z.strictObject({ at, days: count, of: count.min(1) }).exactOptional(),
  /** How a person decides again what it decided; absent where no one does. */
  review: z.strictObject({ at, route: z.string() }).exactOptional(),
  region: z.string().exactOptional(),
});

const company = z.strictObject({
  customers: z
    .strictObject({
      at,
      /** Money a month from each, and until when it is contracted. */
      revenue: z.array(z.strictObject({ name: z.string(), monthly: money, until: at.exactOptional() })).min(1),
      tenures: z.array(z.strictObject({ months: z.number().min(0), left: z.boolean() })),
      /** Monthly churn that the plan counts on. */
      plannedChurn: z.number().min(0).max(1).exactOptional(),
    })
    .exactOptional(),
  people: z
    .strictObject({
      at,
      /** Who knows each area. */
      knows: z.record(z.string(), z.array(z.string())),
      /** How many of a hundred leave a year, as a part: 0.15. */
      leaving: z.number().min(0).max(10),
    })
    .exactOptional(),
  /** What trainings were foreseen to cost. */
  forecasts: z.array(z.strictObject({ run: z.string(), money })).exactOptional(),
  /** Money paid in the last year. */
  providers: z.strictObject({ at, paid: z.record(z.string(), money) }).exactOptional(),
  /** The plan's probability that cash runs out within a year. */
  ruin: z.strictObject({ at, probability: z.number().min(0).max(1) }).exactOptional(),
  /** Controls of security that were checked: in place, or not. */
  security: z.strictObject({ at, checked: z.record(z.string(), z.boolean()) }).exactOptional(),
});

/** All that is known, as it comes from outside. */
export const evidenceSchema = z.strictObject({
  runs: z.array(run).default([]),
  data: z.array(data).default([]),
  evaluations: z.array(evaluation).default([]),
  models: z.array(model).default([]),
  company: company.default({}),
  /** Duties that a person states to be met, by article: 'AI Act 47', 'GDPR 30'. */
  declared: z.array(z.strictObject({ article: z.string(), at, by: z.string(), what: z.string() })).default([]),
});

/** What is known: records of the ledger, the data report, evaluations and the registry as they are, and what people state. */
export type RiskEvidence = z.input<typeof evidenceSchema>;
/** Evidence, checked. */
export type KnownEvidence = z.output<typeof evidenceSchema>;

/**
 * Checks evidence from outside; what a risk does not look at is left out.
 *
 * @throws {CapitalError} bad-input — with every fault and its path
 * @example parseEvidence(JSON.parse(text)).runs.length
 */
export function parseEvidence(given: unknown): KnownEvidence {
  return readBySchema(evidenceSchema, given, (faults) => {
    return new CapitalError('bad-input', `The evidence cannot be read:\n${faultLines(faults, 'the evidence')}`, {
      fields: { paths: faults.map(({ path }) => path), faults },
    });
  });
}
