import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import {
  F,
  getDefaultDevice,
  nn,
  ones,
  optim,
  randn,
  scope,
  setDefaultDevice,
  type Tensor,
  TorchError,
  tensor,
  zeros,
} from '../../index.ts';

class Block extends nn.Module {
  conv1: nn.Conv2d;
  bn1: nn.BatchNorm2d;
  downSample?: nn.Conv2d;

  constructor(inputs: number, outputs: number) {
    super();
    this.conv1 = new nn.Conv2d(inputs, outputs, 3, { padding: 1, bias: false });
    this.bn1 = new nn.BatchNorm2d(outputs);
    if (inputs !== outputs) this.downSample = new nn.Conv2d(inputs, outputs, 1);
  }

  forward(x: Tensor): Tensor {
    return F.relu(this.bn1(this.conv1(x)).add(this.downSample ? this.downSample(x) : x));
  }
}

class Net extends nn.Module {
  static keys = { blocks: 'h', scratch: null };
  blocks = [new Block(3, 8), new Block(8, 8)];
  layer2 = new nn.Sequential(new Block(8, 8));
  heads: Record<string, nn.Linear> = { main: new nn.Linear(8, 4), auxOut: new nn.Linear(8, 2) };
  scale = new nn.Parameter(ones([1]));
  mask = new nn.Buffer(ones([2]));
  cache = new nn.Buffer(ones([2]), { persistent: false });
  scratch = [new nn.Linear(2, 2)];
  constant = ones([3]);

  forward(x: Tensor): Tensor {
    let y = x;
    for (const block of this.blocks) y = block(y);
    return this.heads.main!(this.layer2(y).mean([2, 3])).mul(this.scale);
  }
}

