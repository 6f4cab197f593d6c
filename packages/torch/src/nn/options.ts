import { notOptions, unknownOption } from './errors.ts';

/** A caller's options over defaults `D`: every name may be left out or undefined. */
export type Options<D> = { readonly [K in keyof D]?: D[K] | undefined };

/** One number for every spatial dimension, or one for each. */
export type Size = number | readonly number[];

/**
 * Options over their defaults. Without options the defaults object itself comes back, so a call costs nothing.
 *
 * @throws {TorchError} unknown-option — for a name that `defaults` lacks, with the nearest that it has
 */
export function withDefaults<D extends object>(where: string, defaults: D, options: Options<D> | undefined): D {
  if (options === undefined) return defaults;
  if (typeof options !== 'object' || options === null) throw notOptions(where, options, Object.keys(defaults));
  const result = { ...defaults };
  for (const name of Object.keys(options)) {
    if (!(name in defaults)) throw unknownOption(where, name, Object.keys(defaults));
    const key = name as keyof D; // own name of options, checked to be one of defaults
    const value = options[key];
    if (value !== undefined) result[key] = value;
  }
  return result;
}

/** `size` once per spatial dimension. */
export function spread(size: Size, count: number): number[] {
  return typeof size === 'number' ? new Array<number>(count).fill(size) : [...size];
}
