// torch.optim.swa_utils: averaging weights.

import { noGrad } from '../autograd/autograd.ts';
import { scope } from '../engine/scope.ts';
import type { AnyModule } from '../nn/module/module.ts';
import { BatchNorm1d, BatchNorm2d, BatchNorm3d } from '../nn/norm/batch-norm.ts';
import type { Device } from '../tensor/dtype.ts';
import { Tensor } from '../tensor/tensor.ts';

export { AveragedModel, emaAveraging } from './averaged-model.ts';
export { SWALR } from './lr-scheduler/decay/swa.ts';

type Norm = { momentum: number | null; resetRunningStats(): void };
const norms = [BatchNorm1d, BatchNorm2d, BatchNorm3d];
const isNorm = (module: AnyModule): module is AnyModule & Norm => norms.some((each) => module instanceof each);

/**
 * Works the running averages of batch norm out anew over data: those of a model whose weights were averaged are of none of the
 * models before.
 *
 * @param loader batches: tensors, or lists and records whose first is the input
 * @example
 * await optim.swaUtils.updateBn(loader, averaged);
 */
export async function updateBn(
  loader: Iterable<unknown> | AsyncIterable<unknown>,
  model: AnyModule,
  options: { device?: Device } = {},
): Promise<void> {
  const found = model.modules().filter(isNorm);
  if (found.length === 0) return;
  const before = found.map((norm) => norm.momentum);
  const training = model.training;
  for (const norm of found) {
    norm.resetRunningStats();
    norm.momentum = null; // every batch weighs the same
  }
  model.train();
  try {
    for await (const batch of loader) {
      using _temporaries = scope();
      const first = batch instanceof Tensor ? batch : Object.values(batch as object)[0]; // as: a list or a record
      const input = options.device && first instanceof Tensor ? first.to(options.device) : first;
      noGrad(() => (model as unknown as (input: unknown) => unknown)(input)); // as: what the model takes
    }
  } finally {
    for (const [i, norm] of found.entries()) norm.momentum = before[i]!; // as many
    model.train(training);
  }
}
