import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import * as torch from '../index.ts';
import { nn } from '../index.ts';
import { type Collected, collect } from './ranks/collect.ts';
import { normNetwork, part } from './ranks/norm-network.ts';

const flat = (value: unknown): number[] => (Array.isArray(value) ? value.flatMap(flat) : [Number(value)]);

function near(actual: unknown, expected: unknown, where: string): void {
  const [a, b] = [flat(actual), flat(expected)];
  assert.equal(a.length, b.length, where);
  for (const [i, x] of a.entries())
    assert.ok(Math.abs(x - b[i]!) <= 1e-9 * (1 + Math.abs(b[i]!)), `${where}: ${x} for ${b[i]}`);
}
const added = (parts: unknown[]) => flat(parts[0]).map((x, i) => x + flat(parts[1])[i]!); // of two ranks

describe('SyncBatchNorm on two processes, of three and five examples, against the eight in one', () => {
  let job: Collected;
  const value = (name: string): unknown[] => job.values[name] ?? [];

  before(async () => {
    job = await collect('sync-batch-norm.ts');
    assert.equal(job.failure, undefined, job.lines.join('\n'));
  });

  for (const momentum of [0.3, null])
    it(`gives the outputs, gradients and running averages of the joint batch, with a momentum of ${momentum}`, () => {
      using _ = torch.scope();
      const name = `momentum ${momentum}`;
      const model = normNetwork(momentum);
      const input = part().requiresGrad_();
      for (let step = 0; step < 3; step++) {
        model.zeroGrad();
        input.grad = undefined;
        model(input).sin().sum().backward();
      }
      near(value(`${name}: output`), model(input).toArray(), 'output');
      near(value(`${name}: gradient`), input.grad!.toArray(), 'gradient of the input');
      near(
        added(value(`${name}: gradients`)),
        model.parameters().map((parameter) => parameter.grad!.toArray()),
        'gradients, added over the ranks',
      );
      const buffers = model.buffers().map((buffer) => buffer.to('float64').toArray());
      near(value(`${name}: buffers`), [buffers, buffers], 'buffers');
      model.eval();
      near(value(`${name}: after eval`), model(input).toArray(), 'after eval');
    });

  it('trains under DistributedDataParallel to what the joint batch trains to', () => {
    using _ = torch.scope();
    const model = normNetwork(0.3);
    const optimizer = new torch.optim.SGD(model.parameters(), { lr: 0.1 });
    for (let step = 0; step < 5; step++) {
      optimizer.zeroGrad();
      model(part()).square().sum().div(2).backward(); // the mean of two ranks' sums
      optimizer.step();
    }
    const expected = model.parameters().map((parameter) => parameter.detach().toArray());
    near(value('trained'), [expected, expected], 'parameters');
  });
});

it('SyncBatchNorm in a process that has joined no job is plain batch normalisation, with the keys of one', () => {
  using _ = torch.scope();
  const plain = normNetwork(0.3);
  const model = nn.SyncBatchNorm.convertSyncBatchnorm(normNetwork(0.3));
  assert.deepEqual(Object.keys(model.stateDict()), Object.keys(plain.stateDict()));
  assert.deepEqual(model(part()).toArray(), plain(part()).toArray());
  assert.equal(
    String(new nn.SyncBatchNorm(3)),
    'SyncBatchNorm(3, eps=0.00001, momentum=0.1, affine=true, trackRunningStats=true)',
  );
  assert.ok(nn.SyncBatchNorm.convertSyncBatchnorm(new nn.BatchNorm2d(3)) instanceof nn.SyncBatchNorm);
  assert.throws(() => new nn.SyncBatchNorm(3)(torch.ones([2, 4])), /\(N, 3, …\)/);
});
