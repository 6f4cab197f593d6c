// Kernels that believe their arguments: each call read the memory of others, or ended the process. And calls beside them
// that fit, with PyTorch's results.
import assert from 'node:assert/strict';
import test from 'node:test';
import * as torch from '../src/index.ts';

const { F, ops, rand } = torch;
const i = (...values: number[]) => torch.tensor(values, { dtype: 'int64' });
const table = ops as unknown as Record<string, (...args: unknown[]) => unknown>; // as: called with what does not fit
const mkldnn = (shape: number[]) => table.toMkldnn!(rand(shape)) as torch.Tensor; // as: of one result
const tracked = (shape: number[]) => rand(shape, { requiresGrad: true });

const wrong: Record<string, () => unknown> = {
  'a weight of four dimensions, of a linear layer of mkldnn': () =>
    table.mkldnnLinear!(mkldnn([2, 1, 3, 3]), rand([2, 1, 3, 3])),
  'a weight of other inputs, into a tensor': () =>
    table.mkldnnLinear!(mkldnn([2, 3]), rand([4, 5]), null, { out: mkldnn([2, 4]) }),
  'a gradient of another shape, of a linear layer of mkldnn': () =>
    table.mkldnnLinearBackwardInput!([2, 3], mkldnn([2, 2]), mkldnn([4, 3])),
  'a gradient of other channels, of pooling with mkldnn': () =>
    table.mkldnnMaxPool2dBackward!(mkldnn([1, 1, 2, 2]), mkldnn([1, 1, 2, 2]), mkldnn([1, 3, 4, 4]), [2, 2]),
  'a tensor of mkldnn without elements, transposed': () => table.tCopy!(mkldnn([2, 0])),
  'a weight of four dimensions, of a linear layer of an input of mkldnn': () =>
    F.linear(mkldnn([1, 3, 4]), torch.zeros([2, 1, 3, 3], { requiresGrad: true })),
  'an input of mkldnn, in a recurrent cell': () =>
    table.gruCell!(mkldnn([1, 3, 4]), rand([1, 3]), rand([2, 1, 3, 3]), rand([9, 3]), null, null),
  'an input or a state of mkldnn, in a cell of two states': () => {
    const [x, h, w, u] = [rand([2, 3]), rand([2, 4]), rand([16, 3]), rand([16, 4])];
    assert.throws(() => table.lstmCell!(x, [h, mkldnn([2, 4])], w, u), /recurrent cells take no tensors of mkldnn/);
    assert.throws(() => table.lstmCell!(mkldnn([2, 3]), [h, h], w, u), /recurrent cells take no tensors of mkldnn/);
    return table.lstmCell!(x, [h], w, u);
  },
  'no stride, of pooling with mkldnn that is differentiated': () => {
    const pool = (...stride: number[][]) =>
      table.mkldnnMaxPool2d!(table.toMkldnn!(tracked([1, 1, 4, 4])), [2, 2], ...stride) as torch.Tensor; // as: of one result
    pool([2, 2]).toDense().sum().backward();
    const backward = () =>
      table.mkldnnMaxPool2dBackward!(mkldnn([1, 1, 2, 2]), mkldnn([1, 1, 2, 2]), mkldnn([1, 1, 4, 4]), [2, 2]);
    assert.throws(backward, /does not take a stride that is left out/);
    return pool();
  },
  'zeros of mkldnn of two bytes each': () => table.newZeros!(mkldnn([1, 3, 4]), [3, 3], { dtype: 'bfloat16' }),
  'zeros of mkldnn of two bytes each, in their place': () => table.zero_!(ops.toMkldnn(rand([300, 300]), 'bfloat16')),
  'a weight of mkldnn without elements, of a linear layer': () => F.linear(rand([2, 0]), mkldnn([2, 0])),
  'no numbers for the tensors of a list, in their places': () =>
    table._foreachAddcmul_!([rand([3]), rand([2])], [tracked([3]), rand([2])], [rand([3]), rand([2])], []),
  'fewer tensors in a second list, that are differentiated': () =>
    table._foreachMul!([tracked([3]), tracked([2])], [rand([3])]),
  'unsafe sparse constructors': () =>
    table._sparseCsrTensorUnsafe!(i(0, 100_000, 2), i(0, 1_000_000), rand([2]), [2, 2]),
  'a place of a sparse tensor, written to afterwards': () => {
    const sparse = torch.eye(3).toSparseCsr();
    table.colIndices!(sparse);
    (sparse as unknown as { colIndices(): torch.Tensor }).colIndices().fill_(1_000_000); // as: a method of sparse tensors
    return sparse.toDense();
  },
  'classes of ctcLoss': () =>
    F.ctcLoss(
      torch.randn([10, 2, 5]).logSoftmax(2),
      torch.full([2, 3], 1_000_000, { dtype: 'int64' }),
      i(10, 10),
      i(3, 3),
    ),
  'lengths of ctcLoss': () => F.ctcLoss(torch.randn([10, 2, 5]).logSoftmax(2), i(1, 2, 3), i(10, 10), i(3, 3)),
  'weights of a bag, backwards': () =>
    ops._embeddingBagPerSampleWeightsBackward(rand([2, 4]), rand([4, 4]), i(100_000_000, 1), i(0, 1), i(50, 1), 0),
  'offsets of a bag': () => F.embeddingBag(i(0, 1, 2), rand([4, 2]), { offsets: i(0, 100_000_000, 3) }),
  'means of layer norm, backwards': () =>
    ops.nativeLayerNormBackward(rand([2, 4]), rand([2, 4]), [4], rand([0]), rand([0]), rand([4]), rand([4]), [
      true,
      true,
      true,
    ]),
  'means of group norm, backwards': () =>
    table.nativeGroupNormBackward!(rand([2, 4, 3]), rand([2, 4, 3]), rand([1]), rand([1]), null, 2, 4, 3, 2, [
      true,
      false,
      false,
    ]),
  'no heads': () =>
    ops._nativeMultiHeadAttention(
      rand([2, 3, 4]),
      rand([2, 3, 4]),
      rand([2, 3, 4]),
      4,
      0,
      rand([12, 4]),
      rand([12]),
      rand([4, 4]),
      rand([4]),
    ),
  'rows of no numbers': () => ops._pdistForward(rand([2, 3, 0]), 2),
  'no rows, whose distances are differentiated': () => F.pdist(rand([0, 2], { requiresGrad: true }), { p: 4 }),
  'offsets of segments': () =>
    torch.segmentReduce(rand([6, 9, 1, 1, 8]), 'max', {
      offsets: torch.zeros([5, 0, 0, 9, 2], { dtype: 'int64' }),
      axis: 4,
    }),
  'lengths of segments, unsafe': () =>
    torch.segmentReduce(rand([4]), 'sum', { lengths: i(2, 1_000_000), unsafe: true }),
  pivots: () => table.linalgLdlSolve!(rand([2, 2]), torch.tensor([7, 1_000_000], { dtype: 'int32' }), rand([2, 1])),
  samples: () => table.fractionalMaxPool2d!(rand([1, 1, 4, 4]), [2, 2], [2, 2], torch.full([1, 1, 2], 50)),
  'a mask of another shape': () =>
    table._maskedSoftmaxBackward!(rand([4, 16]), rand([1, 2]), torch.ones([4, 16]).bool()),
  'windows that nobody took': () => table.unfoldBackward!(rand([100, 2]), [4], 0, 2, 1),
  'a grid of no mode': () => table._gridSampler2dCpuFallback!(rand([1, 1, 2, 2]), rand([1, 2, 2, 2]), 7, 0, false),
  'a total that is not': () => table.repeatInterleave!(i(3, 100_000), { outputSize: 2 }),
  'a part beyond the end': () => table.asStridedScatter!(rand([4]), rand([2]), [2], [1_000_000], 0),
  'a sparse tensor without elements, broadcast to a shape without any': () =>
    table._sparseBroadcastTo!(torch.zeros([1]).toSparse(), [0]),
  'a gradient of another shape, of adaptive pooling': () =>
    table.adaptiveAvgPool3dBackward!(rand([1, 2, 2, 2]), rand([1, 4, 4, 4]), { gradInput: rand([3]) }),
  'channels in no groups': () => table.nativeChannelShuffle!(rand([1, 4, 2]), 0),
  'channels in no groups, of a sparse tensor': () => table.nativeChannelShuffle!(rand([4, 2]).toSparseCsc(), 0),
  'a sparse tensor, to a shape without elements': () =>
    table._sparseBroadcastTo!(torch.ones([1]).toSparse(), [3, 0, 0]),
  'a sparse tensor, to a shape without elements, by its public name': () =>
    table.broadcastTo!(torch.ones([1]).toSparse(), [3, 0]),
  'a gradient of no numbers, of a loss': () =>
    table.multiMarginLossBackward!(torch.zeros([0]), torch.tensor([64.5]), i(0), 2, 1, null, 0),
  'a gradient of one number, of a loss of three examples': () =>
    table.multiMarginLossBackward!(torch.ones([1]), rand([3, 2]), i(0, 1, 1), 2, 1, null, 0),
  'a gradient without channels, of padding': () =>
    table.replicationPad2dBackward!(rand([2, 0, 6, 8]), rand([2, 2, 4, 4]), [2, 2, 1, 1]),
  'a gradient of other channels, of padding': () =>
    table.replicationPad1dBackward!(rand([2, 1, 8]), rand([2, 2, 4]), [2, 2]),
  'means of no channels, of batch normalisation backwards': () =>
    table.nativeBatchNormBackward!(rand([2, 3]), rand([2, 3]), rand([3]), null, null, rand([0]), null, true, 3, [
      true,
      false,
      true,
    ]),
  'a gradient of one number, of batch normalisation backwards': () =>
    table.nativeBatchNormBackward!(rand([]), rand([2, 3]), rand([3]), null, null, rand([3]), rand([3]), true, 3, [
      true,
      false,
      true,
    ]),
  'no offsets of bags': () => F.embeddingBag(i(0, 1, 2), rand([4, 2]), { offsets: torch.zeros([0]).to('int64') }),
  'a negative pivot alone': () =>
    table.linalgLdlSolve!(rand([3, 3]), torch.tensor([1, 2, -1], { dtype: 'int32' }), rand([3, 1])),
  'dimensions of a transform, counted from the last': () => table._fftR2c!(rand([1, 4, 7]), [-2], 0, true),
  'a gradient of other channels, of average pooling': () =>
    table.avgPool2dBackward!(rand([1, 2, 2]), rand([3, 4, 4]), [2, 2], [2, 2], [0, 0], false, true, null),
  'a gradient of another batch, of average pooling': () =>
    table.avgPool3dBackward!(
      rand([2, 2, 2, 2, 2]),
      rand([1, 2, 4, 4, 4]),
      [2, 2, 2],
      [2, 2, 2],
      [0, 0, 0],
      false,
      true,
      null,
    ),
  'running averages of no channels': () =>
    table.nativeBatchNorm!(rand([2, 1]), rand([1]), rand([1]), rand([0]), rand([1]), true, 0.5, 1e-5),
  'a gradient of a picture without places': () =>
    table._adaptiveAvgPool2dBackward!(rand([1, 2, 2, 2]), rand([1, 2, 4, 0])),
  'a weight of no channels, of batch normalisation backwards': () =>
    table.nativeBatchNormBackward!(rand([2, 1]), rand([2, 1]), rand([0]), null, null, rand([1]), rand([1]), true, 1, [
      true,
      true,
      true,
    ]),
  'a quantised tensor, whose kernels check less': () =>
    ops._makePerTensorQuantizedTensor(torch.ones([2]).byte(), 0.1, 0),
  'more indices than dimensions, of an empty tensor behind a mask': () =>
    table._unsafeMaskedIndex!(rand([2, 0]), torch.ones([2]).bool(), [i(0, 1), i(0, 0), i(0, 0), i(0, 0)], 0.5),
  'more indices than dimensions behind a mask, all but one of them left out': () =>
    table._unsafeMaskedIndex!(rand([0]), torch.ones([2]).bool(), [i(0, 1), null, null, null, null, null], 0.5),
  'more indices than dimensions behind a mask, where values are added': () =>
    table._unsafeMaskedIndexPutAccumulate!(rand([0]), torch.ones([2]).bool(), [i(0, 1), i(0, 1)], rand([2])),
  'a sparse mask': () =>
    table._unsafeMaskedIndex!(rand([2, 0]), torch.ones([2, 2]).bool().toSparseCsr(), [i(0, 1)], 0.5),
  'a sparse index behind a mask': () =>
    table._unsafeMaskedIndex!(rand([2, 2]), torch.ones([2]).bool(), [i(0, 1).toSparse()], 0.5),
  'a sparse index behind a mask, where values are added': () =>
    table._unsafeMaskedIndexPutAccumulate!(rand([2]), torch.ones([2]).bool(), [i(0, 1).toSparse()], rand([2])),
  'one state of two': () => table.lstmCell!(rand([1, 2]), [rand([1, 2])], rand([8, 2]), rand([8, 2])),
};
for (const [name, call] of Object.entries(wrong))
  test(`${name}: an error`, () => {
    using _ = torch.scope();
    assert.throws(call, (error) => error instanceof torch.TorchError && error.message.length > 20);
  });

