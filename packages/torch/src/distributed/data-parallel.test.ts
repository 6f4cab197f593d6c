import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type Collected, collect } from './ranks/collect.ts';
import { gradientsOf, loss, network, train, values } from './ranks/network.ts';

const flat = (value: unknown): number[] => (Array.isArray(value) ? value.flatMap(flat) : [Number(value)]);

function near(actual: unknown, expected: unknown, tolerance = 1e-12): void {
  const a = flat(actual);
  const b = flat(expected);
  assert.equal(a.length, b.length);
  for (const [i, x] of a.entries())
    assert.ok(Math.abs(x - b[i]!) <= tolerance * (1 + Math.abs(b[i]!)), `${x} for ${b[i]}`);
}

describe('DistributedDataParallel on two processes', () => {
  let job: Collected;
  const value = (name: string): unknown[] => job.values[name] ?? [];

  before(async () => {
    job = await collect('data-parallel.ts');
    assert.equal(job.failure, undefined, job.lines.join('\n'));
  });

  it("starts every rank from rank 0's values", () => {
    const expected = values(network(1));
    assert.deepEqual(value('broadcast'), [expected, expected]);
  });

  it("names its state as PyTorch's", () =>
    assert.deepEqual(value('keys')[0], ['module.0.weight', 'module.0.bias', 'module.2.weight', 'module.2.bias']));

  it("gives the mean of the ranks' gradients, which is the joint batch's", () => {
    const [first, second] = value('own gradients').map(flat);
    near(
      value('gradients')[0],
      first!.map((x, i) => (x + second![i]!) / 2),
    );
    const model = network();
    loss(model, 0).backward();
    near(value('gradients')[0], gradientsOf(model));
    assert.deepEqual(value('gradients')[1], value('gradients')[0]);
    assert.notDeepEqual(value('own gradients')[0], value('own gradients')[1]);
  });

  it('adds up under noSync and averages the sum', () => {
    const model = network();
    for (const step of [1, 2, 3]) loss(model, step).backward();
    near(value('accumulated')[0], gradientsOf(model));
    near(value('accumulated')[1], gradientsOf(model));
  });

  it('lets go of the module when it is disposed of', () =>
    assert.deepEqual(value('after dispose'), value('own gradients')));

  for (const view of [false, true])
    it(`follows one process on the joint batch for 20 steps, gradients ${view ? 'in' : 'beside'} the buckets`, () => {
      const model = network();
      const start = values(model);
      train(model);
      assert.notDeepEqual(values(model), start);
      near(value(`trained ${view}`)[0], values(model), 1e-10);
      assert.deepEqual(value(`trained ${view}`)[1], value(`trained ${view}`)[0]);
      assert.deepEqual(value(`handles left ${view}`), [0, 0]);
    });

  it('averages parameters that only some ranks used, and leaves those that none did', () => {
    const ones = [
      [1, 1, 1, 1],
      [1, 1, 1, 1],
    ];
    const half = ones.map((row) => row.map(() => 0.5));
    const expected = [ones, [1, 1], half, [0.5, 0.5], null, null];
    assert.deepEqual(value('unused'), [expected, expected]);
  });

  it('refuses the next forward where parameters were unused, and names them', () => {
    for (const refused of value('refused') as { code: string; message: string }[]) {
      assert.equal(refused.code, 'distributed');
      assert.match(refused.message, /no gradient to b\.weight, b\.bias, c\.weight, c\.bias.*findUnusedParameters/s);
    }
  });

  it("copies rank 0's buffers before a forward", () => {
    const [first, second] = value('buffers before');
    assert.notDeepEqual(first, second);
    assert.deepEqual(value('buffers after'), [first, first]);
  });

  it('refuses a module without trained parameters', () =>
    assert.deepEqual(value('frozen'), ['distributed', 'distributed']));
});
