import { type Body, type Check, checkOf, type Guard, type Wrap } from './check-call.ts';

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
  if (how.lines[0]?.startsWith('...')) return fn; // it takes anything
  const body = fn as unknown as Body; // as: called with what was checked
  const guarded = how.lines.at(-1) === '=> Promise' ? asynchronous(checkOf(how), body) : synchronous(body, how);
  for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(fn)))
    if (key !== 'prototype') Object.defineProperty(guarded, key, property); // name, length, what was hung on it
  return guarded as unknown as F; // it takes what `fn` takes, and gives what it gives
}

function synchronous(body: Body, how: Guard): Body {
  const check = checkOf(how);
  const checked = (self: unknown, args: unknown[]): unknown => {
    const meant = check(args);
    return Reflect.apply(body, self, meant < args.length ? args.slice(0, meant) : args);
  };
  const wrap = how.wrap ?? (mayBeEmpty(how.lines) ? orNothing : always);
  return wrap(body, checked);
}

const mayBeEmpty = (lines: readonly string[]): boolean => !lines.some((line) => /^\w+(:|$)/.test(line));

const always: Wrap = (_, checked) =>
  function (...args) {
    return checked(this, args);
  };

// With nothing given nothing is wrong.
const orNothing: Wrap = (body, checked) =>
  function (...args) {
    return args.length === 0 ? body.call(this) : checked(this, args);
  };

function asynchronous(check: Check, body: Body): Body {
  return function (...args) {
    let meant: number;
    try {
      meant = check(args);
    } catch (error) {
      return Promise.reject(error);
    }
    return Reflect.apply(body, this, meant < args.length ? args.slice(0, meant) : args);
  };
}
