// A class between a module and its own, which only this module has: what a field is no longer, it can work out.
const DERIVED: unique symbol = Symbol('a class of one module, whose weights are worked out');

/** @internal The fields that a class of one module works out; none where it is no such class. */
export function derivedFields(prototype: object): Set<string> | undefined {
  return Object.hasOwn(prototype, DERIVED)
    ? (prototype as { [DERIVED]: Set<string> })[DERIVED] // as: asked before
    : undefined;
}

/** @internal A class of one module above another. */
export function ownClass(above: object, name: string): object {
  const Base = above.constructor as new () => object; // as: never constructed
  const Derived = class extends Base {};
  Object.defineProperty(Derived, 'name', { value: name });
  Object.defineProperty(Derived.prototype, DERIVED, { value: new Set<string>() });
  return Derived.prototype;
}

/** @internal The class of a copy: its own again, where the module has one of its own. */
export function classOfCopy(prototype: object): object {
  const fields = derivedFields(prototype);
  if (fields === undefined) return prototype;
  const above = Object.getPrototypeOf(prototype) as object; // as: it was derived from one
  const copy = ownClass(above, prototype.constructor.name);
  for (const field of fields) {
    Object.defineProperty(copy, field, Object.getOwnPropertyDescriptor(prototype, field)!); // derived fields have one
    derivedFields(copy)!.add(field); // made above
  }
  return copy;
}
