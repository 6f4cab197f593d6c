/** Every error of this package, by code; each message says what was expected, what was received and what to do. */
export type EvaluateErrorCode =
  | 'LENGTHS_DIFFER'
  | 'EMPTY'
  | 'NOT_FINITE'
  | 'NOT_PROBABILITIES'
  | 'TARGET_OUT_OF_RANGE'
  | 'LABEL_NOT_BINARY'
  | 'CLASSES_INVALID'
  | 'OPTION_INVALID'
  | 'IMAGE_INVALID';

/**
 * What this package throws: a `code` from the catalogue, the values it is about in `fields`, and a message that says what to do.
 *
 * @example
 * try { classification(…); } catch (error) { if (error instanceof EvaluateError && error.code === 'NOT_FINITE') … }
 */
export class EvaluateError extends Error {
  override readonly name = 'EvaluateError';
  readonly code: EvaluateErrorCode;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(code: EvaluateErrorCode, message: string, fields: Record<string, unknown> = {}) {
    super(message);
    this.code = code;
    this.fields = fields;
  }
}
