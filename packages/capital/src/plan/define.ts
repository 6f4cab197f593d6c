import type { PlanInput } from './schema/document.ts';

/**
 * Helps an editor to write a plan file, and gives it back unchanged: `export default definePlan({ … })`.
 *
 * @unguarded parsePlan checks it, and says all that is wrong at once
 * @example export default definePlan({ version: 1, name: 'Acme', currency: 'USD', … })
 */
export function definePlan(plan: PlanInput): PlanInput {
  return plan;
}
