import type { RiskEvidence } from '../../risk/evidence.ts';
import { aiActDuties, type DutyRow } from '../../risk/law/ai-act.ts';
import { type GdprRow, gdprRecord } from '../../risk/law/gdpr.ts';
import { type NistRow, nistProfile } from '../../risk/law/nist.ts';
import { planRisks } from '../../risk/plan-risks.ts';
import { type RiskRegister, type RiskRow, riskRegister } from '../../risk/register.ts';
import { parsePlan } from '../parse.ts';
import type { Plan } from '../plan.ts';
import type { PlanDocument } from '../schema/document.ts';

/** A register, and what it shows of a framework and two laws. */
export interface PlanRegister extends RiskRegister {
  readonly nist: readonly NistRow[];
  readonly gdpr: readonly GdprRow[];
  /** Where the plan says what its system is. */
  readonly aiAct?: readonly DutyRow[];
}

const NOBODY = 'nobody yet';

/**
 * The register of a plan's day or of a later one: what the plan states beside what the ledger and its models' cards hold.
 *
 * @throws {CapitalError} what `riskRegister` throws
 * @example registerOf(plan.document, { runs: ledger.runs() }, '2026-11-25').rows[0]
 */
export function registerOf(
  document: PlanDocument,
  evidence: RiskEvidence,
  on: string,
  /** The plan's probability that cash runs out within a year. */
  ruin?: number,
): PlanRegister {
  const asOf = on > document.asOf ? on : document.asOf;
  const { register, currency } = document;
  const {
    owners,
    stakes,
    limits,
    evidence: own,
  } = register ?? {
    owners: { technical: NOBODY, market: NOBODY, financial: NOBODY, legal: NOBODY },
  };
  const all: Record<string, unknown> = { ...evidence, ...own };
  for (const key of ['runs', 'data', 'evaluations', 'models', 'declared'] as const) {
    const [found, stated] = [evidence[key] ?? [], own?.[key] ?? []];
    if (Array.isArray(stated)) all[key] = [...found, ...stated];
  }
  if (ruin !== undefined)
    all.company = { ruin: { at: asOf, probability: ruin }, ...evidence.company, ...record(own?.company) };
  const made = riskRegister(all, {
    asOf,
    currency,
    owners,
    seed: document.seed,
    ...(stakes && { stakes }),
    ...(limits && { limits }),
  });
  return {
    ...made,
    nist: nistProfile(made),
    gdpr: gdprRecord(made),
    ...(register?.system && { aiAct: aiActDuties(made, register.system) }),
  };
}

/** What is no record stays, for riskRegister to refuse. */
function record(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

/** The plan with a register's priced rows among its risks; the same plan where there are none. */
export function withRegister(plan: Plan, register: RiskRegister): Plan {
  const { document } = plan;
  if (!register.rows.some(({ simulated, before }) => !simulated && before && before.expected > 0)) return plan;
  // Evidence may be younger than the plan, whose own figures may not.
  const clamp = ({ at, ...row }: RiskRow): RiskRow => ({ ...row, at: at && at > document.asOf ? document.asOf : at });
  const dated = { ...register, asOf: document.asOf, rows: register.rows.map(clamp) };
  return parsePlan({ ...document, ...planRisks(dated, document.start, document) });
}
