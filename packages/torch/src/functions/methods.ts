// Methods of Tensor over the functions of this folder, and those of Python's Tensor that are no operators.
import { ops } from '../engine/ops.ts';
import { TorchError } from '../errors.ts';
import type { TypedArray } from '../tensor/dtype.ts';
import { Tensor } from '../tensor/tensor.ts';
import { type NormOptions, type NormOrder, norm } from './norm.ts';
import { nonzero } from './select.ts';
import { type StftOptions, stft } from './stft.ts';
import { type UniqueOptions, unique, uniqueConsecutive } from './unique.ts';

type Along = number | readonly number[] | null;

/** Methods of `Tensor` that Python has beside the operators. */
export interface PythonMethods {
  /** The conjugate transpose of a matrix: a view. */
  readonly H: Tensor;
  /** Bytes of all elements. */
  readonly nbytes: number;
  readonly isCuda: boolean;
  /** The sizes of all dimensions, or of one. */
  size(): number[];
  size(dim: number): number;
  dim(): number;
  /** `toArray` under Python's name. */
  tolist(): unknown;
  /** `data` under the name that leads to NumPy in Python: a typed array with a copy of the elements. */
  numpy(): TypedArray;
  /** The parts of the first dimension, one after another. */
  [Symbol.iterator](): IterableIterator<Tensor>;

  int(): Tensor;
  cfloat(): Tensor;
  cdouble(): Tensor;
  short(): Tensor;
  byte(): Tensor;
  char(): Tensor;

  /** This tensor where the condition holds, `other` elsewhere. */
  where(condition: Tensor, other: Tensor | number | boolean): Tensor;
  nonzero(options: { asTuple: true }): Tensor[];
  nonzero(options?: { asTuple?: false }): Tensor;
  norm(p: NormOrder, dim: Along, keepdim: boolean, options?: Pick<NormOptions, 'dtype'>): Tensor;
  norm(p: NormOrder, dim: Along, options?: Pick<NormOptions, 'keepdim' | 'dtype'>): Tensor;
  norm(p: NormOrder, options?: Omit<NormOptions, 'p'>): Tensor;
  norm(options?: NormOptions): Tensor;
  stft(nFft: number, options?: StftOptions): Tensor;
  unique(
    options: UniqueOptions & { sorted?: boolean; returnInverse: true; returnCounts: true },
  ): [Tensor, Tensor, Tensor];
  unique(
    options: UniqueOptions & { sorted?: boolean } & ({ returnInverse: true } | { returnCounts: true }),
  ): [Tensor, Tensor];
  unique(options?: UniqueOptions & { sorted?: boolean }): Tensor;
  uniqueConsecutive(options: UniqueOptions & { returnInverse: true; returnCounts: true }): [Tensor, Tensor, Tensor];
  uniqueConsecutive(options: UniqueOptions & ({ returnInverse: true } | { returnCounts: true })): [Tensor, Tensor];
  uniqueConsecutive(options?: UniqueOptions): Tensor;
}

declare module '../tensor/tensor.ts' {
  interface Tensor extends PythonMethods {}
}

function* parts(tensor: Tensor): IterableIterator<Tensor> {
  const [count] = tensor.shape;
  if (count === undefined)
    throw new TorchError('shape', 'a tensor of no dimension has no parts to go through', {
      hint: 'item() gives its value',
    });
  for (let i = 0; i < count; i++) yield ops.select(tensor, 0, i);
}

function sizes(tensor: Tensor, dim?: number): number | number[] {
  const { shape } = tensor;
  if (dim === undefined) return shape;
  const size = shape.at(dim);
  if (size === undefined) throw new TorchError('index', `there is no dimension ${dim} of ${shape.length}`);
  return size;
}

type Function_ = (...args: unknown[]) => unknown;

// What is called with the tensor first; the interface above has the types.
const over = { nonzero, norm, stft, unique, uniqueConsecutive } as unknown as Record<string, Function_>;

const written: Record<PropertyKey, PropertyDescriptor & ThisType<Tensor>> = {
  H: {
    get() {
      if (this.ndim !== 2 && this.ndim !== 0)
        throw new TorchError('shape', `H is of a matrix, received ${this.ndim} dimensions`, { hint: 'use mH' });
      return this.ndim === 0 ? ops.conj(this) : ops.conj(ops.transpose(this, 0, 1));
    },
  },
  nbytes: {
    get() {
      return this.numel() * this.elementSize();
    },
  },
  isCuda: {
    get() {
      return this.device.startsWith('cuda');
    },
  },
  size: {
    value(dim?: number) {
      return sizes(this, dim);
    },
  },
  dim: {
    value() {
      return this.ndim;
    },
  },
  tolist: {
    value() {
      return this.toArray();
    },
  },
  numpy: {
    value() {
      return this.data();
    },
  },
  [Symbol.iterator]: {
    value() {
      return parts(this);
    },
  },
  int: {
    value() {
      return this.to('int32');
    },
  },
  short: {
    value() {
      return this.to('int16');
    },
  },
  byte: {
    value() {
      return this.to('uint8');
    },
  },
  char: {
    value() {
      return this.to('int8');
    },
  },
  cfloat: {
    value() {
      return this.to('complex64');
    },
  },
  cdouble: {
    value() {
      return this.to('complex128');
    },
  },
  where: {
    value(condition: Tensor, other: Tensor | number) {
      return ops.where(condition, this, other as Tensor); // as: a scalar has a form of its own
    },
  },
};

for (const name of Reflect.ownKeys(written))
  Object.defineProperty(Tensor.prototype, name, { configurable: true, ...written[name] });
for (const [name, body] of Object.entries(over))
  Object.defineProperty(Tensor.prototype, name, {
    configurable: true,
    writable: true,
    value(this: Tensor, ...args: unknown[]) {
      return body(this, ...args);
    },
  });
