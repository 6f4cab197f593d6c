export { parseEvidence, type RiskEvidence } from './evidence.ts';
export { type AiActSystem, aiActDuties, type DutyRow, highestFine } from './law/ai-act.ts';
export { AI_ACT_DUTIES, AI_ACT_TABLE, type AiActDuty, type SystemKind } from './law/ai-act-duties.ts';
export { type ComputeAlarm, computeAlarm, GENERAL_PURPOSE_FLOP, SYSTEMIC_RISK_FLOP } from './law/compute-alarm.ts';
export { GDPR_ARTICLES, type GdprRow, gdprRecord } from './law/gdpr.ts';
export { NIST_AI_RMF, type NistFunction, type NistRow, nistProfile } from './law/nist.ts';
export { planRisks } from './plan-risks.ts';
export {
  type EvidenceStatus,
  type Exposure,
  type RegisterOptions,
  type RiskRegister,
  type RiskRow,
  riskRegister,
  type Stake,
} from './register.ts';
export type { Assessment, Facts, RiskArea, RiskLimits, RiskRule } from './rules/contract.ts';
export { RISK_RULES, type RiskId } from './rules/list.ts';
