import { checkOf, classOf, type Guard, passed } from './check-call.ts';

/** Any function. */
export type Callable = (...args: never[]) => unknown;

/**
 * A function behind a check of its arguments: how many there are, the kinds of those that its signature tells, the names and
 * kinds of its options. What is wrong is thrown before the function is entered; where it gives a promise, that is rejected.
 *
 * @example
 * const padChecked = guard(pad, { name: 'F.pad', lines: ['input', 'pad: number[]', 'options?: {Pad}'], within, fail });
 * padChecked(x, [1, 1], 'reflect'); // throws: F.pad takes options by name … For mode write { mode: 'reflect' }.
 */
export function guard<F extends Callable>(fn: F, how: Guard): F {
  const check = checkOf(how);
  const any = fn as unknown as Any; // as: called with what was checked
  const guarded = how.lines.at(-1) === '=> Promise' ? asynchronous(check, any) : synchronous(check, any);
  for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(fn)))
    if (key !== 'prototype') Object.defineProperty(guarded, key, property); // name, length, what was hung on it
  return guarded as unknown as F; // it takes what `fn` takes, and gives what it gives
}

type Check = ReturnType<typeof checkOf>;
type Any = (...args: unknown[]) => unknown;

// `arguments`, since a rest parameter would be copied at every call. Most calls that are short are of one to three tensors:
// the classes of the last such call are kept, and another of the same is let through without looking at its parameters.
function synchronous(check: Check, fn: Any): Any {
  let count = 0;
  let [one, two, three]: (object | undefined)[] = [];
  return function (this: unknown, a?: unknown, b?: unknown, c?: unknown): unknown {
    // biome-ignore lint/complexity/noArguments: see above
    const args = arguments;
    if (args.length === count && prototypeOf(a) === one) {
      if (count === 1) return fn.call(this, a);
      if (prototypeOf(b) === two) {
        if (count === 2) return fn.call(this, a, b);
        if (prototypeOf(c) === three) return fn.call(this, a, b, c);
      }
    }
    const result = check(args);
    if (result === passed.onlyFirst) return fn.call(this, a);
    if (result === passed.byClass && args.length <= 3) {
      count = args.length;
      [one, two, three] = [a, b, c].map(classOf);
    }
    return Reflect.apply(fn, this, args);
  };
}

const prototypeOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? Object.getPrototypeOf(value) : null; // no class is null

function asynchronous(check: Check, fn: Any): Any {
  return function (this: unknown, ...args: unknown[]): unknown {
    let only: boolean;
    try {
      only = check(args) === passed.onlyFirst;
    } catch (error) {
      return Promise.reject(error);
    }
    return Reflect.apply(fn, this, only ? args.slice(0, 1) : args);
  };
}
