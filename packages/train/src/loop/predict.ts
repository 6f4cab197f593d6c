import type { Progress } from '@capstan/base';
import { type Device, inferenceMode, type nn, scope, type Tensor } from '@capstan/torch';
import type { Batches } from '../feeds/contract.ts';
import type { Criterion } from '../losses/contract.ts';
import { breathe } from './breathe.ts';

/** A model's answers for a whole set, in its order. */
export interface Predictions {
  /** As the task answers, (N · outputs): for classes probabilities. */
  outputs: Float32Array;
  targets: Float64Array;
  /** Of the whole set, however it fell into batches: Σ w·loss ÷ Σ w where the loss has weights, else the mean. */
  loss: number;
}

/**
 * Runs a model in eval mode over a set, without gradients.
 * @param options.answer what the task makes of the model's outputs
 */
export async function predict(
  model: nn.Module,
  batches: Batches,
  options: {
    criterion: Criterion;
    device: Device;
    answer: (output: Tensor) => Tensor;
    signal?: AbortSignal;
    onProgress?: (progress: Progress) => void;
  },
): Promise<Predictions> {
  const { criterion, device, answer, signal, onProgress } = options;
  const training = model.training;
  model.eval();
  const outputs: Float32Array[] = [];
  const targets: number[] = [];
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
        const output = model(batch.input.to(device));
        const share = criterion.weight?.(target).item() ?? batch.size;
        if (share > 0) loss += criterion.loss(output, target).item() * share; // a batch of classes without weight has no mean
        weight += share;
        outputs.push(answer(output).to('cpu').data() as Float32Array); // models answer in float32
        for (const value of batch.target.data()) targets.push(Number(value));
      });
      onProgress?.({ done: ++done, total: batches.length, unit: 'batches' });
      await breath();
    }
  } finally {
    model.train(training);
  }
  const all = new Float32Array(outputs.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of outputs) {
    all.set(part, at);
    at += part.length;
  }
  return { outputs: all, targets: Float64Array.from(targets), loss: weight > 0 ? loss / weight : 0 };
}
