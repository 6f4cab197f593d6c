import { z } from 'zod';
import { CapitalError } from '../errors.ts';

const at = z.string().regex(/^\d{4}-\d{2}-\d{2}/, {
  error: ({ input }) => `Expected an ISO 8601 day or time, received ${JSON.stringify(input) ?? 'nothing'}.`,
});
const count = z.int().min(0);
const money = z.number().min(0);
const part = z.object({ covered: count, of: count.min(1) }).refine(({ covered, of }) => covered <= of, {
  error: 'Expected covered to be no more than of.',
});

/** A run as the ledger's `runs()` gives it. */
const run = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['train', 'evaluate', 'serve', 'data']),
  status: z.enum(['running', 'done', 'failed', 'stopped', 'lost']),
  started: at,
  seed: z.number().exactOptional(),
  dataHash: z.string().exactOptional(),
  git: z.object({ commit: z.string(), dirty: z.boolean().exactOptional() }).exactOptional(),
  params: z.record(z.string(), z.unknown()),
  cost: z.object({ deviceSeconds: money, energyWh: money, money, currency: z.string() }),
});

const data = z.object({
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
  personal: z.object({ scanned: count, holding: count, withBasis: count }).exactOptional(),
  /** Records whose licence or consent allows training. */
  rights: part.exactOptional(),
  /** Until when it may be kept. */
  keepUntil: at.exactOptional(),
  /** Where it lies, as ISO 3166 or EU. */
  region: z.string().exactOptional(),
});

const evaluation = z.object({
  at,
  /** The SHA-256 of the weights, or the id of the run that trained them. */
  model: z.string(),
  /** What `classification(…)` of @capstan/evaluate says. */
  report: z.object({ count: count.min(1), accuracy: z.number().min(0).max(1) }),
  /** The same by groups of people that must be treated alike. */
  groups: z.array(z.object({ name: z.string(), count: count.min(1), correct: count })).exactOptional(),
});

const model = z.object({
  name: z.string(),
  /** Since when it answers. */
  servedSince: at.exactOptional(),
  /** Its model.json. */
  card: z.object({ sha256: z.string(), run: z.string().exactOptional(), dataHash: z.string().exactOptional() }),
  /** Days of the last `of` on which its answers were compared with the truth, or their distribution with training's. */
  monitored: z.object({ at, days: count, of: count.min(1) }).exactOptional(),
  /** How a person decides again what it decided; absent where no one does. */
  review: z.object({ at, route: z.string() }).exactOptional(),
  region: z.string().exactOptional(),
});

const company = z.object({
  customers: z
    .object({
      at,
      /** Money a month from each, and until when it is contracted. */
      revenue: z.array(z.object({ name: z.string(), monthly: money, until: at.exactOptional() })).min(1),
      tenures: z.array(z.object({ months: z.number().min(0), left: z.boolean() })),
      /** Monthly churn that the plan counts on. */
      plannedChurn: z.number().min(0).max(1).exactOptional(),
    })
    .exactOptional(),
  people: z
    .object({
      at,
      /** Who knows each area. */
      knows: z.record(z.string(), z.array(z.string())),
      /** How many of a hundred leave a year, as a part: 0.15. */
      leaving: z.number().min(0).max(10),
    })
    .exactOptional(),
  /** What trainings were foreseen to cost. */
  forecasts: z.array(z.object({ run: z.string(), money })).exactOptional(),
  /** Money paid in the last year. */
  providers: z.object({ at, paid: z.record(z.string(), money) }).exactOptional(),
  /** The plan's probability that cash runs out within a year. */
  ruin: z.object({ at, probability: z.number().min(0).max(1) }).exactOptional(),
  /** Controls of security that were checked: in place, or not. */
  security: z.object({ at, checked: z.record(z.string(), z.boolean()) }).exactOptional(),
});

const schema = z.object({
  runs: z.array(run).default([]),
  data: z.array(data).default([]),
  evaluations: z.array(evaluation).default([]),
  models: z.array(model).default([]),
  company: company.default({}),
  /** Duties that a person states to be met, by article: 'AI Act 47', 'GDPR 30'. */
  declared: z.array(z.object({ article: z.string(), at, by: z.string(), what: z.string() })).default([]),
});

/** What is known: records of the ledger, the data report, evaluations and the registry as they are, and what people state. */
export type RiskEvidence = z.input<typeof schema>;
/** Evidence, checked. */
export type KnownEvidence = z.output<typeof schema>;

/**
 * Checks evidence from outside; what a risk does not look at is left out.
 *
 * @throws CapitalError 'bad-input' with every fault and its path.
 * @example parseEvidence(JSON.parse(text)).runs.length
 */
export function parseEvidence(given: unknown): KnownEvidence {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new CapitalError('bad-input', `The evidence cannot be read:\n${z.prettifyError(result.error)}`, {
    fields: {
      paths: result.error.issues.map(({ path }) => path.join('.')),
    },
  });
}
