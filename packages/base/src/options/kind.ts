import { shown } from '../text/shown.ts';

/** What a value must be: how a message names it, and whether a value is one. */
export interface Kind<T = unknown> {
  /** As in "expected …": `a whole number of at least 1`. */
  readonly expects: string;
  accepts(value: unknown): value is T;
}

const kind = <T>(expects: string, accepts: (value: unknown) => boolean): Kind<T> => ({
  expects,
  accepts: accepts as (value: unknown) => value is T, // the maker of a kind vouches for its type
});

/** A number; NaN is none. */
export const number = kind<number>('a number', (value) => typeof value === 'number' && !Number.isNaN(value));

/** A number within bounds, both included. @example numberFrom(0, 1) // a share */
export const numberFrom = (least: number, most = Number.POSITIVE_INFINITY): Kind<number> =>
  kind(`a number ${range(least, most)}`, (value) => number.accepts(value) && value >= least && value <= most);

/** A whole number within bounds, both included. @example wholeNumber(1) // a count */
export const wholeNumber = (least = Number.MIN_SAFE_INTEGER, most = Number.MAX_SAFE_INTEGER): Kind<number> =>
  kind(
    least === Number.MIN_SAFE_INTEGER ? 'a whole number' : `a whole number ${range(least, most)}`,
    (value) => Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most, // just checked
  );

export const boolean = kind<boolean>('true or false', (value) => typeof value === 'boolean');
export const text = kind<string>('a text', (value) => typeof value === 'string');
export const callback = kind<(...args: never[]) => unknown>('a function', (value) => typeof value === 'function');
export const anything = kind<unknown>('anything', () => true);

/** One of some words. @example oneOf('reflect', 'zeros') */
export const oneOf = <const W extends string>(...words: W[]): Kind<W> =>
  kind(words.map((word) => `'${word}'`).join(', '), (value) => words.some((word) => word === value));

/** A list of values of one kind. @example listOf(text) */
export const listOf = <T>(item: Kind<T>): Kind<readonly T[]> =>
  kind(`a list, each ${item.expects}`, (value) => Array.isArray(value) && value.every((each) => item.accepts(each)));

/** Any of several kinds. @example either(number, listOf(number)) */
export const either = <T extends readonly Kind[]>(...kinds: T): Kind<T[number] extends Kind<infer V> ? V : never> =>
  kind(kinds.map(({ expects }) => expects).join(', or '), (value) => kinds.some((each) => each.accepts(value)));

/**
 * Why a value is not of a kind, or undefined where it is.
 *
 * @unguarded it checks what it is given
 * @example refusal(number, 'a') // "expected a number, received 'a'"
 */
export function refusal(of: Kind, value: unknown): string | undefined {
  return of.accepts(value) ? undefined : `expected ${of.expects}, received ${shown(value)}`;
}

function range(least: number, most: number): string {
  return most === Number.POSITIVE_INFINITY || most === Number.MAX_SAFE_INTEGER
    ? `of at least ${least}`
    : `from ${least} to ${most}`;
}
