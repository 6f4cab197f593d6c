import { AsyncLocalStorage } from 'node:async_hooks';
import { TorchError } from '../errors.ts';
import { cells, native } from './native.ts';

// A tensor is a number in the engine of its own thread. Cloning reads its fields, and cannot clone a symbol: posting one
// fails with "Symbol(…) could not be cloned", whose description is for the reader. Costs nothing where nobody posts.
const UNCLONEABLE: unique symbol = Symbol('a Tensor belongs to its thread; post torch.share(tensor), whose ticket');

/** @internal The owner of a tensor that the garbage collector frees. */
export const COLLECTOR: typeof UNCLONEABLE = UNCLONEABLE;

/** @internal What frees a tensor. */
export type Owner = Scope | typeof COLLECTOR;

/** @internal Marks what scopes own: tensors, which stand above this file. */
export const OWNED: unique symbol = Symbol('owned by a scope');

/** @internal What a scope needs of a tensor. */
export interface Owned {
  _handle: number;
  _scope: Owner;
  readonly [OWNED]: true;
}

const isOwned = (value: object): value is Owned => OWNED in value;

/** Owns the tensors created while it is the innermost open scope, and frees them when it is disposed. */
export class Scope implements Disposable {
  #tensors: Owned[] = [];
  #parent: Scope | null;
  #open = true;
  #crossed = false;
  /** @internal Keeps it, and what refers to it, from being cloned. */
  readonly _uncloneable: symbol = UNCLONEABLE;

  constructor(parent: Scope | null) {
    this.#parent = parent;
  }

  get open(): boolean {
    return this.#open;
  }

  /** @internal */
  add(tensor: Owned): void {
    this.#tensors.push(tensor);
  }

  /** How many tensors it owns now, those freed by hand included. */
  get size(): number {
    return this.#tensors.length;
  }

  /** @internal Frees what is still owned. */
  free(): void {
    this.#open = false;
    const tensors = this.#tensors;
    this.#tensors = [];
    let count = 0;
    for (const tensor of tensors) {
      if (tensor._scope !== this || tensor._handle === 0) continue;
      if (count === cells.length) {
        native.free(count);
        count = 0;
      }
      cells[count++] = tensor._handle;
      tensor._handle = 0;
    }
    if (count > 0) native.free(count);
  }

  /**
   * @internal An `await` or a `yield` passed while this synchronous scope was open. What it owns may be of code that knows
   * nothing of it, and whoever opened it may never come back: the garbage collector frees that.
   */
  cross(): Scope | null {
    this.#crossed = true;
    const tensors = this.#tensors;
    this.#tensors = [];
    for (const tensor of tensors) if (tensor._scope === this) release(tensor);
    return this.#parent;
  }

  [Symbol.dispose](): void {
    if (!this.#open) return;
    if (!this.#crossed) {
      while (top !== null && top !== this) top = top.cross(); // of generators that stopped inside of this one
      top = this.#parent;
    }
    this.free();
    if (this.#crossed)
      throw new TorchError('scope', 'a scope opened with `using` was held across an `await` or a `yield`', {
        hint: 'write `await torch.scope(async () => { … })` where the body awaits; close the scope before a generator yields',
      });
  }
}

// The innermost scope opened by `using`. It never outlives the synchronous code that opened it, so whoever runs now
// sees its own; asynchronous scopes follow their own continuation.
let top: Scope | null = null;
const continuation = new AsyncLocalStorage<Scope | null>();
let asynchronous = 0; // asynchronous scopes that are open; a look-up is spared where there are none
let watching = false;

function watch(): void {
  watching = false;
  while (top) top = top.cross();
}

function currentScope(): Scope | null {
  if (top !== null) return top;
  if (asynchronous === 0) return null;
  const scope = continuation.getStore() ?? null;
  return scope?.open ? scope : null;
}

/** @internal Gives a new tensor its owner: the innermost scope, or the garbage collector where there is none. */
export function own(tensor: Owned): void {
  const scope = top ?? currentScope();
  if (scope === null) native.adopt(tensor, tensor._handle);
  else {
    tensor._scope = scope;
    scope.add(tensor);
  }
}

/** @internal Hands a tensor to the garbage collector. */
export function release(tensor: Owned): void {
  if (tensor._scope === COLLECTOR || tensor._handle === 0) return;
  tensor._scope = COLLECTOR;
  native.adopt(tensor, tensor._handle);
}

// Tensors reachable from a value through arrays, plain objects, maps, sets and modules.
function reachable(value: unknown, found: Owned[], seen: Set<unknown>): void {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function') || ArrayBuffer.isView(value)) return;
  if (isOwned(value)) {
    found.push(value);
    return;
  }
  if (seen.has(value)) return;
  seen.add(value);
  if (value instanceof Map || value instanceof Set) {
    for (const entry of value) reachable(entry, found, seen);
  } else {
    for (const key in value) reachable((value as Record<string, unknown>)[key], found, seen); // as: any object
  }
}

function survive(value: unknown, scope: Scope, parent: Scope | null): void {
  const found: Owned[] = [];
  reachable(value, found, new Set());
  for (const tensor of found) {
    if (tensor._scope !== scope) continue;
    if (parent === null) release(tensor);
    else {
      tensor._scope = parent;
      parent.add(tensor);
    }
  }
}

/**
 * Frees the tensors created inside. `using step = torch.scope()` serves a body without `await`; the function form
 * serves both, and what it returns survives. Parameters, buffers, gradients and optimizer state are never owned.
 *
 * @throws {TorchError} scope — where a `using` scope is held across an `await`
 * @example
 * for (const { input, target } of batches) {
 *   using step = torch.scope();
 *   F.crossEntropy(model(input), target).backward();
 * } // the activations are freed here
 * const mean = await torch.scope(async () => (await nextBatch()).mean());
 */
export function scope(): Scope;
export function scope<T>(body: () => T): T;
export function scope<T>(body?: () => T): Scope | T {
  if (body === undefined) {
    top = new Scope(top);
    if (!watching) {
      watching = true;
      queueMicrotask(watch);
    }
    return top;
  }
  const outer = top;
  const parent = currentScope();
  const inner = new Scope(parent);
  asynchronous++;
  top = null;
  let result: T;
  try {
    result = continuation.run(inner, body);
  } catch (error) {
    asynchronous--;
    inner.free();
    throw error;
  } finally {
    top = outer;
  }
  // A synchronous owner is gone by the time a promise settles: then what survives goes to an asynchronous one.
  const settle = (value: unknown, owner: Scope | null): void => {
    asynchronous--;
    survive(value, inner, owner);
    inner.free();
  };
  if (!(result instanceof Promise)) {
    settle(result, parent);
    return result;
  }
  const settled = result.then(
    (value: unknown) => {
      settle(value, parent?.open && parent !== outer ? parent : null);
      return value;
    },
    (error: unknown) => {
      settle(undefined, null);
      throw error;
    },
  );
  return settled as T; // as: a promise of the same value
}
