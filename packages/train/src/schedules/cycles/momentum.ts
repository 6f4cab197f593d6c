import type { optim } from '@capstan/torch';

/** Whether an optimizer has a momentum that a cycle can turn the other way; where it has none, its rate alone is cycled. */
export function hasMomentum({ paramGroups }: optim.Optimizer): boolean {
  return paramGroups.every((group) => 'betas' in group || 'momentum' in group);
}

/** The learning rate before any schedule. */
export function rateOf({ paramGroups }: optim.Optimizer): number {
  return paramGroups[0]!.initialLr ?? paramGroups[0]!.lr; // there is a group at least
}
