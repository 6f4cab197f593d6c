import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { inspect } from 'node:util';
import type { TensorMethods } from '../../generated/methods.ts';
import { type Hook, type HookHandle, hook, postAccumulateHook, runBackward } from '../autograd/hooks.ts';
import { invoke, isOptions } from '../engine/dispatch.ts';
import { cells, integers, native } from '../engine/native.ts';
import { Operator } from '../engine/operator.ts';
import { COLLECTOR, type Owner, own, release } from '../engine/scope.ts';
import { TorchError } from '../errors.ts';
import {
  arrayOf,
  type Device,
  type DType,
  deviceName,
  dtypes,
  isComplex,
  isDevice,
  type Layout,
  layouts,
  type MemoryFormat,
  type TypedArray,
} from './dtype.ts';
import { assign, type Index, select } from './indexing.ts';
import { nested } from './nested.ts';
import { formatTensor } from './print.ts';

export type { Device, DType } from './dtype.ts';

/** Where `to` moves a tensor and what it turns it into. */
export interface ToOptions {
  device?: Device;
  dtype?: DType;
  nonBlocking?: boolean;
  copy?: boolean;
  memoryFormat?: MemoryFormat;
}

const to = new Operator('aten::to');
const emptyLike = new Operator('aten::empty_like');
const copy = new Operator('aten::copy_');

function wantedOf(target: Device | DType | Tensor | ToOptions): ToOptions {
  if (target instanceof Tensor) return { device: target.device, dtype: target.dtype };
  if (typeof target !== 'string') return target;
  return isDevice(target) ? { device: target } : { dtype: target as DType }; // as: dtypes.code checks
}

