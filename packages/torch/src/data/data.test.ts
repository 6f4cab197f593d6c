import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { arange, Generator, manualSeed, memory, type Tensor } from '../index.ts';
import {
  BatchSampler,
  ConcatDataset,
  collate,
  DataLoader,
  type Dataset,
  DistributedSampler,
  RandomSampler,
  randomSplit,
  SequentialSampler,
  Subset,
  SubsetRandomSampler,
  TensorDataset,
  WeightedRandomSampler,
} from './index.ts';

interface OrderCase {
  name: string;
  kind: string;
  seed?: number;
  length: number;
  generator?: number;
  options?: Record<string, never>;
  indices: number[];
  weights: number[];
  numSamples: number;
  batchSize: number;
  dropLast: boolean;
  rank: number;
  numReplicas: number;
  lengths: number[];
  orders: unknown[];
}

const numbers: (length: number) => Dataset<number> = (length) => ({ length, get: (index) => index });

const MAKE: Record<string, (c: OrderCase) => Iterable<unknown>> = {
  random: (c) =>
    new RandomSampler(c.length, {
      ...c.options,
      generator: c.generator === undefined ? undefined : new Generator().manualSeed(c.generator),
    }),
  subset: (c) => new SubsetRandomSampler(c.indices),
  weighted: (c) => new WeightedRandomSampler(c.weights, c.numSamples, c.options),
  batch: (c) => new BatchSampler(new SequentialSampler(c.length), c.batchSize, { dropLast: c.dropLast }),
  loader: (c) => new DataLoader(numbers(c.length), { batchSize: c.batchSize, dropLast: c.dropLast, shuffle: true }),
};

const plain = (value: unknown) =>
  typeof value === 'object' && value !== null && 'toArray' in value ? (value as Tensor).toArray() : value;

test('samplers, loaders and splits take examples in the order of PyTorch', async (t) => {
  const { cases } = JSON.parse(readFileSync(new URL('../../fixtures/data.json', import.meta.url), 'utf8')) as {
    cases: OrderCase[];
  };
  for (const c of cases) {
    await t.test(c.name, () => {
      if (c.seed !== undefined) manualSeed(c.seed);
      if (c.kind === 'distributed') {
        const sampler = new DistributedSampler(c.length, { ...c.options, rank: c.rank, numReplicas: c.numReplicas });
        const orders = [0, 1].map((epoch) => {
          sampler.setEpoch(epoch);
          return [...sampler];
        });
        assert.deepEqual(orders, c.orders);
        assert.equal(sampler.length, orders[0]!.length);
      } else if (c.kind === 'split') {
        const parts = randomSplit(numbers(c.length), c.lengths);
        assert.deepEqual(
          parts.map((part) => part.indices),
          c.orders,
        );
      } else {
        const made = MAKE[c.kind]!(c);
        assert.deepEqual([[...made].map(plain), [...made].map(plain)], c.orders);
        if ('length' in made) assert.equal(made.length, c.orders[0] && (c.orders[0] as unknown[]).length);
      }
    });
  }
});

test('a tensor dataset is batched by rows, whatever it is wrapped in', () => {
  const dataset = new TensorDataset(arange(12).view(6, 2), arange(6));
  const odd = new Subset(dataset, [1, 3, 5]);
  const batches = [...new DataLoader(odd, { batchSize: 2 })].map(([x, y]) => [x.toArray(), y.toArray()]);
  assert.deepEqual(batches, [
    [
      [
        [2, 3],
        [6, 7],
      ],
      [1, 3],
    ],
    [[[10, 11]], [5]],
  ]);
  const both = new ConcatDataset([odd, dataset]);
  assert.equal(both.length, 9);
  assert.deepEqual(both.get(4)[0].toArray(), [2, 3]);
  assert.throws(() => both.get(9), { code: 'index' });
  assert.throws(() => new Subset(dataset, [6]), { code: 'index' });
  assert.throws(() => new TensorDataset(arange(3), arange(4)), { code: 'shape' });
});

test('examples are joined part by part', () => {
  const batch = collate([
    { image: new Float32Array([1, 2]), label: 3, weight: 0.5, name: 'a', pair: [true, 1n] as const },
    { image: new Float32Array([3, 4]), label: 1, weight: 1, name: 'b', pair: [false, 2n] as const },
  ]);
  assert.deepEqual(batch.image.toArray(), [
    [1, 2],
    [3, 4],
  ]);
  assert.deepEqual([batch.label.dtype, batch.label.toArray()], ['int64', [3, 1]]);
  assert.deepEqual([batch.weight.dtype, batch.weight.toArray()], ['float32', [0.5, 1]]);
  assert.deepEqual(batch.name, ['a', 'b']);
  assert.deepEqual(
    [batch.pair[0].toArray(), batch.pair[1].toArray()],
    [
      [true, false],
      [1, 2],
    ],
  );
});

test('a dataset that returns promises is awaited, and refused where nothing awaits', async () => {
  const slow: Dataset<Promise<number>> = { length: 5, get: async (index) => index * index };
  const loader = new DataLoader(slow, { batchSize: 2, dropLast: true });
  const seen: unknown[] = [];
  for await (const batch of loader) seen.push(batch.toArray());
  assert.deepEqual(seen, [
    [0, 1],
    [4, 9],
  ]);
  assert.throws(() => [...loader], { code: 'async' });
  const doubled = new DataLoader(slow, { batchSize: 5, collate: (examples) => examples.map((value) => value * 2) });
  for await (const batch of doubled) assert.deepEqual(batch, [0, 2, 8, 18, 32]);
});

test('an epoch leaves only what the batches hold', () => {
  const dataset = new TensorDataset(arange(64).view(32, 2), arange(32));
  const before = memory().tensors;
  for (const [x, y] of new DataLoader(dataset, { batchSize: 4, shuffle: true })) {
    x.dispose();
    y.dispose();
  }
  assert.equal(memory().tensors, before);
});

test('bad settings say what was expected', () => {
  assert.throws(() => new BatchSampler(new SequentialSampler(3), 0), /batchSize of 1 or more, received 0/);
  assert.throws(() => new RandomSampler(0), /at least one example/);
  assert.throws(() => new DistributedSampler(4, { numReplicas: 2, rank: 2 }), /rank from 0 to 1, received 2/);
  assert.throws(() => randomSplit(numbers(5), [3, 3]), /add up to 5/);
  assert.throws(
    () => new DataLoader(numbers(3), { shuffle: true, sampler: new SequentialSampler(3) }),
    /received both/,
  );
});
