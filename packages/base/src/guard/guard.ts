import { checkOf, type Guard } from './check-call.ts';

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
  const call: (self: unknown, args: ArrayLike<unknown>) => unknown = Function.prototype.apply.bind(fn);
  const guarded = how.lines.at(-1) === '=> Promise' ? asynchronous(check, call) : synchronous(check, call);
  for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(fn)))
    if (key !== 'prototype') Object.defineProperty(guarded, key, property); // name, length, what was hung on it
  return guarded as unknown as F; // it takes what `fn` takes, and gives what it gives
}

type Check = ReturnType<typeof checkOf>;
type Call = (self: unknown, args: ArrayLike<unknown>) => unknown;

// `arguments`, since a rest parameter would be copied at every call.
const synchronous = (check: Check, call: Call) =>
  function (this: unknown): unknown {
    // biome-ignore lint/complexity/noArguments: see above
    return call(this, check(arguments) ? [arguments[0]] : arguments);
  };

const asynchronous = (check: Check, call: Call) =>
  function (this: unknown): unknown {
    let only: boolean;
    try {
      // biome-ignore lint/complexity/noArguments: see above
      only = check(arguments);
    } catch (error) {
      return Promise.reject(error);
    }
    // biome-ignore lint/complexity/noArguments: see above
    return call(this, only ? [arguments[0]] : arguments);
  };
