// Names that users of PyTorch look for, each by what it does.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as torch from '../index.ts';
import { data, F, func, nn, optim, type Tensor } from '../index.ts';

const t = (...values: number[]) => torch.tensor(values);
const whole = (...values: number[]) => torch.tensor(values, { dtype: 'int64' });
const near = (actual: number, expected: number, within = 1e-5) =>
  assert.ok(Math.abs(actual - expected) <= within, `${actual} for ${expected}`);
const same = (actual: Tensor, expected: unknown) => assert.deepEqual(actual.toArray(), expected);
// One step of an optimizer on x² from x = 1: lower than it was.
const descends = (make: (x: nn.Parameter) => optim.Optimizer) => {
  const x = new nn.Parameter(torch.ones([1]));
  const optimizer = make(x);
  const loss = () => {
    optimizer.zeroGrad();
    const value = x.square().sum();
    value.backward();
    return value;
  };
  loss();
  optimizer.step(loss);
  assert.ok(Math.abs(x.item()) < 1);
};

const checks: Record<string, () => void> = {
  unique: () => same(torch.unique(t(3, 1, 3)), [1, 3]),
  'uniqueConsecutive, the values alone': () => same(torch.uniqueConsecutive(t(1, 1, 2, 1)), [1, 2, 1]),
  'stft, centred': () =>
    assert.deepEqual(
      torch.stft(torch.rand([50]), 10, { hopLength: 1, window: torch.ones([10]), returnComplex: true }).shape,
      [6, 51],
    ),
  'Tensor.unique': () => same(t(2, 2, 1).unique(), [1, 2]),
  asTensor: () => same(torch.asTensor([1, 2]), [1, 2]),
  setDefaultDtype: () => {
    torch.setDefaultDtype('float64');
    try {
      assert.equal(torch.ones([1]).dtype, 'float64');
    } finally {
      torch.setDefaultDtype('float32');
    }
  },
  finfo: () => near(torch.finfo('float32').eps, 2 ** -23, 0),
  iinfo: () => assert.equal(Number(torch.iinfo('int16').max), 32767),
  setPrintoptions: () => {
    const before = torch.getPrintoptions();
    torch.setPrintoptions({ precision: 2 });
    try {
      assert.match(String(t(0.123456)), /0\.12\b/);
    } finally {
      torch.setPrintoptions(before);
    }
  },
  seed: () => assert.notEqual(torch.seed(), torch.seed()),
  svdLowrank: () => {
    const matrix = torch.outer(t(1, 2, 3), t(4, 5));
    const [u, s, v] = torch.svdLowrank(matrix, { q: 1 });
    assert.ok(u.mul(s).matmul(v.mT()).allclose(matrix, 1e-4, 1e-4));
  },
  pcaLowrank: () =>
    near(torch.pcaLowrank(torch.outer(t(-1, 0, 1), t(3, 4)), { q: 1 })[1].item(), Math.hypot(3, 4) * Math.SQRT2, 1e-4),
  lobpcg: () => {
    const values = torch.lobpcg(torch.diag(torch.arange(1, 10, { dtype: 'float64' })), { k: 1 })[0];
    near(values.item(), 9, 1e-3);
  },
  unravelIndex: () =>
    assert.deepEqual(
      torch.unravelIndex(whole(5), [3, 4]).map((x) => x.item()),
      [1, 1],
    ),
  'signal.windows': () => same(torch.signal.windows.bartlett(3), [0, 1, 0]),
  jacobian: () =>
    same(
      torch.jacobian((x) => x.square(), t(1, 2)),
      [
        [2, 0],
        [0, 4],
      ],
    ),
  hessian: () =>
    same(
      torch.hessian((x) => x.pow(3).sum(), t(2)),
      [[12]],
    ),
  'func.jacfwd': () =>
    same(func.jacfwd((x) => x.square())(t(1, 2)), [
      [2, 0],
      [0, 4],
    ]),
  'func.jacrev': () =>
    same(func.jacrev((x) => x.square())(t(1, 2)), [
      [2, 0],
      [0, 4],
    ]),
  'func.jvp': () => same(func.jvp((x) => x.square(), [t(1, 2)], [t(1, 10)])[1], [2, 40]),
  'func.vmap': () => same(func.vmap((x: Tensor) => x.sum())(torch.ones([2, 3])), [3, 3]),
  'autograd.detectAnomaly': () =>
    assert.throws(() => torch.autograd.detectAnomaly(() => t(-1).requiresGrad_().sqrt().sum().backward()), /nan/i),
  'optim.LBFGS': () => descends((x) => new optim.LBFGS([x])),
  'optim.Adafactor': () => descends((x) => new optim.Adafactor([x])),
  'optim.SparseAdam': () => {
    const table = new nn.Embedding(3, 2, { sparse: true });
    const before = table.weight.detach().clone();
    const optimizer = new optim.SparseAdam(table.parameters());
    table(whole(1)).sum().backward();
    optimizer.step();
    assert.deepEqual(table.weight.ne(before).any(1).toArray(), [0, 1, 0].map(Boolean));
  },
  'nn.utils.weightNorm': () => assert.ok('weight_g' in nn.utils.weightNorm(new nn.Linear(2, 2)).stateDict()),
  'nn.utils.spectralNorm': () => assert.ok('weight_orig' in nn.utils.spectralNorm(new nn.Linear(2, 2)).stateDict()),
  'nn.utils.parametrizations.orthogonal': () => {
    const { weight } = nn.utils.parametrizations.orthogonal(new nn.Linear(3, 3));
    assert.ok(weight.matmul(weight.mT()).allclose(torch.eye(3), 1e-4, 1e-5));
  },
  'nn.utils.parametrize': () => {
    class Doubled extends nn.Module {
      forward(x: Tensor): Tensor {
        return x.mul(2);
      }
    }
    const layer = new nn.Linear(1, 1, { bias: false });
    const before = layer.weight.item();
    nn.utils.parametrize.registerParametrization(layer, 'weight', new Doubled());
    near(layer.weight.item(), 2 * before);
  },
  'optim.AveragedModel': () => {
    const model = new nn.Linear(1, 1, { bias: false });
    const averaged = new optim.AveragedModel(model);
    for (const value of [1, 3]) {
      torch.noGrad(() => model.weight.fill_(value));
      averaged.updateParameters(model);
    }
    near(averaged.module.weight.item(), 2);
  },
  'nn.SyncBatchNorm': () =>
    near(
      new nn.SyncBatchNorm(1)(torch.tensor([[1], [3]]))
        .select(0, 1)
        .item(),
      1,
    ),
  'nn.LazyLinear': () => assert.deepEqual(new nn.LazyLinear(2)(torch.ones([1, 5])).shape, [1, 2]),
  'nn.utils.rnn.packSequence': () => {
    const packed = nn.utils.rnn.packSequence([t(1, 2), t(3)]);
    same(packed.data, [1, 3, 2]);
    same(packed.batchSizes.to('float32'), [2, 1]);
  },
  'nn.utils.rnn.unpadSequence': () => {
    const parts = nn.utils.rnn.unpadSequence(
      torch.tensor([
        [1, 3],
        [2, 0],
      ]),
      whole(2, 1),
    );
    assert.deepEqual(
      parts.map((part) => part.toArray()),
      [[1, 2], [3]],
    );
  },
  'data.IterableDataset': () => {
    const numbers: data.IterableDataset<Tensor> = {
      *[Symbol.iterator]() {
        for (const i of [1, 2, 3]) yield t(i);
      },
    };
    const batches = [...new data.DataLoader(numbers, { batchSize: 2 })];
    assert.deepEqual(
      batches.map((batch) => (batch as Tensor).shape),
      [
        [2, 1],
        [1, 1],
      ],
    ); // as: of tensors
  },
  'Tensor.int, short, byte, char': () =>
    assert.deepEqual(
      [t(1.7).int(), t(1.7).short(), t(1.7).byte(), t(-1.7).char()].map((x) => [x.dtype, x.item()]),
      [
        ['int32', 1],
        ['int16', 1],
        ['uint8', 1],
        ['int8', -1],
      ],
    ),
  'Tensor.where': () => same(t(1, 2).where(torch.tensor([true, false]), 0), [1, 0]),
  'Tensor.nbytes': () => assert.equal(torch.ones([2, 3]).nbytes, 24),
  'Tensor.isCuda': () => assert.equal(t(1).isCuda, false),
  'Tensor.H': () =>
    same(
      torch.tensor([
        [1, 2],
        [3, 4],
      ]).H,
      [
        [1, 3],
        [2, 4],
      ],
    ),
  'Tensor.tolist': () => assert.deepEqual(t(1, 2).tolist(), [1, 2]),
  'Tensor.size': () => assert.deepEqual([torch.ones([2, 3]).size(), torch.ones([2, 3]).size(-1)], [[2, 3], 3]),
  'iteration of a tensor': () =>
    assert.deepEqual(
      [...torch.tensor([[1], [2]])].map((row) => row.item()),
      [1, 2],
    ),
  'Module.registerBuffer, registerParameter, getSubmodule': () => {
    const model = new nn.Sequential(new nn.Linear(1, 1));
    const layer = model.getSubmodule('0');
    layer.registerBuffer('seen', torch.zeros([1]));
    layer.registerParameter('scale', new nn.Parameter(torch.ones([1])));
    assert.deepEqual(Object.keys(model.stateDict()).sort(), ['0.bias', '0.scale', '0.seen', '0.weight']);
  },
  'Module.half, cpu, cuda': () => {
    assert.equal(new nn.Linear(1, 1).half().cpu().weight.dtype, 'float16');
    if (!torch.cuda.isAvailable()) assert.throws(() => new nn.Linear(1, 1).cuda(), /no CUDA/);
  },
  'hooks of a state dict': () => {
    const layer = new nn.Linear(1, 1);
    layer.registerStateDictPostHook((_module, state) => {
      delete state.bias;
    });
    assert.deepEqual(Object.keys(layer.stateDict()), ['weight']);
  },
  'nonzero as tuple': () =>
    assert.deepEqual(
      torch.nonzero(torch.tensor([[0, 1]]), { asTuple: true }).map((x) => x.item()),
      [0, 1],
    ),
  "norm('fro') and norm('nuc')": () => {
    near(torch.norm(torch.eye(4), 'fro').item(), 2);
    near(torch.norm(torch.eye(4), 'nuc').item(), 4);
  },
  'tensordot(a, b, 2)': () => near(torch.tensordot(torch.ones([2, 3]), torch.ones([2, 3]), 2).item(), 6),
  'modes of cdist': () =>
    near(
      torch
        .cdist(torch.tensor([[0, 0]]), torch.tensor([[3, 4]]), { computeMode: 'donot_use_mm_for_euclid_dist' })
        .item(),
      5,
    ),
  'einsum and meshgrid of several': () => {
    same(torch.einsum('i,j->ij', t(1, 2), t(3)), [[3], [6]]);
    assert.deepEqual(
      torch.meshgrid(t(1, 2), t(3)).map((x) => x.shape),
      [
        [2, 1],
        [2, 1],
      ],
    );
  },
  'learning rates that are tensors': () => descends((x) => new optim.SGD([x], { lr: torch.tensor(0.1) })),
  'activations in place': () => {
    const x = t(-1, 2);
    assert.equal(F.relu(x, { inplace: true }), x);
    same(x, [0, 2]);
  },
  'topk, max and sort by name': () => {
    same(t(1, 5, 3).topk(2).values, [5, 3]);
    same(
      torch
        .tensor([[1, 5]])
        .max(1)
        .indices.to('float32'),
      [1],
    );
    same(torch.sort(t(2, 1)).values, [1, 2]);
  },
};

for (const [name, check] of Object.entries(checks))
  test(`${name} is there, and does what it does in PyTorch`, () => {
    using _ = torch.scope();
    torch.manualSeed(0);
    check();
  });
