import type { Targets } from '@capstan/models';
import type { Device, nn, Tensor } from '@capstan/torch';
import { isOwn, makersOf, readValue, type ValueOf } from '../values/list.ts';
import type { Criterion, LossWork } from './contract.ts';
import * as losses from './index.ts';

export { losses };

/** A loss as plain JSON: it is kept with the run as it is. */
export type Loss = ValueOf<typeof losses>;

/** A loss of your own: output of the model and target of a batch → the mean that is minimised, a scalar; the model comes third. */
export type OwnLoss = (output: Tensor, target: Tensor, model: nn.Module) => Tensor;

/**
 * A loss with every option filled in.
 *
 * @throws {TrainError} unknown-kind, unknown-option, wrong-option — where there is none of that name, there is no such option, or an option is of another kind
 */
export function readLoss(value: unknown): Loss;
export function readLoss(value: unknown, own: true): Loss | OwnLoss;
export function readLoss(value: unknown, own = false): Loss | OwnLoss {
  return own && isOwn<OwnLoss>(value) ? value : readValue('loss', losses, value);
}

/** What a loss does. */
function workOf({ kind }: Loss): LossWork<object> {
  return makersOf(losses).get(kind) as unknown as LossWork<object>; // every value is of a kind in the list
}

/** What the targets of a loss are. */
export const targetsOf = (value: Loss): Targets => workOf(value).targets;

/** The function that a loss stands for; `classWeights` (classes) balance unequal classes. */
export function criterion(value: Loss | OwnLoss, device: Device, classWeights?: ArrayLike<number>): Criterion {
  if (isOwn<OwnLoss>(value)) return { loss: value };
  const { kind: _, ...options } = value;
  return workOf(value).create(options, { device, classWeights });
}