// Results written into tensors of another kind: each ended the process, or wrote where nobody reads.
const dense = () => rand([3, 3]);
const kinds: Record<string, () => torch.Tensor> = {
  'sparse (COO)': () => dense().toSparse(),
  'sparse (CSR)': () => dense().toSparseCsr(),
  'sparse (CSC)': () => dense().toSparseCsc(),
  'sparse (BSR)': () => dense().toSparseBsr([3, 3]),
  'of mkldnn': () => ops.toMkldnn(dense()),
  'on meta': () => dense().to('meta'),
};
for (const [kind, make] of Object.entries(kinds))
  test(`a result is not written into a tensor that is ${kind} where what is written is dense, nor the other way round`, () => {
    using _ = torch.scope();
    const calls = [
      () => ops.geluBackward(dense(), dense(), { gradInput: make() }),
      () => ops.geluBackward(make(), make(), { gradInput: dense() }),
      () => table.copy!(make(), dense()),
      () => table.copy!(dense(), make()),
      () => table.sin!(dense(), { out: make() }),
      () => table.sin!(make(), { out: dense() }),
      () => table.cat!([dense(), dense()], { out: make() }),
      () => table.cat!([make(), make()], { out: dense() }),
      () => table.pow_!(make(), dense()),
      () => table.atan2_!(dense(), make()),
    ];
    for (const call of calls)
      assert.throws(
        call,
        (error: Error) =>
          error instanceof torch.TorchError && error.message.includes(kind) && error.message.includes('dense'),
        String(call),
      );
  });

