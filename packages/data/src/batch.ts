// The one place where this package meets the engine. It is loaded with the first batch, so that reports and the server,
// which only decode, do without it.
import type { Tensor } from '@capstan/torch';

type Engine = Pick<typeof import('@capstan/torch'), 'cuda' | 'fromTypedArray' | 'pinMemory'>;

/**
 * A batch, valid until the next one is asked for: its tensors are then freed and their memory is filled again. What is
 * to outlive it needs a `clone()`.
 */
export type Batch = {
  /** (batch, channels, height, width), float32, normalised; in pinned memory where there is a GPU. */
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

/**
 * Batch memory as a tensor: it shares it. Where there is a GPU it is a copy in pinned memory instead, which the system may
 * not move, so that the way to the GPU is short and needs nobody to wait: `input.to('cuda', { nonBlocking: true })`.
 */
export function toInput({ cuda, fromTypedArray, pinMemory }: Engine, input: Float32Array, shape: number[]): Tensor {
  const shared = fromTypedArray(input, shape);
  if (!cuda.isAvailable()) return shared;
  try {
    return pinMemory(shared);
  } finally {
    shared.dispose();
  }
}

/** Batch memory as tensors: `input` as `toInput` has it, `target` with memory of its own. */
export function toBatch(
  engine: Engine,
  input: Float32Array,
  shape: number[],
  labels: Int32Array,
  index: Int32Array,
): Batch {
  const target = BigInt64Array.from(index, (at) => BigInt(labels[at]!));
  return {
    input: toInput(engine, input, shape),
    target: engine.fromTypedArray(target, [index.length]),
    index,
    size: index.length,
  };
}

/** Frees a batch's tensors; whoever still holds one gets an error, not another batch's numbers. */
export function freeBatch(batch: Batch): void {
  batch.input.dispose();
  batch.target.dispose();
}
