import type { Distribution } from '../distribution/distribution.ts';
import type { Correlation } from '../simulate/columns/correlate.ts';
import type { Model } from '../simulate/language/model.ts';
import type { PlanDocument } from './schema/document.ts';

/**
 * A plan that was read and checked, with its monthly model.
 *
 * @unguarded within: parsePlan makes it
 */
export interface Plan {
  readonly document: PlanDocument;
  readonly model: Model;
  /** What each input of the model is believed to be. */
  readonly distributions: Readonly<Record<string, Distribution>>;
  readonly correlations: readonly Correlation[];
}

/**
 * The same plan with some assumptions replaced.
 *
 * @throws {CapitalError} bad-distribution — where no distribution has such parameters
 * @example withAssumptions(plan, { churn: '1% to 3%' })
 */
export function withAssumptions(plan: Plan, set: Readonly<Record<string, Distribution>>): Plan {
  return { ...plan, distributions: { ...plan.distributions, ...set } };
}
