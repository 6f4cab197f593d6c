import {
  FACT_CHANNELS_LAST,
  FACT_CONTIGUOUS,
  FACT_DEVICE_INDEX,
  FACT_DEVICE_TYPE,
  FACT_DTYPE,
  FACT_ELEMENT_SIZE,
  FACT_ELEMENTS,
  FACT_LAYOUT,
  FACT_LEAF,
  FACT_REQUIRES_GRAD,
  FACT_STORAGE_ADDRESS,
  FACT_STORAGE_OFFSET,
  TAG_BIG_INT,
  TAG_COMPLEX,
} from '../../generated/boundary.ts';
import type { TensorMethods } from '../../generated/methods.ts';
import { type Held, pin } from '../autograd/held.ts';
import { cells, integers, native } from '../engine/native.ts';
import { COLLECTOR, OWNED, type Owner, own, release } from '../engine/scope.ts';
import { TorchError } from '../errors.ts';
import {
  arrayOf,
  type Device,
  type DType,
  deviceName,
  dtypes,
  isComplex,
  type Layout,
  layouts,
  type TypedArray,
} from './dtype.ts';

export type { Device, DType } from './dtype.ts';

// Every operator whose first argument is `self` is a method, under PyTorch's name in camel case; methods.ts installs them,
// and those that are written over operators.
export interface Tensor extends TensorMethods {}

/**
 * An array of numbers in the engine, with PyTorch's operators as methods. It is freed by the scope it was created in,
 * by `dispose()`, or by the garbage collector, whichever comes first.
 *
 * @example
 * const x = torch.randn([2, 3], { requiresGrad: true });
 * x.mul(2).sum().backward();
 * console.log(x.grad); // tensor([[2., 2., 2.], [2., 2., 2.]])
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: methods.ts installs the declared methods
export class Tensor implements Disposable {
  /** @internal The engine's number for it; 0 once freed. */
  _handle: number;
  /** @internal */
  _scope: Owner = COLLECTOR;
  /** @internal What its graph calls back. */
  _held: Held | undefined = undefined;
  /** @internal */
  get [OWNED](): true {
    return true;
  }

  /** @internal Takes ownership of a handle. Tensors are made by `torch.tensor`, `torch.zeros` and the operators. */
  constructor(handle: number) {
    this._handle = handle;
    own(this);
  }

  /** @internal The handle, checked. */
  get _live(): number {
    if (this._handle === 0)
      throw new TorchError('freed', `a ${this.constructor.name} was used after it was freed`, {
        hint: 'return it from its scope, call keep() on it before the scope ends, or dispose of it later',
      });
    return this._handle;
  }

  #fact(i: number): number {
    native.facts(this._live);
    return cells[i]!;
  }

  get shape(): number[] {
    return Array.from(cells.subarray(0, native.shape(this._live)));
  }
  get ndim(): number {
    return native.shape(this._live);
  }
  get dtype(): DType {
    return dtypes.name(this.#fact(FACT_DTYPE));
  }
  get device(): Device {
    native.facts(this._live);
    return deviceName(cells[FACT_DEVICE_TYPE]!, cells[FACT_DEVICE_INDEX]!);
  }
  get layout(): Layout {
    return layouts.name(this.#fact(FACT_LAYOUT));
  }
  get isLeaf(): boolean {
    return this.#fact(FACT_LEAF) !== 0;
  }
  /** Whether `dispose`, a scope or nothing has freed it yet. */
  get isFreed(): boolean {
    return this._handle === 0;
  }
  get requiresGrad(): boolean {
    return this.#fact(FACT_REQUIRES_GRAD) !== 0;
  }
  set requiresGrad(value: boolean) {
    native.setRequiresGrad(this._live, value);
  }
  requiresGrad_(value = true): this {
    this.requiresGrad = value;
    return this;
  }
  /** The gradient that `backward` left, of this tensor's shape; undefined before. */
  get grad(): Tensor | undefined {
    cells[0] = this._live;
    native.gradients(1);
    const handle = cells[0]!;
    return handle === 0 ? undefined : new Tensor(handle);
  }
  set grad(value: Tensor | null | undefined) {
    native.setGradient(this._live, value ? value._live : 0);
    if (value?._held !== undefined) pin(value._held); // reached through this tensor from now on
  }
  /** The name of the function that made it, such as `AddBackward0`; undefined for a leaf. */
  get gradFn(): string | undefined {
    return native.gradientFunction(this._live) || undefined;
  }
  numel(): number {
    return this.#fact(FACT_ELEMENTS);
  }
  /** Bytes an element. */
  elementSize(): number {
    return this.#fact(FACT_ELEMENT_SIZE);
  }
  isContiguous(options: { memoryFormat?: 'contiguous' | 'channelsLast' } = {}): boolean {
    return this.#fact(options.memoryFormat === 'channelsLast' ? FACT_CHANNELS_LAST : FACT_CONTIGUOUS) !== 0;
  }
  /** Steps between neighbours, in elements, a dimension each. */
  stride(): number[] {
    return Array.from(cells.subarray(0, native.stride(this._live)));
  }
  storageOffset(): number {
    return this.#fact(FACT_STORAGE_OFFSET);
  }
  /** The address of the storage: equal for a tensor and its views. */
  storageAddress(): number {
    return this.#fact(FACT_STORAGE_ADDRESS);
  }

  /**
   * The value of a tensor with one element; booleans are 0 and 1.
   * @throws {TorchError} value — where there are more elements, or an integer beyond 2^53 (see `toArray`)
   */
  item(): number {
    native.item(this._live);
    const tag = cells[0];
    if (tag === TAG_COMPLEX) throw new TorchError('dtype', 'item() of a complex tensor', { hint: 'use toArray()' });
    if (tag === TAG_BIG_INT)
      throw new TorchError('value', `item(): ${integers[1]} is beyond 2^53`, {
        hint: 'use data(), which gives a bigint',
      });
    return cells[1]!;
  }

  /**
   * A copy of the elements in row-major order. Elements of int64 come as bigint, of bool as 0 and 1, of float16 and
   * bfloat16 as float32, of complex as pairs of real and imaginary part.
   */
  data(): TypedArray {
    const dtype = this.dtype;
    const elements = arrayOf[dtype];
    if (isComplex(dtype)) {
      using leaf = this.detach();
      using plain = leaf.resolveConj();
      using pairs = plain.viewAsReal();
      return pairs.data();
    }
    if (elements === undefined) {
      using wide = this.to('float32');
      return wide.data();
    }
    const length = this.numel();
    let array: TypedArray;
    try {
      array = new elements(length);
    } catch (cause) {
      throw new TorchError('out-of-memory', `there is no room for an array of ${length} elements`, { cause });
    }
    native.read(this._live, array);
    return array;
  }

  /** Takes it out of its scope: the garbage collector frees it. */
  keep(): this {
    release(this);
    return this;
  }
  /** Another object for the same tensor, with a lifetime of its own. */
  alias(): Tensor {
    const other = new Tensor(native.alias(this._live));
    other._held = this._held;
    return other;
  }
  /** Whether both objects name the same tensor. */
  isSame(other: Tensor): boolean {
    return native.same(this._live, other._live);
  }
  /** Frees it now; a second call does nothing. Views and the autograd graph keep the memory as long as they need it. */
  dispose(): void {
    if (this._handle === 0) return;
    cells[0] = this._handle;
    this._handle = 0;
    native.free(1);
  }
  [Symbol.dispose](): void {
    this.dispose();
  }
}
