import { type CallFault, CapstanError, type Fail } from '@capstan/base';

/** Every error of this package, by code. */
export type CapitalErrorCode =
  | 'bad-plan'
  | 'unit-mismatch'
  | 'unknown-unit'
  | 'bad-number'
  | 'not-finite'
  | 'bad-distribution'
  | 'dates-out-of-order'
  | 'infeasible-demand'
  | 'cap-table-open'
  | 'bad-date'
  | 'bad-input'
  | 'bad-ocf'
  | 'no-runs'
  | CallFault;

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