// Every operator whose first argument is `self` is a method, under PyTorch's name in camel case (methods.ts).
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

  /** @internal Takes ownership of a handle. Tensors are made by `torch.tensor`, `torch.zeros` and the operators. */
  constructor(handle: number) {
    this._handle = handle;
    own(this);
  }

  /** @internal The handle, checked. */
  get _live(): number {
    if (this._handle === 0)
      throw new TorchError('FREED', `a ${this.constructor.name} was used after it was freed`, {
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
    return dtypes.name(this.#fact(0));
  }
  get device(): Device {
    native.facts(this._live);
    return deviceName(cells[1]!, cells[2]!);
  }
  get layout(): Layout {
    return layouts.name(this.#fact(3));
  }
  get isLeaf(): boolean {
    return this.#fact(5) !== 0;
  }
  /** Whether `dispose`, a scope or nothing has freed it yet. */
  get isFreed(): boolean {
    return this._handle === 0;
  }
  get requiresGrad(): boolean {
    return this.#fact(4) !== 0;
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
  }
  /** The name of the function that made it, such as `AddBackward0`; undefined for a leaf. */
  get gradFn(): string | undefined {
    return native.gradientFunction(this._live) || undefined;
  }
  /** The transpose of a matrix: a view. */
  get T(): Tensor {
    return this.transpose(0, 1);
  }

  numel(): number {
    return this.#fact(6);
  }
  /** Bytes an element. */
  elementSize(): number {
    return this.#fact(7);
  }
  isContiguous(options: { memoryFormat?: 'contiguous' | 'channelsLast' } = {}): boolean {
    return this.#fact(options.memoryFormat === 'channelsLast' ? 11 : 8) !== 0;
  }
  /** Steps between neighbours, in elements, a dimension each. */
  stride(): number[] {
    return Array.from(cells.subarray(0, native.stride(this._live)));
  }
  storageOffset(): number {
    return this.#fact(10);
  }
  /** The address of the storage: equal for a tensor and its views. */
  storageAddress(): number {
    return this.#fact(12);
  }

  /**
   * The value of a tensor with one element; booleans are 0 and 1.
   * @throws TorchError where there are more elements, or an integer beyond 2^53 (see `toArray`)
   */
  item(): number {
    native.item(this._live);
    const tag = cells[0];
    if (tag === 6) throw new TorchError('DTYPE', 'item() of a complex tensor', { hint: 'use toArray()' });
    if (tag === 3)
      throw new TorchError('VALUE', `item(): ${integers[1]} is beyond 2^53`, {
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
      throw new TorchError('OUT_OF_MEMORY', `there is no room for an array of ${length} elements`, { cause });
    }
    native.read(this._live, array);
    return array;
  }

  /** The elements as nested arrays of numbers, booleans, bigints beyond 2^53, or `Complex`. */
  toArray(): unknown {
    return nested(this);
  }

  /** `data` that does not block the event loop while a GPU finishes its work. */
  async dataAsync(): Promise<TypedArray> {
    const host = await this.toAsync('cpu');
    try {
      return host.data();
    } finally {
      host.dispose();
    }
  }
  /** `item` that does not block the event loop while a GPU finishes its work. */
  async itemAsync(): Promise<number> {
    const host = await this.toAsync('cpu');
    try {
      return host.item();
    } finally {
      host.dispose();
    }
  }
  /**
   * `to`, done when the copy is: the event loop runs on while the device works. The result is not owned by a scope.
   *
   * @example
   * const loss = await step.toAsync('cpu');
   */
  async toAsync(target: Device | DType | Tensor | ToOptions): Promise<Tensor> {
    native.facts(this._live);
    const [type, index] = [cells[1]!, cells[2]!];
    const moved = this.#start(target);
    // What needs no copy is the same tensor: its own object is to be disposed of alone.
    const result = (moved === this ? moved.alias() : moved).keep();
    await finished(type, index);
    return result;
  }

  // Only memory that the system may not move is copied to while the caller goes on.
  #start(target: Device | DType | Tensor | ToOptions): Tensor {
    const { device, ...rest } = wantedOf(target);
    if (device !== 'cpu' || !this.device.startsWith('cuda')) return this.to(target, { nonBlocking: true });
    const made = this.to({ ...rest, nonBlocking: true });
    const host = invoke(emptyLike, made, [{ device: 'cpu', pinMemory: true }]) as Tensor; // as: it gives a tensor
    return invoke(copy, host, [made, true]) as Tensor;
  }

  /** The part that the indices select: integers, `slice(…)`, `ELLIPSIS`, null for a new dimension, index tensors. */
  at(...indices: Index[]): Tensor {
    return select(this, indices);
  }
  /** Writes `value` to the part that the indices select. */
  setAt(indices: Index | Index[], value: Tensor | number | boolean): this {
    assign(this, Array.isArray(indices) ? indices : [indices], value);
    return this;
  }

  /** Moves or converts: a device, a dtype, another tensor to be like, or both as options. */
  to(target: Device | DType | Tensor | ToOptions, options: ToOptions = {}): Tensor {
    const wanted = { ...wantedOf(target), ...options };
    const named: Record<string, unknown> = { dtype: wanted.dtype, device: wanted.device, ...wanted };
    for (const name in named) if (named[name] === undefined) delete named[name];
    return invoke(to, this, [named]) as Tensor; // as: aten::to returns a tensor
  }
  cpu(): Tensor {
    return this.to('cpu');
  }
  cuda(): Tensor {
    return this.to('cuda');
  }
  float(): Tensor {
    return this.to('float32');
  }
  double(): Tensor {
    return this.to('float64');
  }
  long(): Tensor {
    return this.to('int64');
  }
  bool(): Tensor {
    return this.to('bool');
  }
  half(): Tensor {
    return this.to('float16');
  }
  bfloat16(): Tensor {
    return this.to('bfloat16');
  }

  /**
   * Adds the gradients of this tensor to the `grad` of the leaves it was computed from.
   * @param gradient same shape as this; may be left out for one element
   */
  backward(gradient?: Tensor, options: { retainGraph?: boolean; createGraph?: boolean; inputs?: Tensor[] } = {}): void {
    runBackward([this], gradient ? [gradient] : undefined, options);
  }
  /** Keeps the gradient of a tensor that is no leaf. */
  retainGrad(): this {
    native.retainGradient(this._live);
    return this;
  }
  /** Sees this tensor's gradient in `backward`; what it returns replaces it. */
  registerHook(body: Hook): HookHandle {
    return hook(this, body);
  }
  /** Called with this leaf after its gradient was added to. */
  registerPostAccumulateGradHook(body: (leaf: Tensor) => void): HookHandle {
    return postAccumulateHook(this, body);
  }

  /** Takes it out of its scope: the garbage collector frees it. */
  keep(): this {
    release(this);
    return this;
  }
  /** Another object for the same tensor, with a lifetime of its own. */
  alias(): Tensor {
    return new Tensor(native.alias(this._live));
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

  toJSON(): unknown {
    return this.toArray();
  }
  toString(): string {
    return formatTensor(this);
  }
  [inspect.custom](): string {
    return formatTensor(this);
  }
}

const CPU = 0; // at::kCPU

// Waits for the work that a device has now, looking again after ever longer pauses of at most 4 ms.
async function finished(type: number, index: number): Promise<void> {
  if (type === CPU) return;
  const event = native.mark(type, index);
  for (let pause = 0; !native.reached(event); pause = Math.min(4, pause + 0.25))
    await (pause < 1 ? nextTurn() : delay(pause));
}

/** A value as an error message shows it: `Tensor[2, 3] float32`, `'same'`, `[1, 2]`. Calls no getter. */
export function describe(value: unknown, depth = 0): string {
  if (value instanceof Tensor) {
    try {
      const { device, shape, dtype } = value;
      return `Tensor[${shape.join(', ')}] ${dtype}${device === 'cpu' ? '' : ` ${device}`}`;
    } catch {
      return 'freed Tensor'; // or an object that was made to look like one
    }
  }
  const inner = (each: unknown) => (depth < 3 ? describe(each, depth + 1) : '…');
  if (Array.isArray(value))
    return `[${value.slice(0, 4).map(inner).join(', ')}${value.length > 4 ? `, … ${value.length} in all` : ''}]`;
  if (isOptions(value)) {
    const fields = Object.entries(Object.getOwnPropertyDescriptors(value));
    return `{ ${fields.map(([name, field]) => `${name}: ${'value' in field ? inner(field.value) : '[Getter]'}`).join(', ')} }`;
  }
  return inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 60 });
}