test('kinds mix where a kernel is made for it: products, sums and copies of sparse and dense tensors', () => {
  using _ = torch.scope();
  const eye = torch.eye(2).mul(2);
  const full = torch.ones([2, 2]);
  const twos = [
    [2, 2],
    [2, 2],
  ];
  assert.deepEqual(torch.zeros([2, 2]).addmm_(eye.toSparse(), full).toArray(), twos);
  assert.deepEqual(torch.zeros([2, 2]).addmm_(eye.toSparseCsr(), full).toArray(), twos);
  assert.deepEqual(ops.mm(eye.toSparseCsr(), full, { out: torch.empty([2, 2]) }).toArray(), twos);
  assert.deepEqual(full.clone().add_(eye.toSparse()).toArray(), [
    [3, 1],
    [1, 3],
  ]);
  assert.deepEqual(eye.toSparse().mul_(torch.tensor(3)).toDense().toArray(), [
    [6, 0],
    [0, 6],
  ]);
  assert.deepEqual(torch.ones([2], { device: 'meta' }).copy_(torch.ones([2])).shape, [2]);
});

test('an index behind a mask: inside, outside, and of an empty tensor, PyTorch’s results', () => {
  using _ = torch.scope();
  const mask = torch.tensor([true, false, true]);
  const numbers = torch.tensor([10, 20, 30]);
  const read = (from: torch.Tensor) =>
    (table._unsafeMaskedIndex!(from, mask, [i(2, 99, 0)], 0.5) as torch.Tensor).toArray(); // as: of one result
  assert.deepEqual(read(numbers), [30, 0.5, 10]);
  assert.deepEqual(read(torch.zeros([0])), [0.5, 0.5, 0.5]);
  const added = table._unsafeMaskedIndexPutAccumulate!(numbers, mask, [i(2, 99, 0)], torch.tensor([1, 2, 3]));
  assert.deepEqual((added as torch.Tensor).toArray(), [13, 20, 31]); // as: of one result
});

