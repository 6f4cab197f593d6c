// The dtype of results, for every pair of dtypes and every kind of number, as PyTorch has it: fixtures/promotion.json,
// made by tools/record_promotion.py.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import fc from 'fast-check';
import type { DType, Scalar, Tensor } from '../index.ts';
import * as torch from '../index.ts';

interface Table {
  op: string;
  left: 'dim' | 'zero';
  right: 'dim' | 'zero' | 'scalar';
  results: (DType | null)[][];
}

// as: written by record_promotion.py
const recorded = JSON.parse(readFileSync(new URL('../../fixtures/promotion.json', import.meta.url), 'utf8')) as {
  torch: string;
  dtypes: DType[];
  scalars: string[];
  tables: Table[];
};
const { dtypes, tables } = recorded;

const SCALARS: Record<string, Scalar> = { boolean: true, integer: 2, fraction: 2.5, complex: new torch.Complex(1, 2) };
const SHAPES = { dim: [2], zero: [] };
const one = (dtype: DType, shape: number[]) => torch.ones(shape, { dtype });

function result(op: string, a: Tensor, b: Tensor | Scalar): DType | null {
  const ops = torch.ops as unknown as Record<string, (...args: unknown[]) => Tensor>; // as: the operators by name
  const condition = torch.tensor([true, false]);
  const call: Record<string, () => Tensor> = {
    where: () => ops.where!(condition, a, b),
    cat: () => ops.cat!([a, b]),
    floor_divide: () => ops.floorDivide!(a, b),
    bitwise_and: () => ops.bitwiseAnd!(a, b),
  };
  try {
    return (call[op] ?? (() => ops[op]!(a, b)))().dtype;
  } catch (error) {
    assert(error instanceof torch.TorchError, String(error));
    return null;
  }
}

test(`${tables.length} tables of dtypes are as in PyTorch ${recorded.torch}`, () => {
  const differences: string[] = [];
  for (const { op, left, right, results } of tables) {
    using _ = torch.scope();
    results.forEach((row, i) => {
      row.forEach((expected, j) => {
        const name = right === 'scalar' ? recorded.scalars[j]! : dtypes[j]!;
        const other = right === 'scalar' ? SCALARS[name]! : one(dtypes[j]!, SHAPES[right]);
        const actual = result(op, one(dtypes[i]!, SHAPES[left]), other);
        if (actual !== expected)
          differences.push(`${op}(${dtypes[i]} ${left}, ${name} ${right}): ${actual}, not ${expected}`);
      });
    });
  }
  assert.deepEqual(differences, []);
});

test('promotion of tensors with dimensions is symmetric, and a lattice where it is defined', () => {
  const known = dtypes.filter((dtype) => !/uint(16|32|64)/.test(dtype)); // PyTorch promotes those with themselves only
  const dtype = fc.constantFrom(...known);
  const promoted = (a: DType, b: DType) => result('add', one(a, [2]), one(b, [2]))!; // known dtypes have one
  fc.assert(
    fc.property(dtype, dtype, dtype, (a, b, c) => {
      using _ = torch.scope();
      assert.equal(promoted(a, b), promoted(b, a));
      assert.equal(promoted(a, a), a);
      const [left, right] = [promoted(promoted(a, b), c), promoted(a, promoted(b, c))];
      assert.equal(left, right);
    }),
    { numRuns: 300, seed: 5 },
  );
});
