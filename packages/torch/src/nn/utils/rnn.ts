import { ops } from '../../engine/ops.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type Options, withDefaults } from '../options.ts';

/** Sequences of different lengths without their padding, longest first: what the first steps of all are, then the second … */
export class PackedSequence {
  readonly data: Tensor;
  readonly batchSizes: Tensor;
  readonly sortedIndices: Tensor | undefined;
  readonly unsortedIndices: Tensor | undefined;

  constructor(data: Tensor, batchSizes: Tensor, sortedIndices?: Tensor, unsortedIndices?: Tensor) {
    this.data = data;
    this.batchSizes = batchSizes;
    this.sortedIndices = sortedIndices;
    this.unsortedIndices = unsortedIndices;
  }
}

const PACK = { batchFirst: false, enforceSorted: true };

/**
 * Drops the padding of (T, N, …), or (N, T, …) with `batchFirst`.
 *
 * @param lengths (N) int64 on the CPU, longest first unless `enforceSorted` is false
 */
export function packPaddedSequence(input: Tensor, lengths: Tensor, options?: Options<typeof PACK>): PackedSequence {
  const { batchFirst, enforceSorted } = withDefaults('packPaddedSequence', PACK, options);
  if (enforceSorted) {
    const [data, sizes] = ops._packPaddedSequence(input, lengths, batchFirst);
    return new PackedSequence(data, sizes);
  }
  const [sorted, places] = ops.sort(lengths, -1, true);
  const order = places.to(input.device);
  const [data, sizes] = ops._packPaddedSequence(ops.indexSelect(input, batchFirst ? 0 : 1, order), sorted, batchFirst);
  return new PackedSequence(data, sizes, order, ops.argsort(order));
}

const UNPACK: { batchFirst: boolean; paddingValue: number; totalLength: number | undefined } = {
  batchFirst: false,
  paddingValue: 0,
  totalLength: undefined,
};

/** Pads a packed sequence again: [(T, N, …), lengths (N)]. */
export function padPackedSequence(sequence: PackedSequence, options?: Options<typeof UNPACK>): [Tensor, Tensor] {
  const { batchFirst, paddingValue, totalLength } = withDefaults('padPackedSequence', UNPACK, options);
  const [padded, lengths] = ops._padPackedSequence(
    sequence.data,
    sequence.batchSizes,
    batchFirst,
    paddingValue,
    totalLength ?? -1,
  );
  const order = sequence.unsortedIndices;
  if (!order) return [padded, lengths];
  return [ops.indexSelect(padded, batchFirst ? 0 : 1, order), ops.indexSelect(lengths, 0, order.cpu())];
}

const PAD = { batchFirst: false, paddingValue: 0 };

/** Stacks sequences (Tᵢ, …) into (T, N, …), or (N, T, …) with `batchFirst`, filled up with `paddingValue`. */
export function padSequence(sequences: Tensor[], options?: Options<typeof PAD>): Tensor {
  const { batchFirst, paddingValue } = withDefaults('padSequence', PAD, options);
  return ops.padSequence(sequences, batchFirst, paddingValue);
}
