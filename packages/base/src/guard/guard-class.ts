import { checkOf, type Guard } from './check-call.ts';

/** Any class. */
export type Class = abstract new (...args: never[]) => object;

/**
 * A class whose constructor's arguments are checked as `guard` does. It is a proxy that knows `new` alone, so that
 * `instanceof`, `extends`, static members and the prototype are the class's own.
 *
 * @example class Net extends guardClass(Module, { name: 'nn.Module', lines: [], within, fail }) {}
 */
export function guardClass<C extends Class>(of: C, how: Guard): C {
  const check = checkOf(how);
  const guarded: C = new Proxy(of, {
    construct(target, args, newTarget) {
      check(args);
      return Reflect.construct(target as never, args, newTarget === guarded ? target : newTarget); // as: an abstract one is constructed as a base
    },
  });
  // One object has one `constructor`: the class that a user sees.
  if (of.prototype?.constructor === of) Object.defineProperty(of.prototype, 'constructor', { value: guarded });
  return guarded;
}
