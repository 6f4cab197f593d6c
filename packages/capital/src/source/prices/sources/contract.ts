import { type Kind, readOptions } from '@capstan/base';
import { callFault } from '../../../errors.ts';
import type { PriceRow } from '../price.ts';

/** Where prices come from: how a text of it looks, what must be said beside it, how it is read. */
interface Recipe<K extends string, O extends object> {
  readonly kind: K;
  /** One sentence, for help and documentation. */
  readonly about: string;
  /** What the text itself does not say. */
  readonly options: { readonly [N in keyof O]-?: Kind<O[N]> & { readonly help: string } };
  /** The options that must be given. */
  readonly needs: readonly (keyof O & string)[];
  /** Whether a text with these columns is of this kind. */
  recognises(columns: readonly string[]): boolean;
  /**
   * @throws {CapitalError} bad-input — where what was given cannot be read
   * @throws {CapitalError} bad-number — with the row
   */
  read(text: string, options: O): PriceRow[];
}

export interface PriceSource<K extends string = string, O extends object = object> extends Recipe<K, O> {
  /** As `read`, the options checked: names, kinds, and that none is missing. */
  prices(text: string, options: object): PriceRow[];
}

/** An option of a source: what it must be, and what it says, for help. */
export function option<T>(kind: Kind<T>, help: string): Kind<T> & { readonly help: string } {
  return { ...kind, help };
}

/** One source of prices; adding one is a file that calls this, and a line in `index.ts`. */
export function priceSource<const K extends string, O extends object>(recipe: Recipe<K, O>): PriceSource<K, O> {
  return {
    ...recipe,
    prices(text, given) {
      const options = readOptions(`prices from '${recipe.kind}'`, recipe.options, given, {}, callFault);
      const missing = recipe.needs.find((name) => !(name in options));
      if (missing !== undefined)
        throw callFault(
          'wrong-option',
          `prices from '${recipe.kind}': ${missing} is missing: ${recipe.options[missing].help}.`,
          {
            fields: { option: missing },
          },
        );
      return recipe.read(text, options as O); // as: every option of its kind, and those that are needed are there
    },
  };
}
