import { ops } from '../../engine/ops.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { invalidArgument } from '../errors.ts';
import type { Options } from '../options.ts';

/** How a loss's elements become one number. */
export type Reduction = 'none' | 'mean' | 'sum';

const REDUCTIONS = ['none', 'mean', 'sum']; // in the order of at::Reduction

/** at::Reduction's number. */
export function code(where: string, reduction: string): number {
  const index = REDUCTIONS.indexOf(reduction);
  if (index < 0) throw invalidArgument(where, "reduction 'mean', 'sum' or 'none'", `'${reduction}'`);
  return index;
}

export const reduced = (where: string, loss: Tensor, reduction: Reduction): Tensor =>
  [(t: Tensor) => t, (t: Tensor) => ops.mean(t), (t: Tensor) => ops.sum(t)][code(where, reduction)]!(loss); // code() is 0, 1 or 2

export interface Reduced {
  reduction: Reduction;
}

export const REDUCED: Reduced = { reduction: 'mean' };

export type ReductionOptions = Options<Reduced>;

export interface Weighted extends Reduced {
  weight: Tensor | undefined;
}

export const WEIGHTED: Weighted = { reduction: 'mean', weight: undefined };

export type WeightedOptions = Options<Weighted>;

/** Both at their common shape; a difference is usually a mistake, so it is said once. */
export function together(where: string, input: Tensor, target: Tensor): [Tensor, Tensor] {
  const a = input.shape;
  const b = target.shape;
  if (a.length === b.length && a.every((size, d) => size === b[d])) return [input, target];
  process.emitWarning(
    `${where}: input (${a.join(', ')}) and target (${b.join(', ')}) differ in shape and are broadcast`,
    {
      type: 'TorchWarning',
    },
  );
  const [x, y] = ops.broadcastTensors([input, target]);
  return [x!, y!]; // two in, two out
}

export interface Margin extends Reduced {
  margin: number;
}

export type MarginOptions = Options<Margin>;

/** Refuses tensors with different numbers of dimensions, which would be broadcast against each other. */
export function requireSameDims(where: string, ...tensors: readonly Tensor[]): void {
  if (tensors.every((each) => each.ndim === tensors[0]!.ndim)) return; // there are two at least
  throw invalidArgument(
    where,
    'tensors with as many dimensions',
    tensors.map((each) => `(${each.shape.join(', ')})`).join(', '),
  );
}
