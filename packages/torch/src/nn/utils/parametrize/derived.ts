import type { Tensor } from '../../../tensor/tensor.ts';
import type { AnyModule } from '../../module/module.ts';

const DERIVED: unique symbol = Symbol('a class of one module, whose weights are worked out');

interface Derivation {
  get(module: AnyModule): Tensor;
  set?(module: AnyModule, value: Tensor): void;
}

// A class between the module and its own, which only this module has: what a field is no longer, it can work out.
function ownClass(module: AnyModule, prefix: string): object {
  const there = Object.getPrototypeOf(module) as object; // as: every module has one
  if (Object.hasOwn(there, DERIVED)) return there;
  const Base = module.constructor as new () => object; // as: never constructed
  const Derived = class extends Base {};
  Object.defineProperty(Derived, 'name', { value: `${prefix}${Base.name}` });
  Object.defineProperty(Derived.prototype, DERIVED, { value: new Set<string>() });
  Object.setPrototypeOf(module, Derived.prototype);
  return Derived.prototype;
}

/** @internal Makes a field of a module one that is worked out where it is read. */
export function derive(module: AnyModule, field: string, { get, set }: Derivation, prefix = ''): void {
  const place = ownClass(module, prefix);
  delete (module as unknown as Record<string, unknown>)[field]; // as: by name
  (place as { [DERIVED]: Set<string> })[DERIVED].add(field); // as: made above
  Object.defineProperty(place, field, {
    configurable: true,
    get(this: AnyModule) {
      return get(this);
    },
    set(this: AnyModule, value: Tensor) {
      if (set) set(this, value);
      else throw new TypeError(`${field} is worked out, and cannot be set`);
    },
  });
}

/** @internal Makes a field that was worked out hold a value again; with the last the module has its own class again. */
export function settle(module: AnyModule, field: string, value: Tensor): void {
  const place = Object.getPrototypeOf(module) as { [DERIVED]: Set<string> }; // as: it was derived
  delete (place as unknown as Record<string, unknown>)[field]; // as: by name
  place[DERIVED].delete(field);
  if (place[DERIVED].size === 0) Object.setPrototypeOf(module, Object.getPrototypeOf(place));
  Object.assign(module, { [field]: value });
}

/** @internal Whether a field of a module is worked out. */
export const isDerived = (module: AnyModule, field: string): boolean => {
  const place = Object.getPrototypeOf(module) as object; // as: every module has one
  return Object.hasOwn(place, DERIVED) && (place as { [DERIVED]: Set<string> })[DERIVED].has(field); // as: asked before
};
