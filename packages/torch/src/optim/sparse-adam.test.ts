import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as torch from '../index.ts';
import { nn, optim } from '../index.ts';

// as: written by tools/record/record_transforms.py
const { sparseAdam, lobpcg } = JSON.parse(
  readFileSync(new URL('../../fixtures/transforms.json', import.meta.url), 'utf8'),
) as { sparseAdam: Record<string, { options: object; after: number[][][] }>; lobpcg: Record<string, number[]> };
const double = { dtype: 'float64' } as const;

for (const [name, { options, after }] of Object.entries(sparseAdam))
  test(`SparseAdam, ${name}: three steps as PyTorch's, and rows without a gradient stay`, () => {
    using _ = torch.scope();
    const table = new nn.Embedding(5, 3, { sparse: true, ...double });
    torch.noGrad(() => table.weight.copy_(torch.arange(15, double).mul(0.7).sin().reshape(5, 3)));
    const optimizer = new optim.SparseAdam(table.parameters(), options);
    const last = table.weight.select(0, 3).tolist();
    for (const [i, ids] of [[0, 2, 2], [1], [2, 4]].entries()) {
      optimizer.zeroGrad();
      table(torch.tensor(ids, { dtype: 'int64' }))
        .pow(3)
        .sum()
        .backward();
      optimizer.step();
      assert.ok(table.weight.allclose(torch.tensor(after[i]!, double), 1e-12, 1e-12), `step ${i}`); // three
    }
    assert.deepEqual(table.weight.select(0, 3).tolist(), last);
    const other = new optim.SparseAdam(table.parameters(), options);
    other.loadStateDict(optimizer.stateDict());
    assert.deepEqual(other.stateDict().paramGroups, optimizer.stateDict().paramGroups);
  });

test('SparseAdam refuses dense gradients and decay', () => {
  using _ = torch.scope();
  const weight = new nn.Parameter(torch.ones([2, 2]));
  weight.sum().backward();
  assert.throws(() => new optim.SparseAdam([weight]).step(), /sparse gradients.*dense/);
  assert.throws(() => new optim.SparseAdam([weight], { weightDecay: 0.1 }), /no weightDecay/);
});

const square = (shape: number[]) =>
  torch
    .arange(
      shape.reduce((a, b) => a * b, 1),
      double,
    )
    .square()
    .mul(0.37)
    .sin()
    .reshape(shape);
const a = square([9, 9])
  .matmul(square([9, 9]).mT())
  .add(torch.diag(torch.arange(9, double)));
const b = torch.diag(torch.arange(9, double).div(9).add(1));
const X = square([9, 3]);
const niter = 200;
const runs: Record<string, [matrix: torch.Tensor, options: Parameters<typeof torch.lobpcg>[1]]> = {
  largest: [a, { X, niter }],
  smallest: [a, { X, niter, largest: false }],
  general: [a, { X, niter, B: b }],
  sparse: [a.toSparse(), { X, niter }],
  preconditioned: [a, { X, niter, largest: false, iK: torch.diag(a.diagonal().reciprocal()) }],
};
for (const [name, expected] of Object.entries(lobpcg))
  test(`lobpcg, ${name}: PyTorch's eigenvalues, and vectors that are the matrix's`, () => {
    using _ = torch.scope();
    const [matrix, options] = runs[name]!; // one each
    const [values, vectors] = torch.lobpcg(matrix, options);
    assert.ok(values.allclose(torch.tensor(expected, double), 1e-8), `${values.tolist()} for ${expected}`);
    const right = name === 'general' ? b.matmul(vectors) : vectors;
    assert.ok(a.matmul(vectors).allclose(right.mul(values), 1e-5, 1e-5));
    assert.ok(vectors.mT().matmul(right).allclose(torch.eye(3, double), 1e-8, 1e-8));
  });

test('lobpcg takes batches, starts at random, and says how many pairs it can find', () => {
  using _ = torch.scope();
  torch.manualSeed(0);
  const [values, vectors] = torch.lobpcg(torch.stack([a, a.mul(2)]), { k: 2 });
  assert.deepEqual(
    [values.shape, vectors.shape],
    [
      [2, 2],
      [2, 9, 2],
    ],
  );
  assert.ok(values.select(0, 0).mul(2).allclose(values.select(0, 1), 1e-7));
  assert.throws(() => torch.lobpcg(a, { k: 4 }), /k from 1 to 3/);
  assert.throws(() => torch.lobpcg(torch.ones([2, 3])), /square/);
});

test('updateBn gives batch norm the averages of the data', async () => {
  const model = new nn.Sequential(new nn.BatchNorm1d(2));
  const batches = [0, 1, 2, 3].map((i) => torch.arange(8).float().add(i).reshape(4, 2));
  await optim.swaUtils.updateBn(
    batches.map((input) => [input, 0]),
    model,
  );
  const norm = model.children()[0] as nn.BatchNorm1d; // as: the one
  assert.deepEqual(norm.runningMean!.tolist(), [4.5, 5.5]); // the mean of the batches' means 3, 4, 5, 6
  assert.equal(norm.momentum, 0.1);
});
