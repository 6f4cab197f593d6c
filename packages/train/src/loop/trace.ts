import { cat, scope, stack, type Tensor } from '@capstan/torch';

/** A step's figures, read off the device. */
export interface Reading {
  step: number;
  /** Mean over the batch. */
  loss: number;
  /** Right answers in the batch; for classes. */
  correct?: number;
  examples: number;
}

interface Pending {
  step: number;
  loss: Tensor;
  answers: Tensor | undefined;
  target: Tensor;
  examples: number;
}

/**
 * Keeps the figures of the last steps on the device and reads many at once: reading one number waits for all that the
 * device was asked before it. Owns the tensors that it keeps until `drain` or disposal.
 */
export class Trace implements Disposable {
  readonly #classes: boolean;
  #pending: Pending[] = [];

  constructor(options: { classes: boolean }) {
    this.#classes = options.classes;
  }

  get pending(): number {
    return this.#pending.length;
  }

  /** Notes a step: scalar `loss`, `output` (batch, classes) and `target` (batch). */
  note(step: number, loss: Tensor, output: Tensor, target: Tensor): void {
    const classes = this.#classes;
    this.#pending.push({
      step,
      loss: loss.detach().keep(),
      answers: classes ? output.detach().argmax(1).keep() : undefined,
      target: classes ? target.detach().keep() : target,
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
    const right = this.#classes
      ? cat(pending.map(({ answers }) => answers!))
          .eq(cat(pending.map(({ target }) => target)))
          .to('cpu')
          .data()
      : undefined;
    let from = 0;
    const readings = pending.map(({ step, examples }, i): Reading => {
      const loss = losses[i]!;
      if (!right) return { step, loss, examples };
      let correct = 0;
      for (let j = from; j < from + examples; j++) correct += Number(right[j]);
      from += examples;
      return { step, loss, correct, examples };
    });
    this[Symbol.dispose]();
    return readings;
  }

  [Symbol.dispose](): void {
    for (const { loss, answers, target } of this.#pending) {
      loss.dispose();
      if (answers) {
        answers.dispose();
        target.dispose(); // a handle of our own, from detach
      }
    }
    this.#pending = [];
  }
}
