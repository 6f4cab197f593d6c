// Calls that PyTorch's users reported as ending the process or reading the memory of others, as pytorch/pytorch#195547 collects
// them, by the number of each report: the operator and what does not fit, in our own words.
import * as torch from '../src/index.ts';
import { F, nn } from '../src/index.ts';

const table = torch.ops as unknown as Record<string, (...args: unknown[]) => unknown>; // as: called with what does not fit
const { rand, ones, zeros, full } = torch;
const long = { dtype: 'int64' } as const;
const int = { dtype: 'int32' } as const;
const i = (...values: number[]) => torch.tensor(values, long);

/** The calls by the report's number and the operator. */
export const collected: Record<string, () => unknown> = {
  '142837 embedding_dense_backward': () => table.embeddingDenseBackward!(rand([2, 3]), i(5, 1_000_000), 4, -1, false),
  '141481 segment_reduce': () =>
    torch.segmentReduce(full([6, 9, 1, 1, 8], 7e12, { dtype: 'float64' }), 'max', {
      offsets: zeros([5, 0, 0, 9, 2], long),
      axis: 4,
      initial: 7e12,
    }),
  '175368 embedding_bag': () => F.embeddingBag(i(0, 1, 2), rand([4, 2]), { offsets: i(0, 100_000_000, 3) }),
  '91590 linalg.ldl_solve': () =>
    table.linalgLdlSolve!(rand([3, 3]), torch.tensor([9, -40, 1_000_000], int), rand([3, 1])),
  '91590 linalg.ldl_solve, no pivots': () => table.linalgLdlSolve!(rand([3, 3]), zeros([0], int), rand([3, 1])),
  '91633 fractional_max_pool3d': () =>
    table.fractionalMaxPool3d!(rand([1, 1, 4, 4, 4]), [2, 2, 2], [2, 2, 2], full([1, 1, 3], 50)),
  '91633 fractional_max_pool3d, samples of another shape': () =>
    table.fractionalMaxPool3d!(rand([2, 2, 4, 4, 4]), [2, 2, 2], [2, 2, 2], rand([1, 1, 3])),
  '92776 lu_unpack': () => table.luUnpack!(rand([3, 3]), torch.tensor([1, 2, 1_000_000], int)),
  '92794 ge, out of another shape and dtype': () =>
    table.ge!(rand([3]), torch.tensor(3, { dtype: 'uint8' }), { out: rand([3, 3, 3]).to('complex64') }),
  '92818 atan2, out of another shape and dtype': () =>
    table.atan2!(rand([]).to('float16'), rand([3]).to('complex64'), { out: rand([3, 3, 3]).to('complex128') }),
  '92828 igamma, out of another shape and dtype': () =>
    table.igamma!(torch.tensor(true), rand([3]), { out: rand([3, 3, 3]).neg().to('float16') }),
  '152913 max_unpool2d': () => F.maxUnpool2d(rand([1, 1, 2, 2]), full([1, 1, 2, 2], 1_000_000, long), 2),
  '163409 max_unpool2d, an output of one dimension': () =>
    table.maxUnpool2d!(rand([1, 1, 2, 2]), zeros([1, 1, 2, 2], long), [1]),
  '157097 repeat_interleave': () => table.repeatInterleave!(i(3, 100_000_000), { outputSize: 2 }),
  '157097 repeat_interleave, negative': () => table.repeatInterleave!(i(3, -5)),
  '161760 histc': () => torch.histc(torch.tensor([Number.NaN, 1]), 4, 0, Infinity),
  // Quantised tensors cannot be made here: the kernel is not reached.
  '162476 quantized_max_pool2d': () => table.quantizedMaxPool2d!(rand([1, 1, 4, 4]), [1]),
  '150388 as_strided_scatter': () => table.asStridedScatter!(rand([4]), rand([2]), [2], [1_000_000], 3),
  '145071 as_strided': () => rand([4]).asStrided([2], [1], 7_546_629_512_955_761),
  '146794 as_strided_copy': () => table.asStridedCopy!(torch.eye(0, 1), [4], [1], 7_546_629_512_955_761),
  '169208 native_batch_norm, no running_var': () =>
    table.nativeBatchNorm!(rand([2, 3, 4]), rand([3]), rand([3]), rand([3]), rand([0]), false, 0.1, 1e-5),
  '169741 ReplicationPad2d, enormous': () =>
    new nn.ReplicationPad2d([2 ** 40, 2 ** 40, 2 ** 40, 2 ** 40])(rand([1, 1, 3, 3])),
  '175978 lstm_cell': () => table.lstmCell!(rand([1, 2]), [rand([1, 2])], rand([8, 2]), rand([8, 2])),
  '169213 pad_packed_sequence, sizes that grow': () =>
    nn.utils.rnn.padPackedSequence(new nn.utils.rnn.PackedSequence(rand([4, 2]), i(1, 3))),
  '169213 unpack_sequence, sizes beyond the data': () =>
    nn.utils.rnn.unpackSequence(new nn.utils.rnn.PackedSequence(rand([4, 2]), i(1_000_000, 3))),
  '78131 _pad_packed_sequence, no sizes': () =>
    table._padPackedSequence!(rand([1, 1, 1, 1]), zeros([0], long), true, 0, -9937),
  '78153 pack_sequence of different kinds': () =>
    nn.utils.rnn.packSequence([rand([1, 16, 86]), rand([1, 85, 0]), ones([2, 84, 85])], { enforceSorted: false }),
  '13324 pack_padded_sequence, not sorted': () => nn.utils.rnn.packPaddedSequence(rand([25, 2, 3]), i(22, 25)),
  '20529 pack_padded_sequence, empty': () =>
    nn.utils.rnn.packPaddedSequence(rand([0, 10, 20]), zeros([0], long), { batchFirst: true }),
  '98136 _grid_sampler_2d_cpu_fallback': () =>
    table._gridSampler2dCpuFallback!(rand([1, 1, 2, 2]), rand([1, 2, 2, 7]), 0, 0, false),
  '94594 histogramdd': () => table.histogramdd!(rand([4, 2]), [3, 3], { weight: rand([1]) }),
  '94590 affine_grid_generator': () =>
    table.affineGridGenerator!(rand([4, 0, 2 ** 40, 1, 12, 9]), [21, 6, 34, 108], true),
  '94698 avg_pool1d': () => table.avgPool1d!(rand([9, 15, 0, 2 ** 40, 0, 14]), [1], [1], [1], false, false),
  '94696 max_pool1d_with_indices': () =>
    table.maxPool1dWithIndices!(rand([12, 2, 2, 2, 0, 2 ** 50]), [2], [1], [1], [1], false),
  '96277 adaptive_max_pool1d': () => table.adaptiveMaxPool1d!(rand([0, 9, 2 ** 50]), [1]),
  '96276 geqrf': () => table.geqrf!(rand([1, 0, 2 ** 50, 14, 16, 10])),
  '94669 svd': () => table.svd!(rand([2, 0, 2 ** 50])),
  '128691 _remove_batch_dim': () => table._removeBatchDim!(rand([2, 3]), 1, 100, 2 ** 40),
  '73183 adaptive_avg_pool3d, enormous': () =>
    F.adaptiveAvgPool3d(rand([2, 3, 5, 3, 7]), [1_879_048_192, 1_879_048_192, 1_879_048_192]),
  '189664 max_pool2d, a dilation beyond the input': () =>
    table.maxPool2d!(rand([1, 1, 8, 8]), [3, 3], [1, 1], [1, 1], [2_147_483_647, 2_147_483_647]),
  '85167 ger, out of another shape': () => table.ger!(ones([2]), ones([2]), { out: ones([2, 1, 1, 1]) }),
  'crow_indices of a sparse tensor, written to': () => {
    const sparse = torch.eye(3).toSparseCsr() as unknown as { crowIndices(): torch.Tensor; toDense(): torch.Tensor }; // as: methods of sparse tensors
    sparse.crowIndices().fill_(1_000_000);
    return sparse.toDense();
  },
  'indices of a sparse tensor, written to': () => {
    const sparse = torch.eye(3).toSparse().coalesce();
    table._indices!(sparse);
    (table._indices!(sparse) as torch.Tensor).fill_(1_000_000); // as: a tensor
    return sparse.toDense();
  },
};
