import { ops } from '../../engine/ops.ts';
import { tensor } from '../../tensor/create.ts';
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

/**
 * Packs sequences (Tᵢ, …), longest first unless `enforceSorted` is false.
 *
 * @example
 * const packed = nn.utils.packSequence([a, b], { enforceSorted: false });
 */
export function packSequence(sequences: Tensor[], options?: Options<{ enforceSorted: boolean }>): PackedSequence {
  const { enforceSorted } = withDefaults('packSequence', { enforceSorted: true }, options);
  const lengths = tensor(
    sequences.map((each) => each.shape[0] ?? 0),
    { dtype: 'int64', device: 'cpu' },
  );
  return packPaddedSequence(padSequence(sequences), lengths, { enforceSorted });
}

/**
 * The sequences of a padded tensor without their padding: the opposite of `padSequence`.
 *
 * @param lengths (N): how much of each is no padding
 */
export function unpadSequence(padded: Tensor, lengths: Tensor, options?: Options<{ batchFirst: boolean }>): Tensor[] {
  const { batchFirst } = withDefaults('unpadSequence', { batchFirst: false }, options);
  const counts = [...lengths.cpu().data()].map(Number);
  const rows = batchFirst ? padded : ops.transpose(padded, 0, 1);
  return counts.map((count, i) => ops.narrow(ops.select(rows, 0, i), 0, 0, count));
}

/** The sequences of a packed one: the opposite of `packSequence`. */
export function unpackSequence(packed: PackedSequence): Tensor[] {
  const [padded, lengths] = padPackedSequence(packed, { batchFirst: true });
  return unpadSequence(padded, lengths, { batchFirst: true });
}
