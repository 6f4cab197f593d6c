import type { ModuleLike } from './module-like.ts';
import { locate } from './path.ts';

/** @internal The function that an instance is: calling it runs `forward`, and an engine error learns the layer's path on its way up. */
export function callable<M extends object>(prototype: M): M {
  const self = (...args: unknown[]): unknown => {
    try {
      return (self as unknown as { forward(...args: unknown[]): unknown }).forward(...args); // self has `prototype`'s methods
    } catch (error) {
      throw locate(error, self as unknown as ModuleLike, args); // as: and its fields
    }
  };
  return Object.setPrototypeOf(self, prototype);
}
