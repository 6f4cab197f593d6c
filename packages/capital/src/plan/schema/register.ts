import { z } from 'zod';
import { uncertainSchema } from '../../distribution/assumption.ts';
import { riskAreas } from '../../risk/rules/contract.ts';
import { RISK_RULES } from '../../risk/rules/list.ts';
import { day, title } from './fields.ts';

const amount = z.number().min(0);

const stake = z.strictObject({
  /** How often a year without control. */
  rate: amount.exactOptional(),
  /** Money, each time. */
  impact: uncertainSchema.exactOptional(),
  /** Money a month. */
  controlCost: amount.exactOptional(),
  owner: title.exactOptional(),
  review: day.exactOptional(),
});

/** Fields of one schema under the names of a list. */
function each<const N extends string, S>(names: readonly N[], schema: S): Record<N, S> {
  return Object.fromEntries(names.map((name) => [name, schema])) as Record<N, S>; // as: every name is there
}

/** What a plan says of its risk register, beside what the ledger shows. */
export const registerSchema = z.strictObject({
  /** Who answers for the risks of an area. */
  owners: z.strictObject(each(riskAreas, title)),
  /** What is at stake where evidence cannot tell, by the risk's id: those of the list of rules. */
  stakes: z
    .strictObject(
      each(
        RISK_RULES.map(({ id }) => id),
        stake.exactOptional(),
      ),
    )
    .default({}),
  limits: z
    .strictObject({
      accuracy: z.number().min(0).max(1).exactOptional(),
      fairness: z.number().min(0).max(1).exactOptional(),
      regions: z.array(title).exactOptional(),
    })
    .default({}),
  /** What the company's system is under the EU AI Act. */
  system: z
    .strictObject({
      role: z.enum(['provider', 'deployer']),
      kinds: z.array(
        z.enum([
          'annex-iii',
          'annex-i',
          'talks-to-people',
          'generates',
          'deep-fakes',
          'reads-emotions',
          'general-purpose',
          'systemic-risk',
        ]),
      ),
      placed: day.exactOptional(),
    })
    .exactOptional(),
  /** Data reports, evaluations, models, the company's own records: see RiskEvidence. */
  evidence: z.record(z.string(), z.unknown()).default({}),
});
