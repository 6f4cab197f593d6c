// Broadcasting of random shapes against its rule: sizes are aligned at the right, and each pair is equal or holds a 1.
// https://docs.pytorch.org/docs/2.11/notes/broadcasting.html
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import * as torch from '../index.ts';

function rule(...shapes: number[][]): number[] | null {
  const result: number[] = [];
  for (let back = 1; back <= Math.max(0, ...shapes.map((shape) => shape.length)); back++) {
    const sizes = shapes.map((shape) => shape[shape.length - back] ?? 1);
    const wide = sizes.filter((size) => size !== 1);
    if (wide.some((size) => size !== wide[0])) return null;
    result.unshift(wide[0] ?? 1);
  }
  return result;
}

// The element of a tensor of that shape that lands at a place of the result.
function offset(place: number[], shape: number[]): number {
  const skipped = place.length - shape.length;
  return shape.reduce((sum, size, d) => sum * size + (size === 1 ? 0 : place[d + skipped]!), 0);
}

function* places(shape: number[]): Generator<number[]> {
  const count = shape.reduce((product, size) => product * size, 1);
  for (let i = 0; i < count; i++) {
    let rest = i;
    const place: number[] = [];
    for (let d = shape.length - 1; d >= 0; d--) {
      place.unshift(rest % shape[d]!);
      rest = Math.floor(rest / shape[d]!);
    }
    yield place;
  }
}

// Shapes of which most fit: some sizes of a common one are 1 or left out, and now and then one is another.
const shapes = (count: number) =>
  fc
    .tuple(
      fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }),
      fc.array(fc.tuple(fc.nat(4), fc.array(fc.constantFrom('keep', 'keep', 'one', 'other'), { maxLength: 4 })), {
        minLength: count,
        maxLength: count,
      }),
    )
    .map(([common, changes]) =>
      changes.map(([skipped, kinds]) =>
        common
          .map((size, d) => (kinds[d] === 'one' ? 1 : kinds[d] === 'other' && d === 2 ? size + 1 : size))
          .slice(Math.min(skipped, common.length)),
      ),
    );

const counting = (shape: number[]) =>
  torch
    .arange(
      shape.reduce((product, size) => product * size, 1),
      { dtype: 'float64' },
    )
    .reshape(shape);

test('two tensors are added as the rule says, or refused', () => {
  let fitted = 0;
  fc.assert(
    fc.property(shapes(2), ([left, right]) => {
      using _ = torch.scope();
      const [a, b] = [counting(left!), counting(right!).mul(1000)]; // two were made
      const shape = rule(left!, right!);
      if (shape === null) {
        assert.throws(() => a.add(b), torch.TorchError);
        return;
      }
      fitted++;
      const sum = a.add(b);
      assert.deepEqual(sum.shape, shape);
      const expected = [...places(shape)].map((place) => offset(place, left!) + 1000 * offset(place, right!));
      assert.deepEqual([...sum.data()], expected);
    }),
    { numRuns: 600, seed: 5 },
  );
  assert(fitted > 200 && fitted < 600);
});

test('three tensors share one shape, and gradients are summed over what was repeated', () => {
  fc.assert(
    fc.property(shapes(3), (three) => {
      using _ = torch.scope();
      const shape = rule(...three);
      const [condition, a, b] = three.map((sizes) => counting(sizes)) as [torch.Tensor, torch.Tensor, torch.Tensor]; // as: three
      if (shape === null) {
        assert.throws(() => torch.where(condition.gt(1), a, b), torch.TorchError);
        return;
      }
      a.requiresGrad_();
      const chosen = torch.where(condition.gt(1), a, b);
      assert.deepEqual(chosen.shape, shape);
      chosen.sum().backward();
      const uses = new Array<number>(a.numel()).fill(0);
      for (const place of places(shape)) if (offset(place, three[0]!) > 1) uses[offset(place, three[1]!)]!++;
      assert.deepEqual([...a.grad!.data()], uses);
    }),
    { numRuns: 300, seed: 5 },
  );
});

test('writing in place never widens the target', () => {
  fc.assert(
    fc.property(shapes(2), ([left, right]) => {
      using _ = torch.scope();
      const [a, b] = [counting(left!), counting(right!)]; // two were made
      const shape = rule(left!, right!);
      if (shape !== null && shape.length === left!.length && shape.every((size, d) => size === left![d])) {
        a.add_(b);
        assert.deepEqual(a.shape, left);
      } else assert.throws(() => a.add_(b), torch.TorchError);
    }),
    { numRuns: 300, seed: 5 },
  );
});
