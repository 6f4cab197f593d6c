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
  | 'no-runs';

/**
 * What can go wrong in planning: `code` says which, `details` carries the figures, the message says what was expected,
 * what was received and what to do.
 *
 * @example
 * try { parsePlan(json) } catch (error) { if (error instanceof CapitalError && error.code === 'unit-mismatch') … }
 */
export class CapitalError extends Error {
  readonly code: CapitalErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  override readonly name = 'CapitalError';

  constructor(code: CapitalErrorCode, message: string, details: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.details = details;
  }
}
