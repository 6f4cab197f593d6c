import type { Tensor } from '../../../tensor/tensor.ts';
import type { AnyModule } from '../../module/module.ts';
import { derivedFields, ownClass } from '../../module/own-class.ts';

interface Derivation {
  get(module: AnyModule): Tensor;
  set?(module: AnyModule, value: Tensor): void;
}

function placeOf(module: AnyModule, prefix: string): object {
  const there = Object.getPrototypeOf(module) as object; // as: every module has one
  if (derivedFields(there)) return there;
  const place = ownClass(there, `${prefix}${module.constructor.name}`);
  Object.setPrototypeOf(module, place);
  return place;
}

/** @internal Makes a field of a module one that is worked out where it is read. */
export function derive(module: AnyModule, field: string, { get, set }: Derivation, prefix = ''): void {
  const place = placeOf(module, prefix);
  delete (module as unknown as Record<string, unknown>)[field]; // as: by name
  derivedFields(place)!.add(field); // made above
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
  const place = Object.getPrototypeOf(module) as object; // as: it was derived
  const fields = derivedFields(place)!; // it was derived
  delete (place as unknown as Record<string, unknown>)[field]; // as: by name
  fields.delete(field);
  if (fields.size === 0) Object.setPrototypeOf(module, Object.getPrototypeOf(place));
  Object.assign(module, { [field]: value });
}

/** @internal Whether a field of a module is worked out. */
export const isDerived = (module: AnyModule, field: string): boolean => {
  const place = Object.getPrototypeOf(module) as object; // as: every module has one
  return derivedFields(place)?.has(field) ?? false;
};
