// Arguments that say how long a kernel runs, whatever its tensors hold: each of these calls ran for hours, or for ever. And calls
// beside them that are large but fit, with PyTorch's results.
import assert from 'node:assert/strict';
import test from 'node:test';
import * as torch from '../src/index.ts';

const { F, ops, ones } = torch;
const table = ops as unknown as Record<string, (...args: unknown[]) => unknown>; // as: called with what does not fit
const most = Number.MAX_SAFE_INTEGER;

const endless: Record<string, () => unknown> = {
  'cells of an average of three dimensions': () => table._adaptiveAvgPool3d!(ones([2, 1, 3, 3]), [most, 1, 0]),
  'the same into a tensor': () =>
    table._adaptiveAvgPool3d!(ones([2, 1, 3, 3]), [most, 1, 0], { out: ones([1, 1, 2, 3, 3]) }),
  'cells of an average of two dimensions': () => F.adaptiveAvgPool2d(ones([2, 3, 3]), [2 ** 40, 0]),
  'cells of maxima of two dimensions': () => F.adaptiveMaxPool2d(ones([2, 3, 3]), [2 ** 40, 0]),
  'cells of maxima of three dimensions': () => F.adaptiveMaxPool3d(ones([2, 3, 3, 3]), [2 ** 40, 0, 1]),
  'places of a picture that is made larger': () => table.upsampleNearest2d!(ones([1, 1, 4, 4]), [2 ** 40, 0]),
  'a window and its padding': () => F.maxPool1d(ones([1, 4]), most, { stride: 1, padding: (most - 1) / 2 }),
  'a window that the output is rounded up for': () =>
    table.maxPool1d!(ones([1, 4]), [2 ** 31], [2 ** 31], [0], [1], true),
  'padding of two dimensions': () =>
    table.maxPool2d!(ones([1, 4, 4]), [2 ** 31 - 1, 1], [2 ** 31 - 1, 1], [2 ** 30 - 1, 0]),
  'the part that quantisation leaves out': () => table.chooseQparamsOptimized!(ones([2]), 2, 1, 1e300, 3),
  'a part that is no number': () => table.chooseQparamsOptimized!(ones([2]), 2, 1, Number.NaN, 3),
  'parts at once': () => table._testParallelMaterialize!(ones([1]), most),
  'the degree of a polynomial': () => torch.special.hermitePolynomialH(ones([2]), 2 ** 40),
  'the parts of a tensor': () => torch.tensorSplit(ones([2]), 2 ** 40),
  'tuples of many elements': () => torch.combinations(ones([100]), { r: 100 }),
};
for (const [what, call] of Object.entries(endless))
  test(`a length that no call would come to the end of is refused: ${what}`, () =>
    assert.throws(call, torch.TorchError));

test('lengths that fit are taken', () => {
  assert.deepEqual(F.adaptiveAvgPool2d(ones([2, 3, 3]), [1000, 0]).shape, [2, 1000, 0]);
  const pooled = F.maxPool1d(torch.arange(4).reshape([1, 4]).to('float32'), 1001, { stride: 1, padding: 500 });
  assert.deepEqual(pooled.shape, [1, 4]);
  assert.deepEqual(pooled.flatten().toArray(), [3, 3, 3, 3]);
  const low = torch.tensor([-1, 0.5, 2, 3]);
  const [greatest, least] = ops.chooseQparamsOptimized(low, 4, 200, 0.16, 8);
  assert.deepEqual([greatest!.item(), least!.item()], [3, -1]);
});
