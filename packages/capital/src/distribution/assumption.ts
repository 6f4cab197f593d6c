import { expected, faultLines, readBySchema } from '@capstan/base';
import { z } from 'zod';
import { CapitalError } from '../errors.ts';
import { unit } from '../quantity/units.ts';
import type { Distribution, Uncertain } from './distribution.ts';
import { distribution } from './make.ts';
import { cdf } from './read.ts';

/** How much an assumption is worth: measured by us, agreed in writing, published by others, or guessed. */
export const confidences = ['measured', 'contract', 'published', 'guess'] as const;
export type Confidence = (typeof confidences)[number];

/** A figure that a plan stands on, with where it comes from. */
export interface Assumption {
  readonly value: Distribution;
  readonly unit: string;
  /** YYYY-MM-DD. */
  readonly asOf: string;
  readonly source: string;
  readonly confidence: Confidence;
}

const finite = z.number();
const plainDistribution: z.ZodType<Distribution> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('constant'), value: finite }),
    z.strictObject({ kind: z.literal('normal'), mean: finite, sd: finite.nonnegative() }),
    z.strictObject({ kind: z.literal('lognormal'), mu: finite, sigma: finite.nonnegative().max(30) }),
    z.strictObject({ kind: z.literal('logitnormal'), mu: finite, sigma: finite.nonnegative().max(30) }),
    z.strictObject({ kind: z.literal('uniform'), low: finite, high: finite }),
    z.strictObject({ kind: z.literal('triangular'), low: finite, mode: finite, high: finite }),
    z.strictObject({ kind: z.literal('beta'), a: finite.positive(), b: finite.positive(), low: finite, high: finite }),
    z.strictObject({ kind: z.literal('gamma'), shape: finite.positive(), scale: finite.positive() }),
    z.strictObject({
      kind: z.literal('discrete'),
      values: z.array(finite).min(1),
      weights: z.array(finite.nonnegative()).min(1),
    }),
    z.strictObject({
      kind: z.literal('mixture'),
      parts: z.array(plainDistribution).min(1),
      weights: z.array(finite.nonnegative()).min(1),
    }),
    z.strictObject({ kind: z.literal('empirical'), values: z.array(finite).min(1) }),
    z.strictObject({
      kind: z.literal('truncated'),
      of: plainDistribution,
      low: finite.exactOptional(),
      high: finite.exactOptional(),
    }),
  ]),
);

const uncertain = z.union([finite, z.string(), plainDistribution]);

const day = z.iso.date({ error: ({ input }) => expected('a day as YYYY-MM-DD', input) });

/** The fields of an assumption as it is written: `value` may be a number, '5 to 10' or a distribution. */
export const assumptionFields = z.strictObject({
  value: uncertain,
  unit: z.string().max(100),
  asOf: day,
  source: z.string().min(1),
  confidence: z.enum(confidences),
});

/** An assumption as it is written in a plan. */
export const assumptionSchema = assumptionFields.transform((written, context): Assumption => {
  try {
    unit(written.unit);
    return { ...written, value: checkedDistribution(written.value) };
  } catch (error) {
    if (!(error instanceof CapitalError)) throw error;
    context.addIssue({
      code: 'custom',
      message: error.message,
      path: [error.code === 'unknown-unit' ? 'unit' : 'value'],
    });
    return z.NEVER;
  }
});

/**
 * A distribution from what a plan may hold, with its parameters checked.
 *
 * @throws {CapitalError} bad-distribution, bad-number — where no distribution has such parameters, or a figure is negative, endless or none where it may not be
 * @example checkedDistribution('5 to 10')
 */
export function checkedDistribution(from: Uncertain): Distribution {
  const value = distribution(from);
  verify(value);
  return value;
}

/** The schema of what may stand for a distribution. */
export { uncertain as uncertainSchema };

export type WrittenAssumption = z.input<typeof assumptionSchema>;

/** What the schema's shapes cannot say: orders, sums, masses. */
function verify(d: Distribution): void {
  const holds = (condition: boolean, expected: string): void => {
    if (!condition)
      throw new CapitalError('bad-distribution', `Expected ${expected}, received ${JSON.stringify(d)}.`, {
        fields: { ...d },
      });
  };
  if (d.kind === 'uniform' || d.kind === 'beta') holds(d.low < d.high, 'low < high');
  if (d.kind === 'triangular') holds(d.low <= d.mode && d.mode <= d.high && d.low < d.high, 'low ≤ mode ≤ high');
  if (d.kind === 'discrete' || d.kind === 'mixture') {
    const count = d.kind === 'discrete' ? d.values.length : d.parts.length;
    const sum = d.weights.reduce((total, weight) => total + weight, 0);
    holds(count === d.weights.length && Math.abs(sum - 1) < 1e-9, 'one weight for each, summing to 1');
  }
  if (d.kind === 'discrete' || d.kind === 'empirical')
    holds(
      d.values.every((v, i) => i === 0 || v >= d.values[i - 1]!),
      'sorted values',
    );
  if (d.kind === 'mixture') d.parts.forEach(verify);
  if (d.kind === 'truncated') {
    verify(d.of);
    const inside = cdf(d.of, d.high ?? Number.POSITIVE_INFINITY) - cdf(d.of, d.low ?? Number.NEGATIVE_INFINITY);
    holds(inside > 1e-12, 'a truncation that leaves some probability');
  }
}

/**
 * Makes one assumption.
 *
 * @throws {CapitalError} bad-plan — where the plan is wrong
 * @example assume('0.3 to 0.5', '1', { asOf: '2026-11-24', source: 'Epoch', confidence: 'published' })
 */
export function assume(
  value: Uncertain,
  unitText: string,
  from: { asOf: string; source: string; confidence: Confidence },
): Assumption {
  const fields = { value, unit: unitText, ...from };
  return readBySchema(assumptionSchema, fields, (faults) => {
    return new CapitalError('bad-plan', `The assumption can't be used:\n${faultLines(faults)}`, { fields });
  });
}