describe('a module', () => {
  test('is called like a function and is an instance of its classes', () => {
    const net = new Net();
    const y = net(randn([2, 3, 4, 4]));
    assert.deepEqual(y.shape, [2, 4]);
    assert.equal(typeof net, 'function');
    assert.ok(net instanceof Net && net instanceof nn.Module);
    assert.ok(!(new nn.ReLU() instanceof Net));
    // @ts-expect-error a module takes what its forward takes
    assert.throws(() => net('no'));
  });

  test('has its own tensors first, then fields in order, under snake case or the keys it names', () => {
    const net = new Net();
    assert.deepEqual(Object.keys(net.stateDict()), [
      'scale',
      'mask',
      'h.0.conv1.weight',
      'h.0.bn1.weight',
      'h.0.bn1.bias',
      'h.0.bn1.running_mean',
      'h.0.bn1.running_var',
      'h.0.bn1.num_batches_tracked',
      'h.0.down_sample.weight',
      'h.0.down_sample.bias',
      ...['h.1', 'layer2.0'].flatMap((p) =>
        [
          'conv1.weight',
          'bn1.weight',
          'bn1.bias',
          'bn1.running_mean',
          'bn1.running_var',
          'bn1.num_batches_tracked',
        ].map((key) => `${p}.${key}`),
      ),
      'heads.main.weight',
      'heads.main.bias',
      'heads.auxOut.weight',
      'heads.auxOut.bias',
    ]);
    assert.deepEqual(
      net
        .namedBuffers()
        .map(([key]) => key)
        .slice(0, 2),
      ['mask', 'cache'],
    );
    assert.equal(net.parameters().length, 1 + 5 + 3 + 3 + 4);
    assert.deepEqual(
      net
        .namedModules()
        .map(([name]) => name)
        .slice(0, 5),
      ['', 'h.0', 'h.0.conv1', 'h.0.bn1', 'h.0.down_sample'],
    );
  });

  test('counts a tied weight once as a parameter, and saves it under each name', () => {
    class Tied extends nn.Module {
      embed = new nn.Embedding(5, 3);
      head = new nn.Linear(3, 5, { bias: false });
      constructor() {
        super();
        this.head.weight = this.embed.weight;
      }
      forward(x: Tensor): Tensor {
        return this.head(this.embed(x));
      }
    }
    const tied = new Tied();
    assert.deepEqual(
      tied.namedParameters().map(([key]) => key),
      ['embed.weight'],
    );
    assert.deepEqual(Object.keys(tied.stateDict()), ['embed.weight', 'head.weight']);
    const copy = tied.clone();
    assert.equal(copy.head.weight, copy.embed.weight);
    assert.notEqual(copy.head.weight, tied.head.weight);
  });

  test('switches mode, gradients and dtype for all below, keeping its parameters', () => {
    const net = new Net();
    const before = net.parameters();
    const optimizer = new optim.SGD(net.parameters(), { lr: 0.1 });
    assert.ok(
      net
        .eval()
        .modules()
        .every((module) => !module.training),
    );
    assert.ok(
      net
        .train()
        .modules()
        .every((module) => module.training),
    );
    net(randn([2, 3, 4, 4]))
      .sum()
      .backward();
    net.to('float64');
    assert.deepEqual(net.parameters(), before);
    assert.equal(net.scale.dtype, 'float64');
    assert.equal(net.scale.grad?.dtype, 'float64');
    assert.equal(net.blocks[0]!.bn1.numBatchesTracked?.dtype, 'int64');
    const weight = net.scale.item();
    optimizer.step();
    assert.notEqual(net.scale.item(), weight);
    net.zeroGrad();
    assert.ok(net.parameters().every((parameter) => parameter.grad === undefined));
    net(randn([2, 3, 4, 4], { dtype: 'float64' }))
      .sum()
      .backward();
    net.zeroGrad({ setToNone: false });
    assert.equal(net.scale.grad?.item(), 0);
    net.to({ memoryFormat: 'channelsLast' });
    assert.ok(net.blocks[0]!.conv1.weight.isContiguous({ memoryFormat: 'channelsLast' }));
    assert.ok(net.heads.main!.weight.isContiguous());
    assert.ok(
      net
        .requiresGrad_(false)
        .parameters()
        .every((parameter) => !parameter.requiresGrad),
    );
  });

  test('outlives the scope it was made in, with its gradients', () => {
    let net: nn.Linear;
    {
      using _inner = scope();
      net = new nn.Linear(2, 2);
      net(ones([1, 2]))
        .sum()
        .backward();
    }
    assert.deepEqual(net.weight.grad?.toArray(), [
      [1, 1],
      [1, 1],
    ]);
  });

  test('applies a function from the leaves up, and prints like PyTorch', () => {
    const net = new nn.Sequential(new nn.Linear(2, 3), new nn.Sequential(new nn.ReLU(), new nn.ReLU(), new nn.Tanh()));
    const order: string[] = [];
    net.apply((module) => order.push(module.constructor.name));
    assert.deepEqual(order, ['Linear', 'ReLU', 'ReLU', 'Tanh', 'Sequential', 'Sequential']);
    assert.equal(
      inspect(net),
      `Sequential(
  (0): Linear(inFeatures=2, outFeatures=3, bias=true)
  (1): Sequential(
    (0-1): 2 x ReLU()
    (2): Tanh()
  )
)`,
    );
    assert.equal(
      String(new nn.Conv2d(3, 6, 3, { stride: 2, padding: 'valid', bias: false, groups: 3 })),
      'Conv2d(3, 6, kernelSize=[3, 3], stride=[2, 2], padding=valid, groups=3, bias=false)',
    );
    assert.equal(String(new nn.Dropout({ p: 0.1 })), 'Dropout(p=0.1, inplace=false)');
  });
});

describe('loading a state dict', () => {
  test('round-trips, converting the dtype', () => {
    const [a, b] = [new Net(), new Net().to('float64')];
    assert.deepEqual(b.loadStateDict(a.stateDict()), { missing: [], unexpected: [] });
    assert.equal(b.scale.dtype, 'float64');
    a.eval();
    b.eval();
    const x = randn([2, 3, 4, 4]);
    const [left, right] = [a(x), b(x.to('float64'))];
    assert.ok(left.to('float64').sub(right).abs().max().item() < 1e-6);
  });

  test('reports every difference at once, with near names, and copies nothing', () => {
    const net = new nn.Sequential(new nn.Linear(2, 3), new nn.Linear(3, 1));
    const before = net.stateDict()['0.bias']!.toArray();
    const state: Record<string, Tensor> = {
      '0.weight': zeros([3, 4]),
      '0.bias': zeros([3]),
      '1.weights': zeros([1, 3]),
      extra: zeros([1]),
    };
    assert.throws(
      () => net.loadStateDict(state),
      (error) => {
        assert.ok(error instanceof nn.StateDictError && error.code === 'state-dict');
        assert.deepEqual(
          [error.missing, error.unexpected],
          [
            ['1.weight', '1.bias'],
            ['1.weights', 'extra'],
          ],
        );
        assert.deepEqual(error.misshapen, [{ key: '0.weight', expected: [3, 2], received: [3, 4] }]);
        assert.match(error.message, /missing 1\.weight \(the file has 1\.weights\)/);
        assert.match(error.message, /0\.weight: expected shape \(3, 2\), received \(3, 4\)/);
        return true;
      },
    );
    assert.deepEqual(net.stateDict()['0.bias']!.toArray(), before);
    const { '0.weight': _bad, ...rest } = state;
    assert.deepEqual(net.loadStateDict(rest, { strict: false }).missing, ['0.weight', '1.weight', '1.bias']);
    assert.deepEqual(net.stateDict()['0.bias']!.toArray(), [0, 0, 0]);
    assert.throws(() => net.loadStateDict({ __proto__: null } as unknown as Record<string, Tensor>), nn.StateDictError);
  });
});

