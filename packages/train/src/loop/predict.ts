import type { Progress } from '@capstan/base';
import { type Device, inferenceMode, type nn, scope, type Tensor } from '@capstan/torch';
import type { Batches } from '../feeds/contract.ts';
import type { Criterion } from '../losses/contract.ts';
import type { Answers } from '../tasks/contract.ts';
import { breathe } from './breathe.ts';
import { Rows } from './rows.ts';

/**
 * Runs a model in eval mode over a set, without gradients: its answers, in the order of the set. The loss is that of the whole
 * set, however it fell into batches: Σ w·loss ÷ Σ w where the loss has weights, else the mean.
 *
 * @param options.answer what the task makes of the model's outputs
 */
export async function predict(
  model: nn.Module,
  batches: Batches,
  options: {
    criterion: Criterion;
    device: Device;
    answer: (output: Tensor, model: nn.Module, input: Tensor) => Tensor;
    signal?: AbortSignal;
    onProgress?: (progress: Progress) => void;
  },
): Promise<Answers> {
  const { criterion, device, answer, signal, onProgress } = options;
  const training = model.training;
  model.eval();
  const [outputs, targets] = [new Rows(), new Rows()];
  let loss = 0;
  let weight = 0;
  const breath = breathe();
  try {
    let done = 0;
    for await (const batch of batches.pass(0)) {
      signal?.throwIfAborted();
      inferenceMode(() => {
        using _step = scope();
        const target = batch.target.to(device);
        const input = batch.input.to(device);
        const output = model(input);
        const share = criterion.weight?.(target).item() ?? batch.size;
        if (share > 0) loss += criterion.loss(output, target, model).item() * share; // a batch of classes without weight has no mean
        weight += share;
        outputs.add(answer(output, model, input));
        targets.add(batch.target);
      });
      onProgress?.({ done: ++done, total: batches.length, unit: 'batches' });
      await breath();
    }
  } finally {
    model.train(training);
  }
  return {
    ...{ outputs: outputs.whole(Float32Array), outputShape: outputs.shape },
    ...{ targets: targets.whole(Float64Array), targetShape: targets.shape },
    loss: weight > 0 ? loss / weight : 0,
  };
}
