import { CapstanError, type ErrorDetails } from '../errors/capstan-error.ts';
import { type Catalogue, codesOf } from '../errors/catalogue.ts';
import { nearest } from '../text/nearest.ts';
import { shown } from '../text/shown.ts';
import { isPlain } from './is-plain.ts';
import { type Kind, refusal } from './kind.ts';

/** The options that something takes: a kind for each name. */
export type Shape = Readonly<Record<string, Kind>>;

/** What a caller may give for a shape: every name may be left out or undefined. */
export type Given<S extends Shape> = {
  readonly [K in keyof S]?: (S[K] extends Kind<infer T> ? T : never) | undefined;
};

/** What can be wrong with the arguments of a call, in every package. */
export const callErrors = {
  'not-options': { what: 'a value stands where options by name belong', hint: 'write `{ name: value }`' },
  'unknown-option': {
    what: 'there is no option of this name',
    hint: 'the nearest name and the list are in the message',
  },
  'wrong-option': { what: 'an option has a value of another kind', hint: 'the message says which was expected' },
  'missing-option': { what: 'an option that may not be left out is missing', hint: 'give it' },
  'wrong-argument': { what: 'an argument is of another kind', hint: 'the message says which was expected' },
  'too-many-arguments': { what: 'more arguments than there are parameters', hint: 'the message lists the parameters' },
  'too-few-arguments': { what: 'an argument is missing', hint: 'the message lists the parameters' },
} as const satisfies Catalogue;

/** The codes of `callErrors`. */
export const callFaults = codesOf(callErrors);

export type CallFault = keyof typeof callErrors;

/** Makes the error of the package whose options are read. */
export type Fail = (code: CallFault, message: string, details: ErrorDetails) => Error;

const capstanError: Fail = (code, message, details) => new CapstanError(code, message, details);

/**
 * Reads options over their defaults: an unknown name, or a value of another kind, is an error that says the nearest name and
 * what was expected. A value of undefined counts as left out. Without options the defaults themselves come back.
 *
 * @throws {CapstanError} not-options, unknown-option, wrong-option — unless `fail` makes another error
 * @unguarded it checks what it is given
 * @example
 * const { alpha } = readOptions('blend', { alpha: numberFrom(0, 1) }, options, { alpha: 0.5 });
 */
export function readOptions<S extends Shape, D extends Given<S>>(
  where: string,
  shape: S,
  given: Given<S> | undefined,
  defaults: D,
  fail: Fail = capstanError,
): Given<S> & D {
  if (given === undefined) return defaults as Given<S> & D; // D gives what it gives, the rest may be left out
  checkOptions(where, shape, given, fail);
  const result: Record<string, unknown> = { ...defaults };
  for (const [name, value] of Object.entries(given)) if (value !== undefined) result[name] = value;
  return result as Given<S> & D; // each name was checked to be of the shape, each value to be of its kind
}

/**
 * Checks options without reading them.
 *
 * @throws {CapstanError} not-options, unknown-option, wrong-option — unless `fail` makes another error
 * @unguarded it checks what it is given
 * @example checkOptions('blend', { alpha: number }, { alhpa: 1 }) // blend has no option 'alhpa'. Did you mean 'alpha'?
 */
export function checkOptions(where: string, shape: Shape, given: unknown, fail: Fail = capstanError): void {
  const names = Object.keys(shape);
  if (!isPlain(given)) {
    const named = names.find(
      (name) => refusal(shape[name]!, given) === undefined && shape[name]!.expects !== 'anything',
    );
    const hint =
      named === undefined ? takes(names) : `For ${named} write { ${named}: ${shown(given)} }. ${takes(names)}`;
    throw fail('not-options', `${where} takes options by name, received ${shown(given)}`, { hint, fields: { given } });
  }
  for (const [name, value] of Object.entries(given)) {
    const kind = Object.hasOwn(shape, name) ? shape[name]! : undefined;
    if (kind === undefined) throw unknown(where, name, names, fail);
    const why = value === undefined ? undefined : refusal(kind, value);
    if (why !== undefined) throw fail('wrong-option', `${where}: ${name}: ${why}`, { fields: { option: name, value } });
  }
}

function unknown(where: string, name: string, names: string[], fail: Fail): Error {
  const near = nearest(name, names);
  const hint = near === undefined ? takes(names) : `Did you mean '${near}'? ${takes(names)}`;
  return fail('unknown-option', `${where} has no option ${shown(name)}`, {
    hint,
    fields: { option: name, nearest: near },
  });
}

function takes(names: string[]): string {
  return names.length === 0 ? 'It takes none.' : `It takes ${names.join(', ')}.`;
}