describe('errors', () => {
  const fails = (body: () => unknown): TorchError => {
    try {
      body();
    } catch (error) {
      if (error instanceof TorchError) return error;
      throw error;
    }
    throw new assert.AssertionError({ message: 'expected an error' });
  };

  test('a wrong shape names the layer by its path, what it takes and what it was given', () => {
    const net = new Net();
    const error = fails(() => net.layer2(randn([8, 3, 32, 32])));
    assert.equal(error.message, '0.conv1 (Conv2d): expected input (N, 8, H, W), received (8, 3, 32, 32)');
    assert.equal(
      fails(() => new Net()(randn([2, 4, 8, 8]))).message,
      'h.0.conv1 (Conv2d): expected input (N, 3, H, W), received (2, 4, 8, 8)',
    );
    assert.ok(error.stack?.includes(error.message));
    assert.equal(
      fails(() => new nn.Linear(5, 2)(ones([3, 4]))).message,
      'Linear: expected input (…, 5), received (3, 4)',
    );
    assert.match(
      fails(() => new nn.LSTM(4, 2)(ones([3, 5]))).message,
      /^LSTM: expected input \(T, N, 4\), received \(3, 5\)/,
    );
    const lstm = new nn.LSTM(4, 2);
    assert.match(
      fails(() => lstm(ones([3, 2, 4]), [zeros([1, 2, 3]), zeros([1, 2, 2])])).message,
      /^LSTM: expected a state \(1, 2, 2\), received \(1, 2, 3\)/,
    );
    assert.match(
      fails(() => lstm(ones([3, 2, 4], { dtype: 'float64' }))).message,
      /^LSTM: expected an input of float32/,
    );
    assert.match(
      fails(() => new nn.BatchNorm2d(4)(ones([1, 3, 2, 2]))).message,
      /^BatchNorm2d: expected input \(N, 4, H, W\)/,
    );
  });

  test("an engine's error that is not about the shape keeps its words", () => {
    const error = fails(() => new nn.Sequential(new nn.Linear(2, 2))(ones([1, 2], { dtype: 'int64' })));
    assert.match(error.message, /^0 \(Linear\): linear: /);
  });

  test('an unknown option names the nearest', () => {
    const p: unknown = 0.1;
    assert.match(
      fails(() => new nn.Dropout(p as object)).message,
      /^Dropout: expected options \{ p, inplace \}, received 0\.1/,
    );
    // @ts-expect-error the option does not exist
    const error = fails(() => new nn.Conv2d(1, 1, 1, { strides: 2 }));
    assert.match(
      error.message,
      /Conv2d: expected one of the options .*received 'strides'\n {2}did you mean 'stride'\?/,
    );
    assert.match(fails(() => new nn.Conv2d(3, 4, 1, { groups: 2 })).message, /divisible by groups 2, received 3 and 4/);
    assert.match(fails(() => new nn.Dropout({ p: 1.5 })).message, /p from 0 to 1, received 1.5/);
    assert.match(fails(() => new nn.MultiheadAttention(10, 3)).message, /embedDim divisible by numHeads/);
    assert.match(
      fails(() => F.mseLoss(ones([1]), ones([1]), { reduction: 'average' as 'mean' })).message,
      /'mean', 'sum' or 'none', received 'average'/,
    );
  });
});

