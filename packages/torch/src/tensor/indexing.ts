import { invoke } from '../engine/dispatch.ts';
import { cells, native } from '../engine/native.ts';
import { Operator } from '../engine/operator.ts';
import { TorchError } from '../errors.ts';
import { dtypes } from './dtype.ts';
import { Tensor } from './tensor.ts';

/** A range of one dimension, as `start:stop:step` in Python; made by `slice`. */
export class Slice {
  readonly start: number | null;
  readonly stop: number | null;
  readonly step: number;
  constructor(start: number | null, stop: number | null, step: number) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
}

/** `slice(1, 5)` is Python's `1:5`, `slice(null, null, 2)` is `::2`, `slice()` is `:`. */
export const slice = (start: number | null = null, stop: number | null = null, step = 1): Slice =>
  new Slice(start, stop, step);

/** The type of `ELLIPSIS`: not a symbol's, which would be lost in `const { ELLIPSIS } = torch`. */
export interface Ellipsis {
  readonly ellipsis: true;
}

/**
 * Stands for as many whole dimensions as are not indexed: Python's `...`.
 *
 * @example
 * x.at(ELLIPSIS, 0); // x[..., 0]
 */
export const ELLIPSIS: Ellipsis = Object.freeze({ ellipsis: true });

/** What one position of `at(…)` may hold. */
export type Index = number | boolean | Slice | null | Ellipsis | Tensor | readonly number[];

const op = {
  select: new Operator('aten::select'),
  slice: new Operator('aten::slice'),
  unsqueeze: new Operator('aten::unsqueeze'),
  index: new Operator('aten::index'),
  indexPut: new Operator('aten::index_put_'),
  copy: new Operator('aten::copy_'),
  fill: new Operator('aten::fill_'),
  tensor: new Operator('aten::scalar_tensor'),
};

const call = (operator: Operator, self: Tensor, ...args: unknown[]): Tensor => invoke(operator, self, args) as Tensor; // as: these return tensors

const isEllipsis = (index: Index): index is Ellipsis => index === ELLIPSIS;

const isMask = (index: Tensor): boolean => index.dtype === 'bool' || index.dtype === 'uint8';

// How many dimensions of the tensor an index consumes.
function width(index: Index): number {
  if (index === null || isEllipsis(index) || typeof index === 'boolean') return 0;
  if (index instanceof Tensor && isMask(index)) return index.ndim;
  return 1;
}

// Integers as an int64 tensor beside the tensor they index.
function indexTensor(index: Tensor | readonly number[], like: Tensor): Tensor {
  if (index instanceof Tensor) return index;
  const strange = index.find((each) => !Number.isSafeInteger(each));
  if (strange !== undefined) throw new TorchError('index', `expected whole numbers as indices, received ${strange}`);
  const numbers = BigInt64Array.from(index, BigInt);
  cells[0] = numbers.length;
  return new Tensor(native.fromMemory(numbers, dtypes.code('int64'), 1, true)).to(like.device);
}

// Applies what makes views, and gathers what does not: the view, and an index tensor or null for each dimension.
function view(tensor: Tensor, indices: readonly Index[]): { base: Tensor; advanced: (Tensor | null)[] } {
  const consumed = indices.reduce<number>((sum, index) => sum + width(index), 0);
  const ndim = tensor.ndim;
  if (consumed > ndim)
    throw new TorchError(
      'index',
      `${consumed} indices for a tensor of ${ndim} dimensions [${tensor.shape.join(', ')}]`,
    );
  let base = tensor;
  let dim = 0;
  const advanced: (Tensor | null)[] = [];
  for (const index of indices) {
    if (isEllipsis(index)) {
      const skip = ndim - consumed;
      for (let i = 0; i < skip; i++) advanced.push(null);
      dim += skip;
    } else if (index === null) {
      base = call(op.unsqueeze, base, dim++);
      advanced.push(null);
    } else if (typeof index === 'number') {
      base = call(op.select, base, dim, index);
    } else if (index instanceof Slice) {
      if (index.step < 1)
        throw new TorchError('index', `a slice's step must be positive, received ${index.step}`, {
          hint: 'use flip()',
        });
      base = call(op.slice, base, dim++, index.start, index.stop, index.step);
      advanced.push(null);
    } else if (typeof index === 'boolean' || (index instanceof Tensor && index.ndim === 0)) {
      if (typeof index === 'boolean' || isMask(index)) {
        // A new dimension, of which everything or nothing is taken.
        base = call(op.unsqueeze, base, dim++);
        advanced.push(indexTensor((typeof index === 'boolean' ? index : index.item() !== 0) ? [0] : [], tensor));
      } else base = call(op.select, base, dim, index.item());
    } else {
      const positions = indexTensor(index, tensor);
      advanced.push(positions);
      dim += width(positions);
    }
  }
  while (advanced.length > 0 && advanced[advanced.length - 1] === null) advanced.pop();
  return { base, advanced };
}

/** @internal `tensor.at(…)`: a view where only numbers, slices, null and ELLIPSIS are used, else a copy. */
export function select(tensor: Tensor, indices: readonly Index[]): Tensor {
  const { base, advanced } = view(tensor, indices);
  if (advanced.length > 0) return call(op.index, base, advanced);
  return base === tensor ? tensor.alias() : base;
}

/** @internal `tensor.setAt(…)`. */
export function assign(tensor: Tensor, indices: readonly Index[], value: Tensor | number | boolean): void {
  const { base, advanced } = view(tensor, indices);
  if (advanced.length === 0) {
    call(value instanceof Tensor ? op.copy : op.fill, base, value);
    return;
  }
  const filled =
    value instanceof Tensor
      ? value
      : (invoke(op.tensor, undefined, [value, { dtype: tensor.dtype, device: tensor.device }]) as Tensor); // as: a tensor
  call(op.indexPut, base, advanced, filled);
}
