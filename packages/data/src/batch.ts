// The one place where this package meets the engine. It is loaded with the first batch, so that reports and the server,
// which only decode, do without it.
import type { Tensor } from '@capstan/torch';

type Engine = Pick<typeof import('@capstan/torch'), 'fromTypedArray'>;

/**
 * A batch, valid until the next one is asked for: its tensors are then freed and their memory is filled again. What is
 * to outlive it needs a `clone()`.
 */
export type Batch = {
  /** (batch, channels, height, width), float32, normalised. */
  input: Tensor;
  /** (batch), int64: class numbers. */
  target: Tensor;
  /** Positions in the set, to find the files with. */
  index: Int32Array;
  size: number;
};

/** The engine, loaded when it is first asked for. */
export function loadEngine(): Promise<Engine> {
  return import('@capstan/torch');
}

/** Wraps batch memory as tensors; `input` shares it, `target` has its own. */
export function toBatch(
  { fromTypedArray }: Engine,
  input: Float32Array,
  shape: number[],
  labels: Int32Array,
  index: Int32Array,
): Batch {
  const target = BigInt64Array.from(index, (at) => BigInt(labels[at]!));
  return {
    input: fromTypedArray(input, shape),
    target: fromTypedArray(target, [index.length]),
    index,
    size: index.length,
  };
}

/** Frees a batch's tensors; whoever still holds one gets an error, not another batch's numbers. */
export function freeBatch(batch: Batch): void {
  batch.input.dispose();
  batch.target.dispose();
}