describe('hooks', () => {
  test('see and replace arguments and outputs, and leave no trace when removed', () => {
    const layer = new nn.Linear(2, 2);
    const x = ones([1, 2]);
    const plain = layer(x).toArray();
    const seen: string[] = [];
    const pre = layer.registerForwardPreHook((module, [input]) => {
      seen.push(`pre ${module === layer}`);
      return [input.mul(2)];
    });
    {
      using _post = layer.registerForwardHook((_module, [input], output) => {
        seen.push(`post ${input.at(0, 0).item()}`);
        return output.add(1);
      });
      const hooked = layer(x);
      assert.deepEqual(hooked.toArray(), layer.forward(x).toArray());
      assert.ok(
        Math.abs(
          hooked.at(0, 0).item() - (F.linear(x.mul(2), layer.weight, { bias: layer.bias }).at(0, 0).item() + 1),
        ) < 1e-6,
      );
    }
    pre.remove();
    assert.deepEqual(seen.slice(0, 2), ['pre true', 'post 2']);
    assert.deepEqual(layer(x).toArray(), plain);
    assert.ok(!Object.hasOwn(layer, 'forward'));
  });

  test('are copied with the module, are called with the copy, and come off one by one', () => {
    const layer = new nn.Linear(2, 2);
    const net = new nn.Sequential(layer);
    const seen: unknown[] = [];
    const pre = net.registerForwardPreHook((module, [input]) => {
      seen.push(module);
      return [input.mul(2)];
    });
    layer.registerForwardHook((_module, _args, output) => output.add(1));
    net.registerStateDictPostHook((_module, state, prefix) => {
      state[`${prefix}extra`] = ones([1]);
    });
    const x = ones([1, 2]);
    const expected = net(x).toArray();
    const copy = net.clone();
    assert.deepEqual(copy(x).toArray(), expected);
    assert.ok(seen.at(-1) === copy);
    assert.deepEqual(Object.keys(copy.stateDict()), Object.keys(net.stateDict()));
    pre.remove();
    assert.notDeepEqual(net(x).toArray(), expected);
    assert.deepEqual(copy(x).toArray(), expected);
  });

  test('of the full backward see the gradients of outputs and inputs, and may replace them', () => {
    const layer = new nn.Linear(2, 3);
    const x = ones([1, 2], { requiresGrad: true });
    let shapes: unknown;
    const hook = layer.registerFullBackwardHook((_module, gradInput, gradOutput) => {
      shapes = [gradInput.map((grad) => grad?.shape), gradOutput.map((grad) => grad?.toArray())];
      return gradInput.map((grad) => grad?.mul(2));
    });
    layer(x).sum().backward();
    assert.deepEqual(shapes, [[[1, 2]], [[[1, 1, 1]]]]);
    const doubled = x.grad!.clone();
    x.grad = undefined;
    hook.remove();
    layer(x).sum().backward();
    assert.deepEqual(doubled.toArray(), x.grad!.mul(2).toArray());
  });

  test('of the full backward see the gradients of outputs where no input has one', () => {
    const layer = new nn.Linear(2, 3);
    const seen: unknown[] = [];
    layer.registerFullBackwardHook((_module, gradInput, gradOutput) => {
      seen.push(gradInput, gradOutput[0]!.toArray());
      return undefined;
    });
    layer(ones([1, 2]))
      .sum()
      .backward();
    assert.deepEqual(seen, [[undefined], [[1, 1, 1]]]);
  });
});

test('a module without memory has shapes only', () => {
  const layer = new nn.Linear(3, 4).to('meta');
  assert.deepEqual([layer.weight.device, layer.weight.shape, layer.weight.requiresGrad], ['meta', [4, 3], true]);
  assert.deepEqual(layer(randn([2, 3], { device: 'meta' })).shape, [2, 4]);
});

