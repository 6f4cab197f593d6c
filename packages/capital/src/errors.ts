import { type CallFault, CapstanError, type Catalogue, codesOf, type Fail } from '@capstan/base';

/** Every error of this package, by code. */
export const capitalErrors = {
  'bad-plan': {
    what: 'fields of the plan are wrong, all of them at once, with their paths',
    hint: 'correct each one named',
  },
  'unit-mismatch': {
    what: 'two units do not go together, or a formula gives another than its line',
    hint: 'the message holds both',
  },
  'unknown-unit': { what: 'a unit that nobody defined', hint: 'the nearest is named; `quantity.defineUnit`' },
  'bad-number': {
    what: 'a figure is negative, too large or no number where it may not be',
    hint: 'the message says what is allowed',
  },
  'not-finite': { what: 'a result is no number, or endless', hint: 'look for a division by 0 in the line named' },
  'bad-distribution': { what: 'parameters that no distribution has', hint: 'the message says what must hold of them' },
  'dates-out-of-order': { what: 'a date lies before one that it must follow', hint: 'put them in order' },
  'infeasible-demand': {
    what: 'no mix of the offers meets the demand',
    hint: 'add offers, or lower what is asked for',
  },
  'cap-table-open': { what: 'shares do not add up, or a holder or class is missing', hint: 'the message names it' },
  'bad-date': { what: 'a date is none', hint: 'YYYY-MM-DD, months YYYY-MM' },
  'bad-input': { what: 'what was given cannot be read: evidence, quotes, catalogs', hint: 'correct each place named' },
  'bad-ocf': {
    what: 'a document does not follow the Open Cap Format 1.2.0, or says what is not modelled',
    hint: 'correct it at the place named',
  },
  'no-runs': { what: 'no run of the ledger fits', hint: 'look at the filter, or run one' },
} as const satisfies Catalogue;

/** The codes of `capitalErrors`. */
export const capitalErrorCodes = codesOf(capitalErrors);

export type CapitalErrorCode = keyof typeof capitalErrors | CallFault;

/**
 * What can go wrong in planning: `code` says which, `fields` carries the figures, the message says what was expected,
 * what was received and what to do.
 *
 * @example
 * try { parsePlan(json) } catch (error) { if (error instanceof CapitalError && error.code === 'unit-mismatch') … }
 */
export class CapitalError extends CapstanError<CapitalErrorCode> {
  override readonly name = 'CapitalError';
}

/** The error of a call whose options are wrong, for base's reader of options. */
export const callFault: Fail = (code, message, details) => new CapitalError(code, message, details);
