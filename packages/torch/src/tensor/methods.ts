// Gives Tensor its methods over operators: those written by hand below, then every operator whose first argument is `self`,
// whose types are generated/methods.ts.
import { inspect } from 'node:util';
import { METHODS } from '../../generated/operators.ts';
import { type Hook, type HookHandle, hook, postAccumulateHook, runBackward } from '../autograd/hooks.ts';
import { invoke } from '../engine/dispatch.ts';
import { camel } from '../engine/names.ts';
import { native } from '../engine/native.ts';
import { Operator } from '../engine/operator.ts';
import type { Device, DType, TypedArray } from './dtype.ts';
import { assign, type Index, select } from './indexing.ts';
import { nested } from './nested.ts';
import { formatTensor } from './print.ts';
import { Tensor } from './tensor.ts';
import { onHost, type ToOptions, to, toAsync } from './to.ts';

/** Methods of `Tensor` that stand above operators. */
export interface WrittenMethods {
  /** All dimensions in reverse, of a matrix its transpose: a view. */
  readonly T: Tensor;

  /** The elements as nested arrays of numbers, booleans, bigints beyond 2^53, or `Complex`. */
  toArray(): unknown;
  /** `data` that does not block the event loop while a GPU finishes its work. */
  dataAsync(): Promise<TypedArray>;
  /** `item` that does not block the event loop while a GPU finishes its work. */
  itemAsync(): Promise<number>;
  /**
   * `to`, done when the copy is: the event loop runs on while the device works. The result is not owned by a scope.
   *
   * @example
   * const loss = await step.toAsync('cpu');
   */
  toAsync(target: Device | DType | Tensor | ToOptions): Promise<Tensor>;

  /** The part that the indices select: integers, `slice(…)`, `ELLIPSIS`, null for a new dimension, index tensors. */
  at(...indices: Index[]): Tensor;
  /** Writes `value` to the part that the indices select. */
  setAt(indices: Index | Index[], value: Tensor | number | boolean): this;

  /** Moves or converts: a device, a dtype, a device and a dtype, another tensor to be like, or what is wanted as options. */
  to(target: Device | DType | Tensor | ToOptions, options?: DType | ToOptions): Tensor;
  cpu(): Tensor;
  cuda(): Tensor;
  float(): Tensor;
  double(): Tensor;
  long(): Tensor;
  bool(): Tensor;
  half(): Tensor;
  bfloat16(): Tensor;

  /**
   * Adds the gradients of this tensor to the `grad` of the leaves it was computed from.
   * @param gradient same shape as this; may be left out for one element
   */
  backward(gradient?: Tensor, options?: { retainGraph?: boolean; createGraph?: boolean; inputs?: Tensor[] }): void;
  /** Keeps the gradient of a tensor that is no leaf. */
  retainGrad(): this;
  /** Sees this tensor's gradient in `backward`; what it returns replaces it. */
  registerHook(body: Hook): HookHandle;
  /** Called with this leaf after its gradient was added to. */
  registerPostAccumulateGradHook(body: (leaf: Tensor) => void): HookHandle;

  toJSON(): unknown;
  toString(): string;
  [inspect.custom](): string;
}

declare module './tensor.ts' {
  interface Tensor extends WrittenMethods {}
}

const written: WrittenMethods & ThisType<Tensor> = {
  get T() {
    const self = this as Tensor; // as: it is read from a tensor
    return self.permute(self.shape.map((_, dim) => dim).reverse());
  },
  toArray() {
    return nested(this);
  },
  dataAsync() {
    return onHost(this, (host) => host.data());
  },
  itemAsync() {
    return onHost(this, (host) => host.item());
  },
  toAsync(target) {
    return toAsync(this, target);
  },
  at(...indices) {
    return select(this, indices);
  },
  setAt(indices, value) {
    assign(this, Array.isArray(indices) ? indices : [indices], value);
    return this;
  },
  to(target, options) {
    return to(this, target, options);
  },
  cpu() {
    return this.to('cpu');
  },
  cuda() {
    return this.to('cuda');
  },
  float() {
    return this.to('float32');
  },
  double() {
    return this.to('float64');
  },
  long() {
    return this.to('int64');
  },
  bool() {
    return this.to('bool');
  },
  half() {
    return this.to('float16');
  },
  bfloat16() {
    return this.to('bfloat16');
  },
  backward(gradient, options = {}) {
    runBackward([this], gradient ? [gradient] : undefined, options);
  },
  retainGrad() {
    native.retainGradient(this._live);
    return this;
  },
  registerHook(body) {
    return hook(this, body);
  },
  registerPostAccumulateGradHook(body) {
    return postAccumulateHook(this, body);
  },
  toJSON() {
    return this.toArray();
  },
  toString() {
    return formatTensor(this);
  },
  [inspect.custom]() {
    return formatTensor(this);
  },
};

const descriptors = Object.getOwnPropertyDescriptors(written);
for (const name of Reflect.ownKeys(descriptors)) {
  const descriptor = descriptors[name as keyof typeof descriptors]; // as: one of its own keys
  Object.defineProperty(Tensor.prototype, name, { ...descriptor, enumerable: false });
}

for (const name of METHODS.split(' ')) {
  const method = camel(name);
  if (method in Tensor.prototype) continue;
  const target = new Operator(name);
  Object.defineProperty(Tensor.prototype, method, {
    value(this: Tensor, ...args: unknown[]) {
      return invoke(target, this, args);
    },
    writable: true,
    configurable: true,
  });
}