describe('layers beyond the recorded cases', () => {
  test('a packed sequence gives what each sequence alone gives', () => {
    for (const Class of [nn.LSTM, nn.GRU, nn.RNN]) {
      const layer = new Class(3, 4, { batchFirst: true, bidirectional: true });
      const x = randn([3, 5, 3]);
      const lengths = tensor([2, 5, 3], { dtype: 'int64', device: 'cpu' });
      const packed = nn.utils.rnn.packPaddedSequence(x, lengths, { batchFirst: true, enforceSorted: false });
      const [output, hx] = (layer as nn.GRU).packed(packed);
      const [padded, sizes] = nn.utils.rnn.padPackedSequence(output, { batchFirst: true });
      assert.deepEqual(sizes.toArray(), [2, 5, 3]);
      const h: Tensor = Array.isArray(hx) ? hx[0] : hx;
      [2, 5, 3].forEach((length, i) => {
        const [alone, last] = (layer as nn.GRU)(x.narrow(0, i, 1).narrow(1, 0, length));
        const lastH: Tensor = Array.isArray(last) ? last[0] : last;
        assert.ok(padded.narrow(0, i, 1).narrow(1, 0, length).sub(alone).abs().max().item() < 1e-5);
        assert.ok(h.narrow(1, i, 1).sub(lastH).abs().max().item() < 1e-5);
        assert.equal(
          padded
            .at(i)
            .narrow(0, length, 5 - length)
            .abs()
            .sum()
            .item(),
          0,
        );
      });
    }
  });

  test('the adaptive softmax gives probabilities that add up, and predicts the likeliest', () => {
    const layer = new nn.AdaptiveLogSoftmaxWithLoss(6, 12, [3, 7], { divValue: 2 });
    const x = randn([5, 6]);
    const logProb = layer.logProb(x);
    assert.ok(logProb.exp().sum(1).sub(1).abs().max().item() < 1e-5);
    const target = tensor([0, 3, 6, 7, 11], { dtype: 'int64' });
    const [output] = layer(x, target);
    assert.ok(
      output
        .sub(logProb.gather(1, target.unsqueeze(1)).squeeze(1))
        .abs()
        .max()
        .item() < 1e-5,
    );
    assert.deepEqual(layer.predict(x).toArray(), logProb.argmax(1).toArray());
  });

  test('parameters become a vector and come back', () => {
    const [a, b] = [new nn.Linear(3, 2), new nn.Linear(3, 2)];
    nn.utils.vectorToParameters(nn.utils.parametersToVector(a.parameters()), b.parameters());
    assert.deepEqual(b.weight.toArray(), a.weight.toArray());
    assert.deepEqual(b.bias?.toArray(), a.bias?.toArray());
  });

  test('a pretrained embedding is frozen unless asked', () => {
    const table = randn([4, 3]);
    assert.equal(nn.Embedding.fromPretrained(table).weight.requiresGrad, false);
    const trained = nn.Embedding.fromPretrained(table, { freeze: false, paddingIdx: 1 });
    assert.equal(trained.weight.requiresGrad, true);
    assert.deepEqual(trained(tensor([2], { dtype: 'int64' })).toArray(), table.narrow(0, 2, 1).toArray());
  });

  test('a loss moves its class weights with it and keeps them in its state under PyTorch’s keys', () => {
    const loss = new nn.CrossEntropyLoss({ weight: tensor([1, 2, 3]) }).to('float64');
    assert.equal(loss.options.weight?.dtype, 'float64');
    assert.deepEqual(Object.keys(loss.stateDict()), ['weight']);
    loss.loadStateDict({ weight: tensor([3, 2, 1]) });
    assert.deepEqual(loss.options.weight?.toArray(), [3, 2, 1]);
    assert.deepEqual(loss.clone().stateDict().weight?.toArray(), [3, 2, 1]);
    const logits = new nn.BCEWithLogitsLoss({ posWeight: tensor([1, 2]), weight: tensor([3, 4]) });
    assert.deepEqual(Object.keys(logits.stateDict()), ['weight', 'pos_weight']);
    loss(randn([4, 3], { dtype: 'float64' }), tensor([0, 1, 2, 0], { dtype: 'int64' }));
  });

  test('the statistics of drawn weights are as their formulas say', () => {
    const t = zeros([400, 300]);
    const std = () => t.std().item();
    const near = (actual: number, expected: number) =>
      assert.ok(Math.abs(actual / expected - 1) < 0.02, `${actual} for ${expected}`);
    nn.init.kaimingNormal_(t, { mode: 'fan_out', nonlinearity: 'relu' });
    near(std(), Math.sqrt(2 / 400));
    nn.init.xavierUniform_(t, { gain: 2 });
    near(std(), 2 * Math.sqrt(2 / 700));
    near(t.abs().max().item(), 2 * Math.sqrt(6 / 700));
    nn.init.orthogonal_(t);
    assert.ok(
      t
        .t()
        .matmul(t)
        .sub(nn.init.eye_(zeros([300, 300])))
        .abs()
        .max()
        .item() < 1e-5,
    );
    nn.init.truncNormal_(t, { std: 2, a: -1, b: 1 });
    assert.ok(t.abs().max().item() <= 1);
    nn.init.sparse_(t, 0.25);
    assert.equal(t.eq(0).sum(0).eq(100).all().item(), 1);
  });
});

test('a module made on meta gets room on a device, and its state', () => {
  const before = getDefaultDevice();
  setDefaultDevice('meta');
  let model: nn.Linear;
  try {
    model = new nn.Linear(3, 2);
    nn.init.truncNormal_(model.weight, { std: 0.02 });
  } finally {
    setDefaultDevice(before);
  }
  const state = new nn.Linear(3, 2).stateDict();
  model.toEmpty('cpu').loadStateDict(state);
  assert.equal(model.weight.device, 'cpu');
  assert.deepEqual(model.weight.detach().tolist(), state.weight!.tolist());
});
