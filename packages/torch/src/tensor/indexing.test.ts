// at() and setAt(): against what PyTorch's indexing gives (fixtures/indexing.json, made by tools/record_indexing.py),
// and against plain arrays for random shapes and slices.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import fc from 'fast-check';
import * as torch from '../index.ts';

type Coded =
  | null
  | boolean
  | number
  | '...'
  | { slice: [number | null, number | null, number] }
  | { list: number[] }
  | { tensor: never; shape: number[] }
  | { mask: never; shape: number[] };
type Outcome = { error: string } | { shape: number[]; values: number[] };

interface Case {
  shape: number[];
  index: Coded[];
  selected: Outcome;
  number?: Outcome;
  whole?: Outcome;
  row?: Outcome;
}

// as: written by record_indexing.py
const recorded = JSON.parse(readFileSync(new URL('../../fixtures/indexing.json', import.meta.url), 'utf8')) as {
  torch: string;
  cases: Case[];
};

function decode(index: Coded): torch.Index {
  if (index === '...') return torch.ELLIPSIS;
  if (index === null || typeof index !== 'object') return index;
  if ('slice' in index) return torch.slice(...index.slice);
  if ('list' in index) return index.list;
  const flat = ([('mask' in index ? index.mask : index.tensor) as number | number[]].flat(9) as number[]).map(Number); // as: nested numbers or booleans
  const values = torch.tensor(flat, { dtype: 'int64' }).reshape(index.shape);
  return 'mask' in index ? values.to('bool') : values;
}

const size = (shape: readonly number[]) => shape.reduce((product, n) => product * n, 1);
const counting = (shape: number[]) => torch.arange(size(shape), { dtype: 'int64' }).reshape(shape);

function outcome(body: () => torch.Tensor): Outcome {
  try {
    const result = body();
    return { shape: result.shape, values: Array.from(result.data(), Number) };
  } catch (error) {
    assert(error instanceof torch.TorchError, String(error));
    return { error: error.code };
  }
}

function compare(actual: Outcome, expected: Outcome, what: string): void {
  if ('error' in expected) assert('error' in actual, `${what}: PyTorch refuses it (${expected.error})`);
  else assert.deepEqual(actual, expected, what);
}

test(`${recorded.cases.length} random indices select and assign as in PyTorch ${recorded.torch}`, () => {
  const before = torch.memory().tensors;
  for (const one of recorded.cases) {
    using _ = torch.scope();
    const what = JSON.stringify([one.shape, one.index]);
    const index = one.index.map(decode);
    compare(
      outcome(() => counting(one.shape).at(...index)),
      one.selected,
      what,
    );
    const assigned = (value: number | torch.Tensor) =>
      outcome(() => {
        const x = counting(one.shape);
        x.setAt(index, value);
        return x;
      });
    const shape = 'shape' in one.selected ? one.selected.shape : [];
    const negative = (sizes: number[]) => counting(sizes).add(1).neg();
    if (one.number) compare(assigned(-1), one.number, `${what} = -1`);
    if (one.whole) compare(assigned(negative(shape)), one.whole, `${what} = whole`);
    if (one.row) compare(assigned(negative(shape.slice(-1))), one.row, `${what} = row`);
  }
  assert.equal(torch.memory().tensors, before);
});

// Python's rule for a:b:c over a length.
function positions(length: number, start: number | null, stop: number | null, step: number): number[] {
  const bound = (value: number) => Math.min(Math.max(value < 0 ? value + length : value, 0), length);
  const [from, to] = [bound(start ?? 0), bound(stop ?? length)];
  return Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, i) => from + i * step);
}

test('slices of any bounds and steps take what Python’s rule takes, and write where they read', () => {
  const bound = fc.option(fc.integer({ min: -9, max: 9 }));
  const dimension = fc.tuple(fc.integer({ min: 0, max: 6 }), bound, bound, fc.integer({ min: 1, max: 4 }));
  fc.assert(
    fc.property(fc.array(dimension, { minLength: 1, maxLength: 4 }), (dimensions) => {
      using _ = torch.scope();
      const shape = dimensions.map(([length]) => length);
      const x = counting(shape);
      const slices = dimensions.map(([, ...bounds]) => torch.slice(...bounds));
      const taken = dimensions.map((each) => positions(...each));
      let expected = [0];
      taken.forEach((list, d) => {
        expected = expected.flatMap((offset) => list.map((i) => offset + i * size(shape.slice(d + 1))));
      });
      assert.deepEqual(Array.from(x.at(...slices).data(), Number), expected);
      assert.deepEqual(
        x.at(...slices).shape,
        taken.map((list) => list.length),
      );
      x.setAt(slices, -1);
      const written = new Set(expected);
      assert.deepEqual(
        Array.from(x.data(), Number),
        Array.from({ length: size(shape) }, (_, i) => (written.has(i) ? -1 : i)),
      );
    }),
    { numRuns: 500, seed: 5 },
  );
});
