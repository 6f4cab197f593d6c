import { notNegative, positive } from '../../check.ts';
import type { Distribution } from '../../distribution/distribution.ts';
import { quantile } from '../../distribution/read.ts';

/**
 * How many units to reserve for an uncertain demand: the k-th exactly when P(demand ≥ k) > reserved / on-demand price (the
 * newsvendor's rule, Arrow, Harris and Marschak 1951).
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example unitsToReserve(uniform(0, 100), { reserved: 2, onDemand: 2.95 }) // 32.2
 */
export function unitsToReserve(
  demand: Distribution,
  { reserved, onDemand }: { reserved: number; onDemand: number },
): number {
  notNegative({ reserved });
  positive({ onDemand });
  return reserved >= onDemand ? 0 : quantile(demand, 1 - reserved / onDemand);
}
