import { type RiskRule, riskAreas } from './contract.ts';
import * as rules from './index.ts';

/** A risk that is looked for. */
export type RiskId = (typeof rules)[keyof typeof rules]['id'];

/** The risks that are looked for, area by area. */
export const RISK_RULES: readonly RiskRule<RiskId>[] = riskAreas.flatMap((area) =>
  Object.values(rules).filter((rule) => rule.area === area),
);
