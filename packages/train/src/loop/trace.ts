import { cat, scope, stack, type Tensor } from '@capstan/torch';
import type { Task } from '../tasks/contract.ts';

/** A step's figures, read off the device. */
export interface Reading {
  step: number;
  /** Learning rate that the step was made with. */
  lr: number;
  /** Mean over the batch. */
  loss: number;
  /** What the mean was divided by: Σ w where the loss has weights, else the examples. */
  weight: number;
  /** Right answers in the batch, where the task tells right from wrong. */
  correct?: number;
  examples: number;
}

interface Pending {
  step: number;
  lr: number;
  loss: Tensor;
  weight: Tensor | undefined;
  right: Tensor | undefined;
  examples: number;
}

/**
 * Keeps the figures of the last steps on the device and reads many at once: reading one number waits for all that the
 * device was asked before it. Owns the tensors that it keeps until `drain` or disposal.
 */
export class Trace implements Disposable {
  readonly #accuracy: Task['accuracy'];
  #pending: Pending[] = [];

  constructor({ accuracy }: Pick<Task, 'accuracy'>) {
    this.#accuracy = accuracy;
  }

  get pending(): number {
    return this.#pending.length;
  }

  /** Notes a step: scalar `loss` and `weight`, `output` and `target` of the batch. */
  note(of: {
    step: number;
    lr: number;
    loss: Tensor;
    weight: Tensor | undefined;
    output: Tensor;
    target: Tensor;
  }): void {
    const { step, lr, loss, weight, output, target } = of;
    this.#pending.push({
      step,
      lr,
      loss: loss.detach().keep(),
      weight: weight?.detach().keep(),
      right: this.#accuracy?.ofBatch(output.detach(), target).keep(),
      examples: target.shape[0] ?? 1,
    });
  }

  /** Reads and forgets all that was noted. */
  drain(): Reading[] {
    const pending = this.#pending;
    if (pending.length === 0) return [];
    using _reading = scope();
    const losses = stack(pending.map(({ loss }) => loss))
      .to('cpu')
      .data() as Float32Array; // losses are float32
    const weighted = pending.every(({ weight }) => weight !== undefined);
    const weights = weighted
      ? (stack(pending.map(({ weight }) => weight!))
          .to('cpu')
          .data() as Float32Array) // of losses' weights, float32 too
      : undefined;
    const right = this.#accuracy
      ? cat(pending.map(({ right }) => right!))
          .to('cpu')
          .data()
      : undefined;
    let from = 0;
    const readings = pending.map(({ step, lr, examples }, i): Reading => {
      const loss = losses[i]!;
      const weight = weights?.[i] ?? examples;
      if (!right) return { step, lr, loss, weight, examples };
      let correct = 0;
      for (let j = from; j < from + examples; j++) correct += Number(right[j]);
      from += examples;
      return { step, lr, loss, weight, correct, examples };
    });
    this[Symbol.dispose]();
    return readings;
  }

  [Symbol.dispose](): void {
    for (const { loss, weight, right } of this.#pending) {
      loss.dispose();
      weight?.dispose();
      right?.dispose();
    }
    this.#pending = [];
  }
}