test('what fits is let through: padding of targets, empty bags, sparse tensors, segments', () => {
  using _ = torch.scope();
  torch.manualSeed(0);
  const probabilities = torch.randn([10, 2, 5]).logSoftmax(2);
  const padded = torch.tensor(
    [
      [1, 2, -1],
      [3, 9, 9],
    ],
    { dtype: 'int64' },
  ); // behind the lengths stands anything
  const loss = F.ctcLoss(probabilities, padded, i(10, 10), i(2, 1), { reduction: 'none' });
  const listed = F.ctcLoss(probabilities, i(1, 2, 3), i(10, 10), i(2, 1), { reduction: 'none' });
  assert.deepEqual(loss.toArray(), listed.toArray());
  const weight = torch.arange(8).float().view(4, 2);
  assert.deepEqual(F.embeddingBag(i(0, 1, 3), weight, { offsets: i(0, 2, 2), mode: 'sum' }).toArray(), [
    [2, 4],
    [0, 0],
    [6, 7],
  ]);
  assert.deepEqual(torch.segmentReduce(torch.tensor([1, 2, 3, 4]), 'sum', { lengths: i(1, 3) }).toArray(), [1, 9]);
  assert.deepEqual(torch.segmentReduce(torch.tensor([1, 2, 3, 4]), 'max', { offsets: i(0, 1, 4) }).toArray(), [1, 4]);
  const matrix = torch.tensor([
    [0, 2],
    [3, 0],
  ]);
  assert.deepEqual(
    torch
      .channelShuffle(torch.arange(4).float().view(1, 4, 1), 2)
      .flatten()
      .toArray(),
    [0, 2, 1, 3],
  );
  assert.deepEqual(matrix.toSparse().matmul(matrix).toArray(), [
    [6, 0],
    [0, 6],
  ]);
  assert.deepEqual(matrix.toSparseCsr().matmul(matrix).toArray(), [
    [6, 0],
    [0, 6],
  ]);
  assert.deepEqual(matrix.toSparse().add(matrix.toSparse()).toDense().toArray(), [
    [0, 4],
    [6, 0],
  ]);
});

