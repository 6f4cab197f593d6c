import { nearest } from '@capstan/base';
import { CliError } from '../errors.ts';

/**
 * A flag's value that does not fit.
 *
 * @param expected as in "--epochs must be …": `a whole number from 1`
 * @param choices the words that fit, where there are some: the nearest is named
 * @example throw badFlag('epochs', 'a whole number from 1', 'many')
 */
export function badFlag(flag: string, expected: string, value: string, choices: readonly string[] = []): CliError {
  const close = value.length > 1 ? nearest(value, choices) : undefined; // nothing is near a single character
  const meant = close === undefined ? '.' : `; did you mean ${close}?`;
  return new CliError('bad-flag', `--${flag} must be ${expected}, received '${value}'${meant}`, {
    fields: { flag, value, expected, nearest: close },
  });
}
