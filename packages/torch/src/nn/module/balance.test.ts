import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backward, memory, nn, optim, randn, scope, type Tensor } from '../../index.ts';
import { collectGarbage } from '../../testing/collect-garbage.ts';
import { build, tensorsOf } from '../../testing/fixture.ts';
import { Fixture } from '../../testing/index.ts';

/** What `body` leaves behind when it has run twice before. */
function left(body: () => void): { tensors: number; bytes: number } {
  body();
  body();
  collectGarbage();
  const before = memory();
  body();
  const { tensors, bytes } = memory();
  return { tensors: tensors - before.tensors, bytes: bytes - before.bytes };
}

const folder = new URL('../../../fixtures/', import.meta.url);

for (const group of ['modules', 'layers', 'losses']) {
  test(`${group}: a call and its backward leave no tensor in a scope`, async () => {
    const fixture = await Fixture.open(folder, group);
    const seen = new Set<string>();
    for (const c of fixture.cases) {
      if (c.kind !== 'module' || c.dtype !== 'float32' || seen.has(c.class)) continue;
      seen.add(c.class);
      const { decode } = fixture.decoder();
      const module = build(c.class, c.args ?? [], c.options, decode).train(c.train);
      const inputs = (c.inputs ?? []).map(decode);
      const call = c.call ? [decode(c.call)] : [];
      const balance = left(() => {
        using _step = scope();
        const outputs = tensorsOf(module(...inputs, ...call)).filter((output) => output.requiresGrad);
        if (outputs.length > 0)
          backward(
            outputs,
            outputs.map((output) => output.randnLike()),
          );
        module.zeroGrad();
        for (const input of tensorsOf(inputs)) input.grad = undefined;
      });
      assert.deepEqual(balance, { tensors: 0, bytes: 0 }, c.name);
    }
    assert.ok(seen.size > 10);
  });
}

test('a training step leaves as many tensors as it found, with every optimizer', () => {
  const x = randn([6, 5]);
  const make: Record<string, (parameters: Tensor[]) => optim.Optimizer> = {
    SGD: (p) => new optim.SGD(p, { momentum: 0.9 }),
    'SGD foreach': (p) => new optim.SGD(p, { momentum: 0.9, nesterov: true, fused: false }),
    Adam: (p) => new optim.Adam(p, { amsgrad: true }),
    AdamW: (p) => new optim.AdamW(p, { l1Penalty: 0.1 }),
    'AdamW foreach': (p) => new optim.AdamW(p, { fused: false }),
    RMSprop: (p) => new optim.RMSprop(p, { centered: true, momentum: 0.5 }),
    Adagrad: (p) => new optim.Adagrad(p),
    Adadelta: (p) => new optim.Adadelta(p),
    Adamax: (p) => new optim.Adamax(p),
    NAdam: (p) => new optim.NAdam(p),
    RAdam: (p) => new optim.RAdam(p),
    Rprop: (p) => new optim.Rprop(p),
    ASGD: (p) => new optim.ASGD(p),
    Muon: (p) => new optim.Muon(p.filter((parameter) => parameter.ndim === 2)),
  };
  for (const [name, create] of Object.entries(make)) {
    const net = new nn.Sequential(new nn.Linear(5, 4), new nn.Tanh(), new nn.Linear(4, 3));
    const optimizer = create(net.parameters());
    const balance = left(() => {
      using _step = scope();
      const loss = net(x).square().mean();
      optimizer.zeroGrad();
      loss.backward();
      nn.utils.clipGradNorm_(net.parameters(), 1);
      nn.utils.clipGradValue_(net.parameters(), 0.5);
      optimizer.step();
    });
    assert.deepEqual(balance, { tensors: 0, bytes: 0 }, name);
  }
});