test('what fits is let through: linear layers of mkldnn, lists of tensors with as many numbers', () => {
  using _ = torch.scope();
  const [x, weight, bias] = [torch.arange(6).view(2, 3), torch.arange(12).view(4, 3), torch.ones([4])].map((t) =>
    t.float(),
  ) as [torch.Tensor, torch.Tensor, torch.Tensor]; // as: three of three
  const [xMkldnn, weightMkldnn] = [table.toMkldnn!(x), table.toMkldnn!(weight)];
  const expected = [
    [6, 15, 24, 33],
    [15, 51, 87, 123],
  ];
  for (const w of [weight, weightMkldnn]) {
    const result = table.mkldnnLinear!(xMkldnn, w, bias) as torch.Tensor; // as: of one result
    assert.deepEqual(result.toDense().toArray(), expected);
  }
  const lists = [x, bias];
  const [first, second] = table._foreachAddcmul!(lists, lists, lists, [1, 2]) as torch.Tensor[]; // as: a list's
  assert.deepEqual(first!.toArray(), [
    [0, 2, 6],
    [12, 20, 30],
  ]);
  assert.deepEqual(second!.toArray(), [3, 3, 3, 3]);
  assert.deepEqual((table.toMkldnn!(torch.ones([0, 3])) as torch.Tensor).toDense().shape, [0, 3]); // as: of one result
});
