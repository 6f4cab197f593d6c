import { readOptions } from '@capstan/base';
import { optionFault, TrainError } from '../errors.ts';
import type { OptionKind } from './option-kind.ts';

/** What is known of one kind of a thing: its name, what it does, its options. Flags, help, types and schema follow. */
export interface Recipe<K extends string, O extends object> {
  readonly kind: K;
  /** One sentence, for help and documentation. */
  readonly about: string;
  readonly options: { readonly [N in keyof O]-?: OptionKind<O[N]> };
  readonly defaults: NoInfer<O>;
}

/** A thing as plain JSON, every option filled in: it is kept with the run as it is. */
export type Value<K extends string, O extends object> = { readonly kind: K } & { readonly [N in keyof O]: O[N] };

/** Makes values of a kind; carries the recipe, and what the kind does. */
export type Maker<K extends string, O extends object, D extends object> = ((
  options?: {
    readonly [N in keyof O]?: O[N] | undefined;
  },
) => Value<K, O>) &
  Recipe<K, O> &
  D;

/**
 * The function that makes values of a kind.
 *
 * @throws {TrainError} unknown-option, wrong-option, not-options, too-many-arguments — of the function that it gives
 * @example export const constant = maker({ kind: 'constant', about: 'stays as it is', options: {}, defaults: {} });
 */
export function maker<const K extends string, O extends object, D extends object>(
  recipe: Recipe<K, O> & D,
): Maker<K, O, D> {
  const { kind, options: shape, defaults } = recipe;
  const make = (...given: [object?]) => {
    if (given.length > 1) {
      throw new TrainError('too-many-arguments', `${kind}() takes one object of options, received ${given.length}.`);
    }
    return { kind, ...readOptions(`${kind}()`, shape, given[0] ?? undefined, defaults, optionFault) };
  };
  Object.defineProperty(make, 'name', { value: kind });
  return Object.assign(make, recipe) as Maker<K, O, D>; // readOptions gives every name of O, of its kind
}
