// What every loss must do, over the list: whoever adds one is checked here.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fullLike, manualSeed, nn, rand, randint, randn, type Tensor, tensor } from '../../index.ts';
import type { LossClass } from './loss.ts';

const losses = nn.losses as unknown as Record<
  string,
  LossClass & (new (options?: object) => (...args: Tensor[]) => Tensor)
>; // as: what they take differs

const classes = () => randint(0, 3, [4]);
const signs = (shape: number[]) => rand(shape).sub(0.5).sign();
const probabilities = (shape: number[]) => rand(shape).mul(0.8).add(0.1);
// What a loss takes, the first of it with a gradient; two tensors of one shape unless it stands here.
const INPUTS: Record<string, () => Tensor[]> = {
  CrossEntropyLoss: () => [randn([4, 3]), classes()],
  NLLLoss: () => [randn([4, 3]).logSoftmax(1), classes()],
  MultiMarginLoss: () => [randn([4, 3]), classes()],
  MultiLabelMarginLoss: () => [randn([1, 4]), tensor([[3, 0, -1, 1]], { dtype: 'int64' })],
  MultiLabelSoftMarginLoss: () => [randn([4, 3]), randint(0, 2, [4, 3]).float()],
  BCELoss: () => [probabilities([4, 3]), rand([4, 3])],
  KLDivLoss: () => [randn([4, 3]).logSoftmax(1), rand([4, 3])],
  GaussianNLLLoss: () => [randn([4, 3]), randn([4, 3]), probabilities([4, 3])],
  SoftMarginLoss: () => [randn([4, 3]), signs([4, 3])],
  HingeEmbeddingLoss: () => [randn([4, 3]), signs([4, 3])],
  MarginRankingLoss: () => [randn([4]), randn([4]), signs([4])],
  CosineEmbeddingLoss: () => [randn([4, 3]), randn([4, 3]), signs([4])],
  TripletMarginLoss: () => [randn([4, 3]), randn([4, 3]), randn([4, 3])],
  TripletMarginWithDistanceLoss: () => [randn([4, 3]), randn([4, 3]), randn([4, 3])],
  CTCLoss: () => {
    const lengths = fullLike(classes(), 6);
    return [randn([6, 4, 5]).logSoftmax(2), randint(1, 5, [4, 2]), lengths, fullLike(lengths, 2)];
  },
};

const recorded = readFileSync(new URL('../../../fixtures/losses.json', import.meta.url), 'utf8');

for (const [name, Class] of Object.entries(losses)) {
  test(`${name} stands under its name and gives one finite number with a gradient`, () => {
    manualSeed(1);
    assert.equal((Class as unknown as { name: string }).name, name);
    const [input, ...rest] = (INPUTS[name] ?? (() => [randn([4, 3]), rand([4, 3])]))();
    const leaf = input!.detach().requiresGrad_();
    const loss = new Class('reduction' in Class.defaults ? { reduction: 'mean' } : {})(leaf, ...rest);
    assert.deepEqual(loss.shape, []);
    assert.ok(Number.isFinite(loss.item()), `${loss}`);
    loss.backward();
    assert.deepEqual(leaf.grad?.shape, leaf.shape);
  });

  test(`${name} checks its options when it is made`, () => {
    assert.throws(() => new Class({ redction: 'mean' }), /did you mean 'reduction'/);
    assert.throws(() => new Class({ reduction: 'average' }), /'mean', 'sum' or 'none', received 'average'/);
    assert.throws(() => Object.assign(Class.defaults, { reduction: 'sum' }), TypeError); // frozen
  });

  test(`${name} has recorded values`, () => {
    const functional = name[0]!.toLowerCase() + name.slice(1);
    assert.ok(recorded.includes(name) || recorded.includes(functional));
  });
}
